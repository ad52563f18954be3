package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.LesionCurve.Point;
import io.github.edgewise.statistics.FalseClaim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecallAtFalseTest {
    private static final List<Double> THRESHOLDS = List.of(0.2, 0.5, 0.8);

    /// A curve with these found and false lesions at each threshold.
    private static LesionCurve curve(String name, int classIndex, int lesions, int[] found, int... invented) {
        var points = new ArrayList<Point>();
        for (int t = 0; t < found.length; t++) {
            points.add(new Point(THRESHOLDS.get(t), found[t], found[t] + invented[t], found[t], 9, 5));
        }
        return new LesionCurve(name, classIndex, lesions, 20, points);
    }

    private static double recall(ComparisonResults results, int loss, double falsePerCase) {
        return RecallAtFalse.of(results).stream().filter(one -> one.falsePerCase() == falsePerCase)
                .findFirst()
                .orElseThrow().recalls().get(loss).recall();
    }

    /// Two losses and two patients; a has 4, 2 and 0 false lesions per case, b 0.5, 0.5 and 0.
    private static SomeResults two() {
        return new SomeResults(2)
                .curve(0, 0, "x", curve("x", 1, 4, new int[]{4, 3, 1}, 6, 3, 0))
                .curve(0, 0, "y", curve("y", 1, 2, new int[]{2, 1, 0}, 2, 1, 0))
                .curve(1, 0, "x", curve("x", 1, 4, new int[]{4, 2, 0}, 1, 1, 0))
                .curve(1, 0, "y", curve("y", 1, 2, new int[]{1, 1, 0}, 0, 0, 0));
    }

    @Test
    void the_operating_point_lies_between_the_thresholds_around_so_many_false_lesions() {
        ComparisonResults results = two().results();
        // 1 is half way from 0 (0.8) to 2 (0.5): x finds (1 + 3) / 2 of 4, y (0 + 1) / 2 of 2
        PairedScores sheet = PairedScores.of(results, RecallAtFalse.METRIC, 1);
        assertThat(sheet.perPatient(0)).containsExactly(0.5, 0.25);
        assertThat(recall(results, 0, 1)).isCloseTo(0.375, within(1e-12));
        assertThat(recall(results, 0, 2)).isCloseTo((0.75 + 0.5) / 2, within(1e-12));
        assertThat(recall(results, 0, 4)).isOne();
        // the lowest threshold of b has 0.5 false lesions per case
        assertThat(sheet.perPatient(1)).containsExactly(1., 0.5);
        assertThat(recall(results, 1, 0.5)).isEqualTo(0.75);
    }

    @Test
    void beyond_the_highest_threshold_recall_falls_to_nothing_with_the_false_lesions() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            some.curve(c, 0, "x", curve("x", 1, 4, new int[]{4, 4, 2}, 9, 9, 4));
        }
        assertThat(recall(some.results(), 0, 1)).isEqualTo(0.5 / 4);
        assertThat(recall(some.results(), 0, 4)).isEqualTo(0.5);
    }

    @Test
    void a_low_threshold_where_everything_is_one_lesion_is_never_reached() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            some.curve(c, 0, "x", curve("x", 1, 4, new int[]{4, 3, 1}, 0, 2, 0));
        }
        assertThat(recall(some.results(), 0, 1)).as("half way between 1 and 3 of 4").isEqualTo(0.5);
    }

    @Test
    void false_lesions_of_patients_without_lesions_count_and_their_recall_does_not() {
        SomeResults some = two();
        for (int c = 0; c < 2; c++) {
            some.curve(c, 0, "healthy", curve("healthy", 1, 0, new int[3], 3, 3, 0));
        }
        PairedScores sheet = PairedScores.of(some.results(), RecallAtFalse.METRIC, 0);
        assertThat(sheet.patients()).containsExactly("x", "y");
        // a: 1 of 7 / 3 at 0.5, so the share is 3 / 7
        assertThat(sheet.perPatient(0).getFirst()).isCloseTo((3 / 7. * 3 + 4 / 7. * 1) / 4, within(1e-12));
    }

    @Test
    void the_verdict_has_a_number_for_every_smallest_difference() {
        var some = new SomeResults(2);
        for (int p = 0; p < 12; p++) {
            String name = "case" + p;
            int lesions = p < 4 ? 2 : 0; // too few patients to find any difference
            for (int c = 0; c < 2; c++) {
                some.score(c, 0, name, name, 1, "dice", 0.5 + 0.01 * p * c).curve(c, 0, name,
                        curve(name, 1, lesions,
                                new int[]{lesions, p < 4 ? p % 2 + c * (p / 2) % 2 : 0, 0}, 3, p % 3, 0));
            }
        }
        Verdict verdict = Verdict.of(Analysis.of(some.results()));
        assertThat(verdict.finding() + verdict.limits()).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(verdict.limits()).anyMatch(text -> text.contains("A real difference is found here"))
                .anyMatch(text -> text.contains("false lesion"));
    }

    @Test
    void random_curves_are_scored_as_by_a_plain_loop() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 50; trial++) {
            ComparisonResults results = random(random, 2, 1 + random.nextInt(3), 2 + random.nextInt(6), 2);
            for (int k : FreeCounts.classes(results)) {
                PairedScores sheet = PairedScores.of(results, RecallAtFalse.METRIC, k);
                for (int c = 0; c < 2; c++) {
                    for (int s = 0; s < results.seeds().size(); s++) {
                        List<Double> scores = plainly(results, c, s, k, 1);
                        assertThat(sheet.values().get(c).get(s)).hasSameSizeAs(scores);
                        for (int p = 0; p < scores.size(); p++) {
                            assertThat(sheet.values().get(c).get(s).get(p)).isCloseTo(scores.get(p),
                                    within(1e-12));
                        }
                    }
                }
                for (RecallAtFalse one : RecallAtFalse.of(results)) {
                    if (one.classIndex() != k) continue;
                    double mean = 0;
                    for (int s = 0; s < results.seeds().size(); s++) {
                        mean += plainly(results, 1, s, k, one.falsePerCase()).stream()
                                .mapToDouble(Double::doubleValue).average().orElseThrow()
                                / results.seeds().size();
                    }
                    assertThat(one.recalls().get(1).recall()).isCloseTo(mean, within(1e-12));
                }
            }
            // the mean over classes, as the other metrics have it
            if (FreeCounts.classes(results).isEmpty()) continue;
            PairedScores all = PairedScores.of(results, RecallAtFalse.METRIC, 0);
            FreeCounts counts = FreeCounts.of(results, FreeCounts.classes(results));
            int[] everyone = IntStream.range(0, counts.patients()).toArray();
            assertThat(counts.recall(0, 1, everyone)).isCloseTo(
                    all.perPatient(0).stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                    within(1e-12));
            assertThat(counts.difference(1, 1).of(everyone)).isCloseTo(
                    all.differences(1).stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                    within(1e-11));
        }
    }

    /// Two cases per patient; every second patient has no lesion of class 2.
    private static ComparisonResults random(SplittableRandom random, int losses, int seeds, int patients,
            int classes) {
        var some = new SomeResults(losses);
        for (int p = 0; p < patients; p++) {
            for (int i = 0; i < 2; i++) {
                String name = "p" + p + "-" + i;
                for (int k = 1; k <= classes; k++) {
                    int lesions = k == 2 && p % 2 == 1 ? 0 : random.nextInt(4);
                    for (int c = 0; c < losses; c++) {
                        for (int s = 0; s < seeds; s++) {
                            some.curve(c, s, "p" + p, random(random, name, k, lesions));
                        }
                    }
                }
            }
        }
        return some.results();
    }

    private static LesionCurve random(SplittableRandom random, String name, int k, int lesions) {
        int[] found = random.ints(3, 0, lesions + 1).map(n -> -n).sorted().map(n -> -n).toArray();
        int[] invented = random.ints(3, 0, 5).map(n -> -n).sorted().map(n -> -n).toArray();
        return curve(name, k, lesions, found, invented);
    }

    /// The recall of every patient with lesions of a class, in the order of their names.
    private static List<Double> plainly(ComparisonResults results, int loss, int seed, int k, double n) {
        List<LesionCurve> curves = results.runs().stream()
                .filter(run -> run.contender().equals(results.names().get(loss)) && run.seed() == seed)
                .flatMap(run -> run.curves().stream()).filter(one -> one.classIndex() == k).toList();
        double[] rates = new double[4]; // above the highest threshold there is nothing
        for (int t = 0; t < 3; t++) {
            for (LesionCurve one : curves) {
                rates[t] += (double) one.points().get(t).invented() / curves.size();
            }
        }
        int upper = 3;
        while (upper > 0 && rates[upper - 1] <= n) upper--;
        double share = upper == 0 ? 0 : (n - rates[upper]) / (rates[upper - 1] - rates[upper]);
        var recalls = new ArrayList<Double>();
        for (String patient : results.patients().values().stream().distinct().sorted().toList()) {
            double sum = 0;
            int cases = 0;
            for (LesionCurve one : curves) {
                if (!one.caseName().startsWith(patient + "-") || one.lesions() == 0) continue;
                double above = upper == 3 ? 0 : one.points().get(upper).found();
                double below = upper == 0 ? 0 : one.points().get(upper - 1).found();
                sum += ((1 - share) * above + share * below) / one.lesions();
                cases++;
            }
            if (cases > 0) recalls.add(sum / cases);
        }
        return recalls;
    }

    @Test
    void runs_that_did_not_count_thresholds_are_compared_without_it() {
        SomeResults some = two();
        for (int c = 0; c < 2; c++) {
            some.score(c, 0, "x", "x", 1, "dice", 0.5 + 0.1 * c).score(c, 0, "y", "y", 1, "dice", 0.7);
        }
        ComparisonResults results = some.results();
        assertThat(Analysis.of(results).testedMetrics()).containsExactly("dice", RecallAtFalse.METRIC);
        var without = new ComparisonResults(results.contenders(), results.patients(), results.runs().stream()
                .map(run -> new ComparisonResults.Run(run.contender(), run.seed(), run.fold(),
                        new RunScores(run.scores().rows().stream()
                                .filter(row -> !row.metric().equals(RecallAtFalse.METRIC)).toList(),
                                run.scores().lesions()),
                        run.contender().equals("a") ? run.curves() : List.of()))
                .toList());
        assertThat(RecallAtFalse.scored(without)).as("b was not counted").isEqualTo(without);
        Analysis analysis = Analysis.of(without);
        assertThat(analysis.testedMetrics()).containsExactly("dice");
        assertThat(analysis.thresholds()).isEmpty();
        assertThat(Verdict.of(analysis).limits()).noneMatch(limit -> limit.contains("false lesion per case"));
    }

    @Test
    void runs_with_different_thresholds_are_compared_at_those_they_share() {
        List<Point> points = curve("x", 1, 4, new int[]{4, 3, 1}, 4, 2, 0).points();
        var some = new SomeResults(2)
                .curve(0, 0, "x", new LesionCurve("x", 1, 4, 20, points))
                .curve(1, 0, "x", new LesionCurve("x", 1, 4, 20, List.of(points.get(0), points.get(2))));
        assertThat(recall(some.results(), 0, 1)).isEqualTo(recall(some.results(), 1, 1))
                .isEqualTo((1 + 3 / 4.) / 4);
        assertThat(PairedScores.of(some.results(), RecallAtFalse.METRIC, 1).differences(1))
                .containsExactly(0.);
    }

    @Test
    void an_organ_has_no_recall_at_false_lesions() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            some.curve(c, 0, "x", curve("x", 1, 1, new int[]{1, 1, 1}, 4, 2, 0)).score(c, 0, "x", "x", 1,
                    "dice",
                    0.5);
        }
        assertThat(Analysis.of(some.results()).thresholds()).isEmpty();
        assertThat(Analysis.of(some.results()).testedMetrics()).containsExactly("dice");
    }

    /// Losses that find lesions with these chances at a threshold of 0.2; half of that at 0.5.
    private static ComparisonResults drawn(int seed, int patients, double... chances) {
        var random = new SplittableRandom(seed);
        var some = new SomeResults(chances.length);
        for (int p = 0; p < patients; p++) {
            int lesions = 3 + random.nextInt(5);
            for (int c = 0; c < chances.length; c++) {
                int[] found = new int[3];
                int[] invented = new int[3];
                for (int i = 0; i < lesions + 6; i++) {
                    double strength = random.nextDouble() * (i < lesions ? 1 : 0.9)
                            + (i < lesions ? chances[c] : 0);
                    for (int t = 0; t < 3; t++) {
                        if (strength >= 0.5 + 0.2 * t) (i < lesions ? found : invented)[t]++;
                    }
                }
                some.curve(c, 0, "p" + p, curve("p" + p, 1, lesions, found, invented))
                        .score(c, 0, "p" + p, "p" + p, 1, "dice", 0.5 + 0.3 * random.nextDouble());
            }
        }
        return some.results();
    }

    @Test
    void a_loss_that_finds_more_at_equally_many_false_lesions_is_better() {
        Analysis analysis = Analysis.of(drawn(1, 30, 0, 0.4));
        Analysis.Effect effect = analysis.effect(RecallAtFalse.METRIC, "b").orElseThrow();
        assertThat(effect.isBetter() && effect.isSignificant()).isTrue();
        assertThat(effect.low().orElseThrow()).isPositive().isLessThan(effect.difference());
        assertThat(effect.high().orElseThrow()).isGreaterThan(effect.difference());
        assertThat(effect.p()).isEqualTo(effect.permutation())
                .isCloseTo(2 * effect.falseClaim().orElseThrow(), within(1e-12));
        assertThat(effect.falseClaim().orElseThrow()).isEqualTo(FalseClaim.ofError(effect.difference(),
                effect.deviation() / Math.sqrt(30), 30));
        RecallAtFalse at = analysis.thresholds().get(1);
        assertThat(at.falsePerCase()).isOne();
        assertThat(at.recalls().get(1).difference()).isCloseTo(effect.difference(), within(1e-9));
        assertThat(at.recalls().get(1).differenceLow()).isEqualTo(effect.low());
        assertThat(analysis.thresholds()).hasSameSizeAs(FreeResponse.FALSE_PER_CASE);
        assertThat(analysis.estimates(RecallAtFalse.METRIC, 1).get(1).low())
                .isEqualTo(at.recalls().get(1).low());
        assertThat(Verdict.of(analysis).finding())
                .contains("“b” is better in lesion recall at 1 false lesion per case");
        assertThat(Verdict.of(analysis).limits())
                .anyMatch(l -> l
                        .startsWith("Lesion recall at 1 false lesion per case (30 patients with lesions)"));
        assertThat(analysis.ranks()).extracting(Analysis.Rank::metric).doesNotContain(RecallAtFalse.METRIC);
    }

    @Test
    void the_choice_of_the_threshold_is_part_of_the_spread() {
        // every patient has the same recall, but the false lesions of b, and so its threshold, depend on chance
        var some = new SomeResults(2);
        for (int p = 0; p < 100; p++) {
            some.curve(0, 0, "p" + p, curve("p" + p, 1, 10, new int[]{10, 5, 0}, 4, 2, 0))
                    .curve(1, 0, "p" + p,
                            curve("p" + p, 1, 10, new int[]{10, 5, 0}, 8 * (p % 2), 4 * (p % 2), 0));
        }
        ComparisonResults results = some.results();
        assertThat(PairedScores.of(results, RecallAtFalse.METRIC, 1).differences(1)).containsOnly(0.);
        // recall is 1/4 per mean rate 4 at 0.2, 2 at 0.5: near the mean it is 1 / (2 m), m the mean of b's rates
        // at 0.5 over 2, whose standard error is sqrt(100 / 99) / sqrt(100) of that mean
        assertThat(RecallAtFalse.deviation(results, 1)).isCloseTo(0.25 * Math.sqrt(100 / 99.), within(0.03));
    }

    @Test
    void equal_losses_rarely_differ_beyond_chance() {
        int beyond = 0;
        int trials = 200;
        for (int trial = 0; trial < trials; trial++) {
            ComparisonResults results = drawn(100 + trial, 12, 0.2, 0.2);
            double[] d = Analysis.array(PairedScores.of(results, RecallAtFalse.METRIC, 1).differences(1));
            double error = RecallAtFalse.deviation(results, 1) / Math.sqrt(12);
            if (2 * FalseClaim.ofError(Arrays.stream(d).average().orElseThrow(), error, 12) < 0.05) beyond++;
        }
        assertThat(beyond).isLessThanOrEqualTo(trials / 12);
    }

    @Test
    void few_patients_cannot_be_significant_and_have_no_interval() {
        Analysis.Effect effect = Analysis.of(two().results()).effect(RecallAtFalse.METRIC, "b").orElseThrow();
        assertThat(effect.p()).isGreaterThanOrEqualTo(0.5);
        assertThat(effect.low()).isEmpty();
        var one = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            one.curve(c, 0, "x", curve("x", 1, 4, new int[]{4, 3 - c, 1}, 4, 2, 0));
        }
        Analysis.Effect single = Analysis.of(one.results()).effect(RecallAtFalse.METRIC, "b").orElseThrow();
        assertThat(single.p()).isOne();
        assertThat(single.falseClaim()).isEmpty();
        assertThat(single.deviation()).isZero();
        assertThat(Analysis.of(one.results()).json()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void recall_that_is_the_same_for_all_losses_is_not_tested() {
        var some = new SomeResults(2);
        for (int p = 0; p < 12; p++) {
            for (int c = 0; c < 2; c++) {
                some.score(c, 0, "p" + p, "p" + p, 1, "dice", 0.5 + 0.01 * p * c)
                        .curve(c, 0, "p" + p, curve("p" + p, 1, 2, new int[]{2, 1, 1}, 2, 1, 0));
            }
        }
        assertThat(Analysis.of(some.results()).untested()).extracting(Untested::metric)
                .containsExactly(RecallAtFalse.METRIC);
        assertThat(Analysis.of(some.results()).thresholds()).as("it is still in the tables").hasSize(4);
    }
}
