package io.github.edgewise.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.file.Csv;
import io.github.edgewise.volume.LengthUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How far a run is, from its files alone; it may be trained meanwhile.
///
/// @param folder of the run
/// @param state see [RunRecord#state(Path)]
/// @param epochs complete ones
/// @param wantedEpochs that the recipe asks for; nothing where minutes limit the run
/// @param bestEpoch nothing before the first epoch
/// @param bestScore its mean of Dice, NSD and boundary IoU on the validation cases; nothing without them
/// @param seconds of the epochs
/// @param lastLoss mean loss of the last epoch; nothing before the first
public record RunStatus(Path folder, String state, int epochs, Optional<Integer> wantedEpochs,
        Optional<Integer> bestEpoch, Optional<Double> bestScore, double seconds, Optional<Double> lastLoss) {
    /// The status of a run that was begun.
    ///
    /// @throws IOException where a file of the run is damaged
    public static RunStatus of(RunFolder run) throws IOException {
        History history = run.history();
        Recipe.Length length = run.recipe().length();
        Optional<History.Entry> best = history.best();
        return new RunStatus(run.folder(), RunRecord.state(run.folder()), history.entries().size(),
                length.minutes() > 0 ? Optional.empty() : Optional.of(length.epochs()),
                best.map(History.Entry::epoch), best.flatMap(History.Entry::score), history.seconds(),
                history.entries().isEmpty()
                        ? Optional.empty()
                        : Optional.of(history.entries().getLast().loss()));
    }

    /// In a line for a person.
    public String text() {
        return folder + ": " + state + ", " + epochs
                + wantedEpochs.map(n -> " of " + n).orElse("") + " epochs"
                + bestEpoch.map(n -> ", best epoch " + n).orElse("")
                + bestScore.map(v -> String.format(Locale.ROOT, " with score %.4f", v)).orElse("")
                + String.format(Locale.ROOT, ", %.0f s", seconds);
    }

    /// The mean of a metric over held-out cases.
    ///
    /// @param loss its name in a comparison; nothing otherwise
    /// @param classIndex the class
    /// @param metric its name
    /// @param unit `mm` or empty
    /// @param values how many scores have a value
    /// @param mean of them; nothing where there is none
    public record Mean(Optional<String> loss, @JsonProperty("class") int classIndex, String metric,
            String unit, int values, Optional<Double> mean) {
        private record Key(Optional<String> loss, int classIndex, String metric, String unit) {}

        /// The means of all scores in the `scores.csv` of a folder; none where there is no such file.
        ///
        /// @throws IOException where the file is damaged
        public static List<Mean> of(Path folder) throws IOException {
            Path file = folder.resolve("scores.csv");
            if (!Files.exists(file)) return List.of();
            List<List<String>> rows = Csv.cells(Files.readString(file));
            List<String> head = rows.isEmpty() ? List.of() : rows.getFirst();
            var sums = new LinkedHashMap<Key, double[]>();
            try {
                for (List<String> row : rows.subList(Math.min(1, rows.size()), rows.size())) {
                    var key = new Key(head.contains("loss")
                            ? Optional.of(row.get(head.indexOf("loss")))
                            : Optional.empty(), Integer.parseInt(row.get(head.indexOf("class"))),
                            row.get(head.indexOf("metric")), row.get(head.indexOf("unit")));
                    double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
                    String value = row.get(head.indexOf("value"));
                    if (value.isEmpty()) continue;
                    sum[0] += Double.parseDouble(value);
                    sum[1]++;
                }
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IOException(file + " is damaged: " + e.getMessage()
                        + "; write it again with edgewise report", e);
            }
            return sums.entrySet().stream().map(e -> of(e.getKey(), e.getValue()[0], (int) e.getValue()[1]))
                    .toList();
        }

        private static Mean of(Key key, double sum, int values) {
            return new Mean(key.loss, key.classIndex, key.metric, key.unit, values,
                    values == 0 ? Optional.empty() : Optional.of(sum / values));
        }

        /// In a line for a person.
        public String text() {
            LengthUnit shown = unit.isEmpty() ? LengthUnit.MILLIMETRE : LengthUnit.of(mean.orElse(0.));
            return loss.map(name -> name + ", ").orElse("") + "class " + classIndex + " " + metric + " "
                    + mean.map(v -> String.format(Locale.ROOT, "%.4f", shown.from(v))).orElse("-")
                    + (unit.isEmpty() ? "" : " " + shown.symbol()) + " (" + values + " values)";
        }
    }
}
