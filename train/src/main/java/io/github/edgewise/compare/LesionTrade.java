package io.github.edgewise.compare;

import io.github.edgewise.statistics.Bootstrap.Interval;
import io.github.edgewise.statistics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a loss trades lesions that are found against lesions that are invented, compared with the first loss:
/// lesion recall and lesion precision of the label maps, over the patients that have both. Not tested, since
/// lesion F1 sums them up; the intervals are not corrected.
///
/// A loss may move along a curve that another threshold would also give. [RecallAtFalse] tells.
///
/// @param recall lesions that are found, as a share of those that are there
/// @param precision lesions that are there, as a share of those that are predicted
public record LesionTrade(String contender, Change recall, Change precision) {
    /// A mean over the patients and its difference from the first loss.
    ///
    /// @param low of the 95 % interval of the difference; as `high` nothing for fewer than five patients
    public record Change(double mean, double difference, Optional<Double> low, Optional<Double> high) {
        private static Optional<Change> of(PairedScores pair) {
            if (pair.patients().isEmpty()) return Optional.empty();
            double[] differences = Analysis.array(pair.differences(1));
            Optional<Interval> interval = Analysis.interval(differences);
            return Optional.of(new Change(Summary.of(Analysis.array(pair.perPatient(1))).mean(),
                    Summary.of(differences).mean(), interval.map(Interval::low),
                    interval.map(Interval::high)));
        }

        /// 1 where the interval lies above 0, -1 where it lies below, else 0.
        public int direction() {
            if (low.filter(value -> value > 0).isPresent()) return 1;
            return high.filter(value -> value < 0).isPresent() ? -1 : 0;
        }
    }

    static List<LesionTrade> of(ComparisonResults results) {
        var trades = new ArrayList<LesionTrade>();
        for (int c = 1; c < results.contenders().size(); c++) {
            ComparisonResults pair = results.against(c);
            Optional<Change> recall = Change.of(PairedScores.of(pair, "lesion_recall", 0));
            Optional<Change> precision = Change.of(PairedScores.of(pair, "lesion_precision", 0));
            if (recall.isEmpty() || precision.isEmpty()) continue;
            trades.add(new LesionTrade(results.contenders().get(c).name(), recall.get(), precision.get()));
        }
        return trades;
    }

    /// True if one of the intervals leaves out 0.
    public boolean isClear() { return recall.direction() != 0 || precision.direction() != 0; }
}
