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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
    /// @param stage 1, or 2 where the loss was that of a second stage ([LateStage])
    /// @param absent share of the patches without a voxel of each class; nothing where it was not counted
    public record Entry(int epoch, double loss, List<Double> terms, List<Double> weights, Telemetry telemetry,
            double learningRate, EpochScores scores, double waiting, double seconds, int stage,
            List<Double> absent) {
        public Entry {
            absent = List.copyOf(absent);
        }

        /// An epoch of the first stage whose patches were not counted.
        public Entry(int epoch, double loss, List<Double> terms, List<Double> weights, Telemetry telemetry,
                double learningRate, EpochScores scores, double waiting, double seconds) {
            this(epoch, loss, terms, weights, telemetry, learningRate, scores, waiting, seconds, 1,
                    List.of());
        }

        /// The same but for the time it took.
        public Entry withoutTime() {
            return new Entry(epoch, loss, terms, weights, telemetry, learningRate, scores, 0, 0, stage,
                    absent);
        }

        /// The same as an epoch of another stage.
        public Entry stage(int other) {
            return new Entry(epoch, loss, terms, weights, telemetry, learningRate, scores, waiting, seconds,
                    other, absent);
        }

        /// The score that selects the best epoch, see [EpochScores#composite]; empty without validation
        /// scores.
        public Optional<Double> score() { return scores.composite(); }
    }

    public History {
        entries = List.copyOf(entries);
    }

    /// The same with one more epoch.
    History and(Entry entry) {
        var longer = new ArrayList<>(entries);
        longer.add(entry);
        return new History(longer);
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
                entries.add(entry(line));
            } catch (JacksonException e) {
                if (entries.size() == lines.size() - 1) break;
                throw new IOException("line " + (entries.size() + 1) + " of " + file + " is damaged or of "
                        + "another version of edgewise: " + e.getOriginalMessage(), e);
            }
        }
        return new History(entries);
    }

    /// The epoch in a line. Lines of earlier versions do not know of stages, nor count patches.
    private static Entry entry(String line) {
        JsonNode read = JSON.readTree(line);
        if (read instanceof ObjectNode object) {
            if (!object.has("stage")) object.put("stage", 1);
            if (!object.has("absent")) object.putArray("absent");
        }
        return JSON.treeToValue(read, Entry.class);
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

    /// The epochs of a stage.
    ///
    /// @param stage 1 or 2
    public List<Entry> stage(int stage) { return entries.stream().filter(e -> e.stage() == stage).toList(); }

    /// How many epochs were complete when a stage began; all of them if it has not begun.
    ///
    /// @param stage 1 or 2
    public int begun(int stage) {
        return (int) entries.stream().takeWhile(e -> e.stage() < stage).count();
    }

    /// True where the score has not risen for that many epochs of the stage that the last epoch belongs to.
    /// Epochs before the first score above 0 do not count: a network may need many epochs to predict its
    /// first tiny object.
    ///
    /// @param patience 0 for never
    boolean isStalled(int patience) {
        if (patience == 0 || entries.isEmpty()) return false;
        Entry last = entries.getLast();
        int since = begun(last.stage());
        return best().filter(e -> e.score().orElseThrow() > 0)
                .map(e -> last.epoch() - Math.max(since, e.epoch()) >= patience).orElse(false);
    }

    /// What the epochs measured, for schedules that adapt to it.
    List<TermStatistics> measured() {
        return entries.stream().map(e -> new TermStatistics(e.terms(), e.telemetry().gradients())).toList();
    }

    /// The time all epochs took.
    public double seconds() { return entries.stream().mapToDouble(Entry::seconds).sum(); }
}
