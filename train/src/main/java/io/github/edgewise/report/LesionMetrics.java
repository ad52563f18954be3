package io.github.edgewise.report;

import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.statistics.Quantile;
import java.util.Set;

/// Metrics of lesions. Where the reference has one object in the median case, as an organ has, they repeat
/// what others say, or say nothing; pages fold them away then.
final class LesionMetrics {
    private static final Set<String> ALL = Set.of("lesion_precision", "lesion_recall", "lesion_f1",
            "hd95_found");

    private LesionMetrics() {}

    /// Those that say nothing about a class.
    ///
    /// @param objects of the class in the median case that has one
    static Set<String> folded(double objects) { return objects > 0 && objects <= 1 ? ALL : Set.of(); }

    /// Those that say nothing about any class of a comparison.
    static Set<String> folded(ComparisonResults results) {
        if (results.runs().isEmpty()) return Set.of();
        String first = results.runs().getFirst().contender();
        int seed = results.runs().getFirst().seed();
        for (int k : results.classes()) {
            double[] objects = results.runs().stream()
                    .filter(run -> run.contender().equals(first) && run.seed() == seed)
                    .flatMap(run -> run.scores().lesions().values().stream())
                    .mapToDouble(its -> its.stream().filter(one -> one.classIndex() == k).count())
                    .filter(count -> count > 0).sorted().toArray();
            if (objects.length == 0 || folded(Quantile.lower(0.5, objects)).isEmpty()) return Set.of();
        }
        return ALL;
    }

    /// Their table behind a line that opens it.
    static String folded(String table) {
        return "<details><summary>Metrics of lesions: the reference has one object per case</summary>" + table
                + "</details>";
    }
}
