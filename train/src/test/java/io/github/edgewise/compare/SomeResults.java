package io.github.edgewise.compare;

import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.TverskyLoss;
import io.github.edgewise.metric.Lesion;
import io.github.edgewise.metric.MaskPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Made-up scores of losses called a, b and c.
public final class SomeResults {
    private static final List<Loss> LOSSES = List.of(new GeneralizedDiceLoss(), new DiceLoss(),
            new TverskyLoss());

    private final List<NamedLoss> contenders = new ArrayList<>();
    private final Map<String, String> patients = new LinkedHashMap<>();
    private final Map<List<Object>, List<RunScores.Row>> rows = new LinkedHashMap<>();
    private final Map<List<Object>, Map<String, List<Lesion>>> lesions = new LinkedHashMap<>();

    /// What a loss scores.
    public interface Rule {
        double score(int contender, int seed, int patient);
    }

    SomeResults(int contenders) {
        for (int c = 0; c < contenders; c++) {
            this.contenders.add(new NamedLoss(String.valueOf((char) ('a' + c)), LOSSES.get(c)));
        }
    }

    /// Dice, NSD and boundary IoU by a rule, HD95 ten times what they lack to 1; one case per patient.
    public static ComparisonResults of(int contenders, int seeds, int patients, Rule dice) {
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

    private SomeResults row(int contender, int seed, String name, String patient, RunScores.Row row) {
        patients.put(name, patient);
        rows.computeIfAbsent(List.of(contender, seed), _ -> new ArrayList<>()).add(row);
        return this;
    }

    ComparisonResults results() {
        var runs = new ArrayList<ComparisonResults.Run>();
        rows.forEach((key, its) -> runs.add(new ComparisonResults.Run(contenders.get((int) key.get(0)).name(),
                (int) key.get(1), 0, new RunScores(its, lesions.getOrDefault(key, Map.of())))));
        return new ComparisonResults(contenders, patients, runs);
    }
}
