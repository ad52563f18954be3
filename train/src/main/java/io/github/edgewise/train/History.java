package io.github.edgewise.train;

import io.github.edgewise.schedule.TermStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What happened in every epoch of a run; `history.jsonl` holds a line for each.
///
/// @param entries in the order of the epochs
public record History(List<Entry> entries) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES).build();

    /// One epoch.
    ///
    /// @param epoch from 1 on
    /// @param loss mean over its steps
    /// @param terms mean of every term of the loss, before its weight
    /// @param weights weight of every term
    /// @param telemetry means over its steps
    /// @param learningRate of the optimiser
    /// @param scores on the validation cases, per metric and class
    /// @param waiting share of the steps' time that was spent waiting for batches; like `seconds` it differs
    ///     between two equal runs
    /// @param seconds it took
    public record Entry(int epoch, double loss, List<Double> terms, List<Double> weights, Telemetry telemetry,
            double learningRate, EpochScores scores, double waiting, double seconds) {
        /// The same but for the time it took.
        public Entry withoutTime() {
            return new Entry(epoch, loss, terms, weights, telemetry, learningRate, scores, 0, 0);
        }

        /// The score that selects the best epoch, see [EpochScores#composite]; empty without validation
        /// scores.
        public Optional<Double> score() { return scores.composite(); }
    }

    public History {
        entries = List.copyOf(entries);
    }

    /// The history in a file; empty where there is none. An incomplete last line, left by a crash, is
    /// dropped.
    ///
    /// @throws IOException where an earlier line is damaged, or another version wrote it
    public static History read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        if (!Files.exists(file)) return new History(entries);
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            try {
                entries.add(JSON.readValue(line, Entry.class));
            } catch (JacksonException e) {
                if (entries.size() == lines.size() - 1) break;
                throw new IOException("line " + (entries.size() + 1) + " of " + file + " is damaged or of "
                        + "another version of edgewise: " + e.getOriginalMessage(), e);
            }
        }
        return new History(entries);
    }

    /// Adds one line to a file.
    static void append(Path file, Entry entry) throws IOException {
        RunFolder.append(file, (JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Writes all lines; a crash leaves either the old file or the new one.
    void write(Path file) throws IOException {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(JSON.writeValueAsString(entry)).append('\n');
        }
        RunFolder.write(file, text.toString());
    }

    /// The first `n` epochs.
    History first(int n) { return new History(entries.subList(0, Math.min(n, entries.size()))); }

    /// The epoch with the highest [Entry#score]; the first of equal ones.
    public Optional<Entry> best() {
        return entries.stream().filter(e -> e.score().isPresent())
                .max(Comparator.comparingDouble((Entry e) -> e.score().orElseThrow())
                        .thenComparing(Comparator.comparingInt(Entry::epoch).reversed()));
    }

    /// True where the score has not risen for that many epochs. Epochs before the first score above 0 do not
    /// count: a network may need many epochs to predict its first tiny object.
    ///
    /// @param patience 0 for never
    boolean isStalled(int patience) {
        return patience > 0 && best().filter(e -> e.score().orElseThrow() > 0)
                .map(e -> entries.getLast().epoch() - e.epoch() >= patience).orElse(false);
    }

    /// What the epochs measured, for schedules that adapt to it.
    List<TermStatistics> measured() {
        return entries.stream().map(e -> new TermStatistics(e.terms(), e.telemetry().gradients())).toList();
    }

    /// The time all epochs took.
    public double seconds() { return entries.stream().mapToDouble(Entry::seconds).sum(); }
}
