package io.github.edgewise.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.statistics.Summary;
import java.util.List;
import java.util.Optional;

/// Scores as JSON: what a table shows, with all digits and lengths in mm, and the rows that it sums up.
///
/// @param summary one per class and metric
/// @param rows one per case, class and metric
record ScoreResults(List<OfClass> summary, List<Row> rows) {
    /// One score. A value is nothing where it is undefined, and the note says why.
    record Row(@JsonProperty("case") String caseName, @JsonProperty("class") int classIndex, String metric,
            Optional<Double> value, String unit, String note) {}

    /// A metric of a class over all cases.
    ///
    /// @param cases how many have a value; penalties are values
    /// @param note says why there is no mean
    record OfClass(@JsonProperty("class") int classIndex, String className, String metric, String unit,
            int cases, double mean, double sd, double median, Optional<Double> worst, String worstCase,
            long penalised, long undefined, String note) {}

    static ScoreResults of(Evaluation all) {
        return new ScoreResults(all.classes().stream()
                .flatMap(k -> all.metrics().stream().map(metric -> summary(all, metric, k))).toList(),
                all.rows().stream().map(row -> new Row(row.caseName(), row.classIndex(), row.metric(),
                        row.number(), row.unit(), row.note())).toList());
    }

    private static OfClass summary(Evaluation all, String metric, int k) {
        List<Evaluation.Row> rows = all.rows(metric, k);
        Summary s = all.summary(metric, k);
        Evaluation.Row worst = all.worst(metric, k).orElseThrow();
        return new OfClass(k, all.className(k), metric, worst.unit(), s.n(), s.mean(), s.deviation(),
                s.median(), worst.number(), worst.caseName(),
                rows.stream().filter(row -> row.score() instanceof Score.Penalty).count(),
                rows.stream().filter(row -> row.score() instanceof Score.Undefined).count(),
                s.n() == 0 ? "no case has a value: " + worst.note() : "");
    }
}
