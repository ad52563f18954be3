package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.StoredLabels;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Predicted label maps and the references with the same names, for scoring.
///
/// Whether 255 means class 1 or class 255 is decided once for all files of both sides: it is class 1 on a
/// side that holds only 0 and 255, if the other side holds no more than two values either.
///
/// @param pairs ordered by name
/// @param missing the names of the references without a prediction
/// @param notes what a user should know, such as files that were passed over; one sentence each
public record PairedMasks(List<Pair> pairs, List<String> missing, List<String> notes) {
    private static final int LOOKED_AT = 20;
    private static final String PROBABILITIES = "_probabilities";

    /// A prediction and its reference.
    ///
    /// @param name of the case
    /// @param predictionRule what the values of the prediction mean
    /// @param referenceRule what the values of the reference mean
    public record Pair(String name, Path prediction, Path reference, LabelRule predictionRule,
            LabelRule referenceRule) {
        /// The scores of every class. Voxels are paired by the position that the files give. If the files
        /// give none, like pictures, voxels are paired by their index.
        ///
        /// @param regrid makes the grid that is scored on from the grid of the reference
        /// @param warnings is told what a user should know about the files, one sentence each
        /// @throws IOException where a file cannot be read, or the two files have different positions
        public Evaluation score(List<Metric> metrics, UnaryOperator<Grid> regrid, Consumer<String> warnings)
                throws IOException {
            LabelMap p = read(prediction, predictionRule, warnings);
            LabelMap g = read(reference, referenceRule, warnings);
            Optional<Reorientation> order = SamePlace.order(p.grid(), g.grid(), "prediction " + prediction,
                    "its reference " + reference);
            if (order.isPresent()) p = order.get().of(p);
            Grid grid = regrid.apply(g.grid());
            if (!grid.equals(g.grid())) g = g.on(grid);
            if (metrics.stream().noneMatch(Metric::needsProbabilities)) {
                return Evaluation.of(name, p, g, metrics);
            }
            Volume probabilities = Volumes.read(probabilities());
            if (order.isPresent()) probabilities = order.get().of(probabilities);
            return Evaluation.of(name, MaskPair.ofClasses(p, g, probabilities), metrics);
        }

        /// What these thresholds of the probabilities find of every class, see [LesionCurve].
        ///
        /// @throws IOException where a file cannot be read, or the two files have different positions
        public List<LesionCurve> curves(List<Double> thresholds) throws IOException {
            Volume p = Volumes.read(probabilities());
            LabelMap g = read(reference, referenceRule, text -> {}); // told when the masks are scored
            Optional<Reorientation> order = SamePlace.order(p.grid(), g.grid(),
                    "probabilities " + probabilities(), "reference " + reference);
            return LesionCurve.of(name, order.isPresent() ? order.get().of(p) : p, g, thresholds);
        }

        private static LabelMap read(Path file, LabelRule rule, Consumer<String> warnings)
                throws IOException {
            StoredLabels stored = Volumes.storedLabels(file, rule);
            stored.warnings().forEach(text -> warnings.accept(file + ": " + text));
            return stored.labels();
        }

        /// The file in which `predict --probabilities` stores the probabilities of this prediction.
        public Path probabilities() {
            return prediction.resolveSibling(Volumes.stem(prediction) + PROBABILITIES + ".nii.gz");
        }
    }

    public PairedMasks {
        pairs = List.copyOf(pairs);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }

    /// The label maps of two folders, with class indices as stored.
    public static PairedMasks of(Path predictions, Path references) throws IOException {
        return of(predictions, references, LabelRule.AS_STORED, LabelRule.AS_STORED);
    }

    /// The label maps of two folders, paired by their names without the ending, or two files whatever their
    /// names. Maps of probabilities are ignored.
    ///
    /// @param predictionRule what the values of the predictions mean
    /// @param referenceRule what the values of the references mean
    /// @throws IOException where a prediction has no reference, or there is no prediction
    public static PairedMasks of(Path predictions, Path references, LabelRule predictionRule,
            LabelRule referenceRule) throws IOException {
        var notes = new ArrayList<String>();
        Map<String, Path> predicted = files(predictions, notes);
        Map<String, Path> referenced = files(references, notes);
        boolean isTwoFiles = !Files.isDirectory(predictions) && !Files.isDirectory(references);
        if (isTwoFiles) referenced = Map.of(predicted.keySet().iterator().next(), references);
        for (var entry : predicted.entrySet()) {
            if (!referenced.containsKey(entry.getKey())) {
                throw new IOException("no reference for " + entry.getValue() + " in " + references);
            }
        }
        List<LabelRule> rules = rules(predicted, referenced, predictionRule, referenceRule);
        var pairs = new ArrayList<Pair>();
        for (var entry : predicted.entrySet()) {
            pairs.add(new Pair(entry.getKey(), entry.getValue(),
                    Objects.requireNonNull(referenced.get(entry.getKey())), rules.getFirst(),
                    rules.getLast()));
        }
        if (!rules.getFirst().equals(rules.getLast()) && predictionRule.equals(referenceRule)) {
            notes.add("masks with 0 and 255 are compared with masks with 0 and 1; 255 counts as class 1");
        }
        List<String> missing = referenced.keySet().stream().filter(name -> !predicted.containsKey(name))
                .sorted().toList();
        return new PairedMasks(pairs, missing, notes);
    }

    /// The rule of the predictions and that of the references.
    private static List<LabelRule> rules(Map<String, Path> predicted, Map<String, Path> referenced,
            LabelRule predictionRule, LabelRule referenceRule) {
        boolean isOpen = predictionRule.equals(LabelRule.AS_STORED)
                || referenceRule.equals(LabelRule.AS_STORED);
        if (!isOpen) return List.of(predictionRule, referenceRule);
        if (!predictionRule.equals(referenceRule)) { // one side has a rule of its own
            return List.of(decided(predictionRule, predicted.values()),
                    decided(referenceRule, referenced.values()));
        }
        List<Path> wanted = predicted.keySet().stream().map(referenced::get).filter(Objects::nonNull)
                .toList();
        MaskValues p = MaskValues.of(predicted.values());
        MaskValues g = MaskValues.of(wanted);
        if (p.isWhiteOnly()) g = MaskValues.all(wanted);
        else if (g.isWhiteOnly()) p = MaskValues.all(predicted.values());
        return List.of(p.ruleBeside(g), g.ruleBeside(p));
    }

    private static LabelRule decided(LabelRule rule, Collection<Path> masks) {
        return rule.equals(LabelRule.AS_STORED) ? MaskValues.of(masks).rule() : rule;
    }

    /// The lengths that the references suggest, from the median spacing of up to 20 of them. They are the
    /// same for all pairs.
    ///
    /// @param spacing mm between voxels; it replaces the spacing in the files
    /// @throws IOException where a reference cannot be read
    public Lengths lengths(Optional<Spacing> spacing) throws IOException {
        var grids = new ArrayList<Grid>();
        int step = Math.max(1, pairs.size() / LOOKED_AT);
        for (int i = 0; i < pairs.size() && grids.size() < LOOKED_AT; i += step) {
            Grid grid = Volumes.stored(pairs.get(i).reference()).volume().grid();
            grids.add(spacing.isPresent() ? grid.with(spacing.get()) : grid);
        }
        int axes = grids.stream().mapToInt(grid -> grid.shape().axes()).max().orElse(2);
        var median = new Spacing(median(grids, Spacing::z), median(grids, Spacing::y),
                median(grids, Spacing::x));
        return Lengths.of(median, axes);
    }

    private static double median(List<Grid> grids, ToDoubleFunction<Spacing> axis) {
        return Quantile.lower(0.5,
                grids.stream().map(Grid::spacing).mapToDouble(axis).sorted().toArray());
    }

    /// The scores of all pairs.
    public Evaluation score(List<Metric> metrics) throws IOException {
        return score(metrics, Optional.empty(), name -> {}, warning -> {});
    }

    /// The scores of all pairs. Several pairs are scored at the same time. A reference without a prediction
    /// has undefined scores with the note `missing`.
    ///
    /// @param spacing mm between voxels; it replaces the spacing in the files
    /// @param listener called with the name of every case that has been scored, one call at a time
    /// @param warnings is told what a user should know about the files, one sentence each, one at a time
    /// @throws IOException where a file cannot be read, or the files of a pair have different positions
    public Evaluation score(List<Metric> metrics, Optional<Spacing> spacing, Consumer<String> listener,
            Consumer<String> warnings) throws IOException {
        return score(metrics, grid -> spacing.map(grid::with).orElse(grid), listener, warnings);
    }

    /// The same on other grids, for example with a spacing that is checked against each.
    ///
    /// @param regrid makes the grid that is scored on from the grid of a reference
    public Evaluation score(List<Metric> metrics, UnaryOperator<Grid> regrid, Consumer<String> listener,
            Consumer<String> warnings) throws IOException {
        try {
            var parts = new ArrayList<Evaluation>(pairs.parallelStream().map(pair -> {
                try {
                    var said = new ArrayList<String>();
                    Evaluation part = pair.score(metrics, regrid, said::add);
                    synchronized (listener) {
                        said.forEach(warnings);
                        listener.accept(pair.name());
                    }
                    return part;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).toList());
            List<Integer> classes = Evaluation.of(parts).classes();
            missing.forEach(name -> parts.add(Evaluation.missing(name, classes, metrics)));
            return Evaluation.of(parts);
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /// What these thresholds of the probabilities find in every pair, one pair after another.
    ///
    /// @param listener called with the name of every case that is read
    /// @throws IOException where a file cannot be read, or a prediction has no probabilities
    public List<LesionCurve> curves(List<Double> thresholds, Consumer<String> listener) throws IOException {
        requireProbabilities();
        var curves = new ArrayList<LesionCurve>();
        for (Pair pair : pairs) {
            listener.accept(pair.name());
            curves.addAll(pair.curves(thresholds));
        }
        return curves;
    }

    /// Fails if a prediction has no probabilities.
    ///
    /// @throws IOException naming the first missing file
    public void requireProbabilities() throws IOException {
        for (Pair pair : pairs) {
            if (!Files.exists(pair.probabilities())) {
                throw new IOException("thresholds need probabilities, but there is no " + pair.probabilities()
                        + "; predict with --probabilities");
            }
        }
    }

    private static Map<String, Path> files(Path path, List<String> notes) throws IOException {
        if (!Files.exists(path)) throw new NoSuchFileException(path.toString());
        if (!Files.isDirectory(path)) return Map.of(Volumes.stem(path), path);
        ImageFolder listed = ImageFolder.of(path);
        notes.addAll(listed.notes());
        var files = new TreeMap<>(listed.files());
        files.keySet().removeIf(name -> name.endsWith(PROBABILITIES) && listed.files()
                .containsKey(name.substring(0, name.length() - PROBABILITIES.length())));
        if (files.isEmpty()) {
            throw new IOException("no label maps in " + path
                    + listed.notes().stream().map(note -> "; " + note).collect(Collectors.joining()));
        }
        return files;
    }
}
