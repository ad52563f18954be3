package io.github.edgewise.compare;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.statistics.LeastDifference;
import io.github.edgewise.statistics.Summary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a comparison can find, known before its first run.
///
/// @param patients number of held-out patients, over all folds
/// @param tests the most tests that there can be: a metric that repeats another one is left out later
/// @param spreads by metric, the standard deviation of the patients' differences in earlier results, that
///     of the loss in which it is largest; lengths in mm; empty without earlier results
/// @param seeds of these earlier results
public record Outlook(int patients, int tests, Map<String, Double> spreads, int seeds) {
    public Outlook {
        spreads = Collections.unmodifiableMap(new LinkedHashMap<>(spreads));
    }

    /// The outlook of a comparison, with the spread of its complete seeds if the folder holds some.
    ///
    /// @throws IOException if the folder holds damaged files
    public static Outlook of(ComparisonPlan plan, Dataset dataset, ComparisonFolder folder)
            throws IOException {
        var patients = new ArrayList<String>();
        for (int fold = 0; fold < plan.folds(); fold++) {
            Comparison.split(plan, dataset, fold).held().stream().map(Case::patient).forEach(patients::add);
        }
        int tests = (plan.contenders().size() - 1) * Analysis.TESTED.size();
        var spreads = new LinkedHashMap<String, Double>();
        if (!folder.exists()) return new Outlook(distinct(patients), tests, spreads, 0);
        ComparisonResults earlier = folder.results(folder.contest());
        for (String metric : Analysis.TESTED) {
            for (int c = 1; c < earlier.contenders().size() && !earlier.runs().isEmpty(); c++) {
                if (metric.equals(RecallAtFalse.METRIC)) {
                    double spread = RecallAtFalse.deviation(earlier, c);
                    if (spread > 0) spreads.merge(metric, spread, Math::max);
                    continue;
                }
                double[] d = Analysis
                        .array(PairedScores.of(earlier.against(c), metric, 0).differences(1));
                if (d.length > 1) spreads.merge(metric, Summary.of(d).deviation(), Math::max);
            }
        }
        return new Outlook(distinct(patients), tests, spreads, earlier.seeds().size());
    }

    private static int distinct(List<String> patients) { return (int) patients.stream().distinct().count(); }

    /// The smallest difference that can be found.
    public LeastDifference least() { return new LeastDifference(patients, tests); }

    /// The same in words, a sentence each.
    public List<String> sentences() {
        LeastDifference least = least();
        String held = patients + (patients == 1 ? " patient is" : " patients are") + " held out: ";
        String corrected = tests + " tests with Holm's correction";
        if (!least.isPossible()) {
            return List.of(held + "the smallest possible p is " + Verdict.p(least.smallestP()) + ", but "
                    + corrected + " need one below " + Verdict.p(least.neededP())
                    + ". No difference can be significant here, however large; it takes "
                    + least.fewestPatients()
                    + " patients. Hold out more (--folds), or compare fewer losses.");
        }
        var sentences = new ArrayList<String>();
        sentences.add(held + "with " + corrected
                + ", a real difference is found with a probability of 80 % if it is "
                + deviations(least) + " standard deviations of the patients' differences or more ("
                + deviations(new LeastDifference(patients, 1))
                + " if it were the only test). More seeds make these differences steadier; they do not add "
                + "patients.");
        if (!spreads.isEmpty()) {
            var each = new ArrayList<String>();
            spreads.forEach((metric, spread) -> each
                    .add(Verdict.name(metric) + " " + Verdict.amount(least.of(spread), metric)));
            sentences.add("With the spread of the " + seeds + (seeds == 1 ? " seed" : " seeds")
                    + " in this folder that is " + String.join(", ", each) + ".");
        }
        return sentences;
    }

    private static String deviations(LeastDifference least) {
        return String.format(Locale.ROOT, "%.2f", least.inDeviations());
    }
}
