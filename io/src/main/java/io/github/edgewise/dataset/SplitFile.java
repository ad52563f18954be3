package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Splits that a file gives: nnU-Net's `splits_final.json`, a list of `{"train": [...], "val": [...]}` where
/// the cases of `val` are held out, or CSV with a line `case,fold` for every case. In CSV, each fold is held
/// out in turn; or the folds are the words train, val and test.
public final class SplitFile {
    private static final String TRAIN = "train";
    private static final String VALIDATION = "val";
    private static final String TEST = "test";

    /// 2 before 10.
    private static final Comparator<String> BY_NUMBER = Comparator.comparingInt(String::length)
            .thenComparing(Comparator.naturalOrder());

    private SplitFile() {}

    /// Reads the splits.
    ///
    /// @throws IOException where the file does not have one of the two forms, naming the line
    public static List<Division.Names> read(Path file) throws IOException {
        String name = Layouts.name(file).toLowerCase(Locale.ROOT);
        List<Division.Names> splits = name.endsWith(".json") ? ofJson(file) : ofCsv(file);
        if (splits.isEmpty()) throw new IOException(file + " has no split");
        for (Division.Names split : splits) {
            if (split.train().isEmpty()) throw new IOException(file + " has a split without training cases");
        }
        return splits;
    }

    private static List<Division.Names> ofJson(Path file) throws IOException {
        var splits = new ArrayList<Division.Names>();
        for (JsonNode split : DatasetJson.read(file)) {
            splits.add(
                    new Division.Names(names(split, TRAIN, file), Set.of(), names(split, VALIDATION, file)));
        }
        return splits;
    }

    private static Set<String> names(JsonNode split, String part, Path file) throws IOException {
        var names = new HashSet<String>();
        for (JsonNode name : split.path(part)) {
            names.add(name.asString(""));
        }
        if (names.isEmpty()) {
            throw new IOException(
                    file + " must be a list of {\"train\": [names], \"val\": [names]}, but one has "
                            + "no names in " + part);
        }
        return names;
    }

    private static List<Division.Names> ofCsv(Path file) throws IOException {
        var folds = new TreeMap<String, Set<String>>(BY_NUMBER);
        var seen = new HashSet<String>();
        List<String> lines = DatasetJson.text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            boolean isHead = i == 0
                    && line.toLowerCase(Locale.ROOT).matches("(case|name|id)\\s*,\\s*(fold|split|part)");
            if (line.isEmpty() || isHead)
                continue;
            String[] cells = line.split(",", -1);
            if (cells.length != 2 || cells[0].isBlank() || cells[1].isBlank()) {
                throw new IOException(
                        "line " + (i + 1) + " of " + file + " must be case,fold, but is '" + line
                                + "'");
            }
            String name = cells[0].strip();
            if (!seen.add(name)) {
                throw new IOException(
                        "line " + (i + 1) + " of " + file + " names " + name + " a second time");
            }
            folds.computeIfAbsent(word(cells[1].strip().toLowerCase(Locale.ROOT)), key -> new HashSet<>())
                    .add(name);
        }
        if (folds.containsKey(TRAIN)) return List.of(ofWords(folds, file));
        for (String fold : folds.keySet()) {
            if (!fold.matches("\\d{1,6}")) {
                throw new IOException(file + " has the fold '" + fold
                        + "'; folds are numbers, or the words train, val and test with training cases");
            }
        }
        if (folds.size() < 2) throw new IOException(file + " must have two folds or more");
        var splits = new ArrayList<Division.Names>();
        for (Set<String> held : folds.values()) {
            var train = new HashSet<>(seen);
            train.removeAll(held);
            splits.add(new Division.Names(train, Set.of(), held));
        }
        return splits;
    }

    private static String word(String fold) {
        return switch (fold) {
            case "training" -> TRAIN;
            case "validation", "valid" -> VALIDATION;
            case "testing" -> TEST;
            default -> fold;
        };
    }

    private static Division.Names ofWords(Map<String, Set<String>> folds, Path file) throws IOException {
        for (String word : folds.keySet()) {
            if (!Set.of(TRAIN, VALIDATION, TEST).contains(word)) {
                throw new IOException(file + " mixes the folds train and " + word
                        + "; they are train, val and test, or numbers");
            }
        }
        return new Division.Names(folds.getOrDefault(TRAIN, Set.of()),
                folds.getOrDefault(VALIDATION, Set.of()),
                folds.getOrDefault(TEST, Set.of()));
    }
}
