package io.github.edgewise.train;

import io.github.edgewise.schedule.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What happened in every epoch of a run; `history.jsonl` holds a line for each.
///
/// @param entries in the order of the epochs
public record History(List<Entry> entries) {
    private static final JsonMapper JSON = new JsonMapper();

    /// One epoch.
    ///
    /// @param epoch from 1 on
    /// @param loss mean over its steps
    /// @param terms mean of every term of the loss, before its weight
    /// @param weights weight of every term
    /// @param telemetry what the steps saw
    /// @param learningRate of the optimiser
    /// @param dice mean over validation cases and classes; nothing where it is undefined in all of them
    /// @param hd95 likewise, in mm
    /// @param seconds it took; the only figure that differs between two equal runs
    public record Entry(int epoch, double loss, List<Double> terms, List<Double> weights, Telemetry telemetry,
            double learningRate, Optional<Double> dice, Optional<Double> hd95, double seconds) {
        /// The same but for the time it took.
        public Entry withoutTime() {
            return new Entry(epoch, loss, terms, weights, telemetry, learningRate, dice, hd95, 0);
        }
    }

    public History {
        entries = List.copyOf(entries);
    }

    /// The history in a file; empty where there is none. An incomplete last line, left by a crash, is
    /// dropped.
    public static History read(Path file) throws IOException {
        var entries = new ArrayList<Entry>();
        if (!Files.exists(file)) return new History(entries);
        for (String line : Files.readAllLines(file)) {
            try {
                entries.add(JSON.readValue(line, Entry.class));
            } catch (JacksonException e) {
                break;
            }
        }
        return new History(entries);
    }

    /// Adds one line to a file.
    static void append(Path file, Entry entry) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(entry) + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// Writes all lines.
    void write(Path file) throws IOException {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(JSON.writeValueAsString(entry)).append('\n');
        }
        Files.writeString(file, text);
    }

    /// The first `n` epochs.
    History first(int n) { return new History(entries.subList(0, Math.min(n, entries.size()))); }

    /// The epoch with the highest Dice; the later of two equal ones is not better.
    public Optional<Entry> best() {
        return entries.stream().filter(e -> e.dice().isPresent())
                .max(Comparator.comparingDouble((Entry e) -> e.dice().orElseThrow())
                        .thenComparing(Comparator.comparingInt(Entry::epoch).reversed()));
    }

    /// What the epochs measured, for schedules that adapt to it.
    List<Measured> measured() {
        return entries.stream().map(e -> new Measured(e.terms(), e.telemetry().gradients())).toList();
    }

    /// The time all epochs took.
    public double seconds() { return entries.stream().mapToDouble(Entry::seconds).sum(); }
}
