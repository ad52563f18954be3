package io.github.edgewise.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.statistics.Bootstrap;
import io.github.edgewise.statistics.Bootstrap.IndexStatistic;
import io.github.edgewise.statistics.Bootstrap.Interval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The recall of lesions that the losses have with equally many false lesions per case (FROC). It compares
/// what networks know, whatever threshold the training happened to prefer.
///
/// **Operating point.** For each loss, seed and class, thresholds are lowered until all held-out cases of the
/// seed together have N false lesions per case. Between the two thresholds around N, recall is interpolated
/// linearly, as if every case used one or the other by lot. If the highest threshold has more than N, it is
/// interpolated to no false lesion and recall 0; if every threshold has at most N, the lowest one counts.
/// The point is chosen on the cases that are scored, for all losses alike.
///
/// **Recall** of a case is the share of its lesions that are found there. As for other metrics, patients are
/// averaged: over their cases with lesions, and over the classes. [FreeResponse#recallAt] differs: it sums
/// lesions over cases and does not interpolate.
///
/// **Inference.** All patients of a seed share their operating point, so their recalls are not independent.
/// Intervals and standard errors resample patients, and each resample has operating points of its own; p is
/// that of t, the difference divided by its standard error, with n - 1 degrees of freedom. A signed-rank
/// test of the patients' recalls would be wrong: in simulated comparisons of equal losses it had a p below
/// 0.05 in 22 to 39 %, this test in 3 to 7 % (12 and 40 patients, 1 and 3 seeds).
///
/// Only classes with more than one lesion in the reference of some case have it. Cases count if thresholds
/// were counted for every loss and seed.
///
/// @param classIndex the class
/// @param falsePerCase N
/// @param patients number of patients with a lesion
/// @param recalls in the order of the losses
public record RecallAtFalse(@JsonProperty("class") int classIndex, double falsePerCase, int patients,
        List<LesionSizes.Recall> recalls) {
    /// The name of the recall that is tested: at 1 false lesion per case.
    public static final String METRIC = "recall_at_1";

    private static final double TESTED = 1;
    private static final long SEED = 20191210;
    private static final int RESAMPLES = 2000;

    public RecallAtFalse {
        recalls = List.copyOf(recalls);
    }

    /// The recalls at each of [FreeResponse#FALSE_PER_CASE], by class; nothing where thresholds were not
    /// counted.
    static List<RecallAtFalse> of(ComparisonResults results) {
        var all = new ArrayList<RecallAtFalse>();
        for (int classIndex : FreeCounts.classes(results)) {
            FreeCounts counts = FreeCounts.of(results, List.of(classIndex));
            if (counts.counted() == 0) continue;
            for (double n : FreeResponse.FALSE_PER_CASE) {
                all.add(new RecallAtFalse(classIndex, n, counts.counted(), IntStream
                        .range(0, results.names().size()).mapToObj(c -> recall(results, counts, c, n))
                        .toList()));
            }
        }
        return all;
    }

    private static LesionSizes.Recall recall(ComparisonResults results, FreeCounts counts, int loss,
            double n) {
        Optional<Interval> own = interval(counts, counts.recall(loss, n));
        Optional<Interval> between = loss == 0
                ? Optional.empty()
                : interval(counts, counts.difference(loss, n));
        int[] all = IntStream.range(0, counts.patients()).toArray();
        return new LesionSizes.Recall(results.names().get(loss), counts.recall(loss, n, all),
                own.map(Interval::low), own.map(Interval::high), counts.difference(loss, n).of(all),
                between.map(Interval::low), between.map(Interval::high));
    }

    private static Optional<Interval> interval(FreeCounts counts, IndexStatistic statistic) {
        if (counts.counted() < Analysis.FEWEST) return Optional.empty();
        return Optional.of(new Bootstrap(RESAMPLES, SEED, 0.95).of(counts.patients(), statistic))
                .filter(i -> Double.isFinite(i.low()));
    }

    /// The interval of the tested recall of a loss.
    ///
    /// @param classIndex the class, 0 for the mean over all
    static Optional<Interval> interval(ComparisonResults results, int classIndex, int loss) {
        FreeCounts counts = FreeCounts.of(results, classes(results, classIndex));
        return interval(counts, counts.recall(loss, TESTED));
    }

    /// The same of the difference to the first loss.
    static Optional<Interval> difference(ComparisonResults results, int loss) {
        FreeCounts counts = FreeCounts.of(results, FreeCounts.classes(results));
        return interval(counts, counts.difference(loss, TESTED));
    }

    /// The standard deviation of the patients' differences to the first loss, with what the choice of the
    /// operating points adds: the standard error times the root of the number of patients. 0 for one patient.
    static double deviation(ComparisonResults results, int loss) {
        FreeCounts counts = FreeCounts.of(results, FreeCounts.classes(results));
        if (counts.counted() < 2) return 0;
        return Math.sqrt(counts.counted()) * new Bootstrap(RESAMPLES, SEED, 0.95).error(counts.patients(),
                counts.difference(loss, TESTED));
    }

    private static List<Integer> classes(ComparisonResults results, int classIndex) {
        return classIndex == 0 ? FreeCounts.classes(results) : List.of(classIndex);
    }

    /// The results with a row of [#METRIC] for every case and class with lesions; the same results where
    /// thresholds were not counted. The operating points are those of all cases.
    static ComparisonResults scored(ComparisonResults results) {
        var points = new TreeMap<Integer, FreeCounts>();
        for (int classIndex : FreeCounts.classes(results)) {
            FreeCounts counts = FreeCounts.of(results, List.of(classIndex));
            if (counts.counted() > 0) points.put(classIndex, counts);
        }
        if (points.isEmpty()) return results;
        var runs = new ArrayList<ComparisonResults.Run>();
        for (ComparisonResults.Run run : results.runs()) {
            var rows = new ArrayList<>(run.scores().rows());
            for (LesionCurve one : run.curves()) {
                FreeCounts counts = points.get(one.classIndex());
                if (counts == null || one.lesions() == 0 || !counts.cases().contains(one.caseName()))
                    continue;
                FreeCounts.OperatingPoint point = counts.point(results.names().indexOf(run.contender()),
                        results.seeds().indexOf(run.seed()), TESTED);
                Set<Double> thresholds = new HashSet<>(counts.thresholds());
                List<LesionCurve.Point> its = one.points().stream()
                        .filter(p -> thresholds.contains(p.threshold())).toList();
                double found = point.of(its.size(), t -> its.get(t).found());
                rows.add(new RunScores.Row(one.caseName(), one.classIndex(), METRIC,
                        Optional.of(found / one.lesions()), "", ""));
            }
            runs.add(new ComparisonResults.Run(run.contender(), run.seed(), run.fold(),
                    new RunScores(rows, run.scores().lesions()), run.curves()));
        }
        return new ComparisonResults(results.contenders(), results.patients(), runs, results.classNames());
    }
}
