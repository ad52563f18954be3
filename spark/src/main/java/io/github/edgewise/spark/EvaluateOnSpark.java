package io.github.edgewise.spark;

import io.github.edgewise.cli.EvaluateCommand;
import io.github.edgewise.dataset.PairedMasks;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Score;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `evaluate` with a task for each case.
final class EvaluateOnSpark extends EvaluateCommand {
    private final Cluster cluster;

    /// On an executor, where no work is shared.
    private EvaluateOnSpark() { this(new Cluster(List.of())); }

    EvaluateOnSpark(Cluster cluster) { this.cluster = cluster; }

    /// A [PairedMasks.Pair] that can be sent.
    private record Files(String name, String prediction, String reference, String predictionRule,
            String referenceRule) implements Serializable {
        static Files of(PairedMasks.Pair pair) {
            return new Files(pair.name(), pair.prediction().toAbsolutePath().toString(),
                    pair.reference().toAbsolutePath().toString(), pair.predictionRule().toString(),
                    pair.referenceRule().toString());
        }

        PairedMasks.Pair pair() {
            return new PairedMasks.Pair(name, Path.of(prediction), Path.of(reference),
                    LabelRule.parse(predictionRule), LabelRule.parse(referenceRule));
        }
    }

    /// An [Evaluation.Row] that can be sent.
    ///
    /// @param kind of its score
    private record Row(String caseName, int classIndex, String metric, String kind, double value, String why,
            double penalty) implements Serializable {
        static Row of(Evaluation.Row row) {
            return switch (row.score()) {
                case Score.Value(var value) -> of(row, "value", value, "");
                case Score.Penalty(var value, var why) -> of(row, "penalty", value, why);
                case Score.Undefined(var why) -> of(row, "undefined", 0, why);
            };
        }

        private static Row of(Evaluation.Row row, String kind, double value, String why) {
            return new Row(row.caseName(), row.classIndex(), row.metric(), kind, value, why, row.penalty());
        }

        Evaluation.Row row(Map<String, Metric> metrics) {
            Score score = switch (kind) {
                case "value" -> new Score.Value(value);
                case "penalty" -> new Score.Penalty(value, why);
                default -> new Score.Undefined(why);
            };
            return new Evaluation.Row(caseName, classIndex, Objects.requireNonNull(metrics.get(metric)), score,
                    penalty);
        }
    }

    @Override
    protected Evaluation score(PairedMasks masks, double toleranceMm, boolean haveProbabilities,
            Consumer<String> listener, Consumer<String> notes) throws IOException {
        SharedArguments arguments = cluster.arguments();
        var answers = cluster.each("evaluate", masks.pairs().stream().map(Files::of).toList(),
                files -> rows(arguments, files.pair(), toleranceMm, haveProbabilities));
        List<Metric> metrics = wanted(toleranceMm, haveProbabilities);
        Map<String, Metric> byName = metrics.stream().collect(Collectors.toMap(Metric::name, Function.identity()));
        var rows = new ArrayList<Evaluation.Row>();
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            String name = masks.pairs().get(i).name();
            answer.notes().forEach(notes);
            if (answer.result().isEmpty()) notScored(name, answer.failure());
            answer.result().forEach(its -> its.forEach(row -> rows.add(row.row(byName))));
            listener.accept(name);
        }
        var found = new Evaluation(rows);
        var parts = new ArrayList<>(List.of(found));
        masks.missing().forEach(name -> parts.add(Evaluation.missing(name, found.classes(), metrics)));
        return Evaluation.of(parts);
    }

    private static List<Row> rows(SharedArguments arguments, PairedMasks.Pair pair, double toleranceMm,
            boolean haveProbabilities) throws IOException {
        var command = arguments.in(new EvaluateOnSpark());
        for (Path file : List.of(pair.prediction(), pair.reference(), pair.probabilities())) {
            arguments.staging().fetch(file);
        }
        Evaluation scores = pair.score(command.wanted(toleranceMm, haveProbabilities), command::regrid, note -> {
        });
        return scores.rows().stream().map(Row::of).toList();
    }
}
