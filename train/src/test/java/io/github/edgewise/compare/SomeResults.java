package io.github.edgewise.compare;

import io.github.edgewise.loss.CrossEntropyLoss;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.FocalLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.TverskyLoss;
import io.github.edgewise.metric.Lesion;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.MaskPair;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Made-up scores of up to five losses, called a, b, c and so on.
public final class SomeResults {
    private static final List<Loss> LOSSES = List.of(new GeneralizedDiceLoss(), new DiceLoss(),
            new TverskyLoss(), new CrossEntropyLoss(), new FocalLoss());

    private final List<NamedLoss> contenders = new ArrayList<>();
    private final Map<String, String> patients = new LinkedHashMap<>();
    private final Map<List<Object>, List<RunScores.Row>> rows = new LinkedHashMap<>();
    private final Map<List<Object>, Map<String, List<Lesion>>> lesions = new LinkedHashMap<>();
    private final Map<List<Object>, List<LesionCurve>> curves = new LinkedHashMap<>();

    /// What a loss scores.
    public interface Rule {
        double score(int contender, int seed, int patient);
    }

    SomeResults(int contenders) {
        for (int c = 0; c < contenders; c++) {
            this.contenders.add(new NamedLoss(String.valueOf((char) ('a' + c)), LOSSES.get(c)));
        }
    }

    /// Dice by a rule; NSD, boundary IoU (0.9 and 0.8 times) and HD95 (ten times what is missing to 1) by
    /// the same rule for other patients, so that metrics have equal means but do not repeat each other. One
    /// case per patient.
    public static ComparisonResults of(int contenders, int seeds, int patients, Rule dice) {
        var some = new SomeResults(contenders);
        for (int c = 0; c < contenders; c++) {
            for (int s = 0; s < seeds; s++) {
                for (int p = 0; p < patients; p++) {
                    String name = "case" + p;
                    some.score(c, s, name, name, 1, "dice", dice.score(c, s, p))
                            .score(c, s, name, name, 1, "nsd",
                                    0.9 * dice.score(c, s, other(p, patients, 7, 3)))
                            .score(c, s, name, name, 1, "boundary_iou",
                                    0.8 * dice.score(c, s, other(p, patients, 11, 6)))
                            .score(c, s, name, name, 1, "hd95",
                                    10 * (1 - dice.score(c, s, other(p, patients, 5, 1))));
                }
            }
        }
        return some.results();
    }

    /// Another patient for each patient.
    private static int other(int patient, int patients, int step, int from) {
        int coprime = step;
        while (BigInteger.valueOf(coprime).gcd(BigInteger.valueOf(patients)).intValue() != 1) coprime++;
        return (int) (((long) patient * coprime + from) % patients);
    }

    /// Dice, NSD and boundary IoU by one rule, HD95 ten times what they lack to 1; one case per patient.
    public static ComparisonResults repeated(int contenders, int seeds, int patients, Rule dice) {
        var some = new SomeResults(contenders);
        for (int c = 0; c < contenders; c++) {
            for (int s = 0; s < seeds; s++) {
                for (int p = 0; p < patients; p++) {
                    double value = dice.score(c, s, p);
                    for (String metric : List.of("dice", "nsd", "boundary_iou")) {
                        some.score(c, s, "case" + p, "case" + p, 1, metric, value);
                    }
                    some.score(c, s, "case" + p, "case" + p, 1, "hd95", 10 * (1 - value));
                }
            }
        }
        return some.results();
    }

    /// Two losses and two classes; loss b loses class 2 in every case.
    public static ComparisonResults ofTwoClasses(int patients) {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int p = 0; p < patients; p++) {
                String name = "case" + p;
                some.score(c, 0, name, name, 1, "dice", 0.7 + 0.01 * p * c)
                        .score(c, 0, name, name, 1, "hd95", 3 + p)
                        .score(c, 0, name, name, 2, "dice", 0.8 - 0.8 * c);
                if (c == 1) some.penalty(c, 0, name, name, 2, "hd95", 99);
                else some.score(c, 0, name, name, 2, "hd95", 4);
            }
        }
        return some.results();
    }

    /// Two losses that find other lesions at the thresholds 0.3 and 0.6, one case per patient.
    public static ComparisonResults withThresholds(int patients) {
        var some = new SomeResults(2);
        for (int p = 0; p < patients; p++) {
            String name = "case" + p;
            for (int c = 0; c < 2; c++) {
                some.score(c, 0, name, name, 1, "dice", 0.5 + 0.01 * p * c).curve(c, 0, name,
                        new LesionCurve(name, 1, 4, 40,
                                List.of(new LesionCurve.Point(0.3, 4, 9 + p % 3, 4, 90, 30),
                                        new LesionCurve.Point(0.6, 1 + c + p % 2, 1 + c + p % 2,
                                                1 + c + p % 2, 9, 9))));
            }
        }
        return some.results();
    }

    SomeResults score(int contender, int seed, String name, String patient, int k, String metric,
            double value) {
        return row(contender, seed, name, patient,
                new RunScores.Row(name, k, metric, Optional.of(value), "", ""));
    }

    SomeResults nothing(int contender, int seed, String name, String patient, int k, String metric) {
        return undefined(contender, seed, name, patient, k, metric, MaskPair.NOTHING);
    }

    SomeResults undefined(int contender, int seed, String name, String patient, int k, String metric,
            String why) {
        return row(contender, seed, name, patient,
                new RunScores.Row(name, k, metric, Optional.empty(), "", why));
    }

    SomeResults penalty(int contender, int seed, String name, String patient, int k, String metric,
            double value) {
        return row(contender, seed, name, patient, new RunScores.Row(name, k, metric, Optional.of(value), "",
                "class absent from prediction; the value is a penalty"));
    }

    SomeResults lesion(int contender, int seed, String name, Lesion lesion) {
        patients.putIfAbsent(name, name);
        rows.computeIfAbsent(List.of(contender, seed), _ -> new ArrayList<>())
                .add(new RunScores.Row(name, lesion.classIndex(), "dice", Optional.of(0.5), "", ""));
        lesions.computeIfAbsent(List.of(contender, seed), _ -> new LinkedHashMap<>())
                .computeIfAbsent(name, _ -> new ArrayList<>()).add(lesion);
        return this;
    }

    /// What thresholds find in a case.
    SomeResults curve(int contender, int seed, String patient, LesionCurve curve) {
        patients.put(curve.caseName(), patient);
        rows.computeIfAbsent(List.of(contender, seed), _ -> new ArrayList<>());
        curves.computeIfAbsent(List.of(contender, seed), _ -> new ArrayList<>()).add(curve);
        return this;
    }

    private SomeResults row(int contender, int seed, String name, String patient, RunScores.Row row) {
        patients.put(name, patient);
        rows.computeIfAbsent(List.of(contender, seed), _ -> new ArrayList<>()).add(row);
        return this;
    }

    ComparisonResults results() {
        var runs = new ArrayList<ComparisonResults.Run>();
        rows.forEach((key, its) -> runs.add(new ComparisonResults.Run(contenders.get((int) key.get(0)).name(),
                (int) key.get(1), 0, new RunScores(its, lesions.getOrDefault(key, Map.of())),
                curves.getOrDefault(key, List.of()))));
        return RecallAtFalse.scored(new ComparisonResults(contenders, patients, runs));
    }
}
