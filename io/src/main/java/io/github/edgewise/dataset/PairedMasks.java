package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.CalibrationError;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.statistics.Quantile;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Predicted label maps and the references with the same names, for scoring.
///
/// @param pairs ordered by name
/// @param unpaired the number of references without a prediction
public record PairedMasks(List<Pair> pairs, int unpaired) {
    /// The share of a voxel up to which two grids may differ and still count as equal.
    private static final double SAME_PLACE = 0.1;
    private static final int LOOKED_AT = 20;
    private static final String PROBABILITIES = "_probabilities";

    /// A prediction and its reference.
    ///
    /// @param name of the case
    public record Pair(String name, Path prediction, Path reference) {
        /// The scores of every class. Voxels are paired by the position that the files give. If the files
        /// give none, like pictures, voxels are paired by their index.
        ///
        /// @param spacing mm between voxels; it replaces the spacing in the files
        /// @throws IOException where a file cannot be read, or the two files have different positions
        public Evaluation score(List<Metric> metrics, Optional<Spacing> spacing) throws IOException {
            LabelMap p = Volumes.readLabels(prediction, LabelRule.AS_STORED);
            LabelMap g = Volumes.readLabels(reference, LabelRule.AS_STORED);
            Optional<Reorientation> order = order(p.grid(), g.grid());
            if (order.isPresent()) p = order.get().of(p);
            if (spacing.isPresent()) g = g.on(g.grid().with(spacing.get()));
            if (metrics.stream().noneMatch(CalibrationError.class::isInstance)) {
                return Evaluation.of(name, p, g, metrics);
            }
            Volume probabilities = Volumes.read(probabilities());
            if (order.isPresent()) probabilities = order.get().of(probabilities);
            return Evaluation.of(name, MaskPair.ofClasses(p, g, probabilities), metrics);
        }

        /// The file in which `predict --probabilities` stores the probabilities of this prediction.
        public Path probabilities() {
            return prediction.resolveSibling(Volumes.stem(prediction) + PROBABILITIES + ".nii.gz");
        }

        /// The order of axes that brings the prediction's voxels into the order of the reference.
        private Optional<Reorientation> order(Grid p, Grid g) throws IOException {
            Spacing w = g.spacing();
            double tolerance = SAME_PLACE * Math.min(w.z(), Math.min(w.y(), w.x()));
            Optional<Reorientation> order = Reorientation.between(p, g, tolerance);
            if (order.isPresent()) return order;
            if (!p.shape().equals(g.shape())) {
                throw new IOException("prediction " + prediction + " has " + p.shape()
                        + " voxels, but its reference " + reference + " has " + g.shape()
                        + "; resample one of them");
            }
            if (p.orientation().space() == 0 || g.orientation().space() == 0) return Optional.empty();
            throw new IOException("prediction " + prediction + " has another position than its reference "
                    + reference + " (affine " + p.orientation().affine() + ", reference "
                    + g.orientation().affine()
                    + "); resample it, or copy the reference's header if only that is wrong");
        }
    }

    public PairedMasks {
        pairs = List.copyOf(pairs);
    }

    /// The label maps of two folders, paired by their names without the ending, or two files whatever their
    /// names. Maps of probabilities are ignored.
    ///
    /// @throws IOException where a prediction has no reference, or there is no prediction
    public static PairedMasks of(Path predictions, Path references) throws IOException {
        Map<String, Path> predicted = files(predictions);
        Map<String, Path> referenced = files(references);
        boolean single = predicted.size() == 1 && referenced.size() == 1;
        var pairs = new ArrayList<Pair>();
        for (var entry : predicted.entrySet()) {
            Path reference = single ? referenced.values().iterator().next() : referenced.get(entry.getKey());
            if (reference == null) {
                throw new IOException("no reference for " + entry.getValue() + " in " + references);
            }
            pairs.add(new Pair(entry.getKey(), entry.getValue(), reference));
        }
        return new PairedMasks(pairs, referenced.size() - predicted.size());
    }

    /// The lengths that the references suggest, from the median spacing of up to 20 of them. They are the same
    /// for all pairs.
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
        return score(metrics, Optional.empty(), name -> {});
    }

    /// The scores of all pairs. Several pairs are scored at the same time.
    ///
    /// @param spacing mm between voxels; it replaces the spacing in the files
    /// @param listener called with the name of every case that has been scored, one call at a time
    /// @throws IOException where a file cannot be read, or the files of a pair have different positions
    public Evaluation score(List<Metric> metrics, Optional<Spacing> spacing, Consumer<String> listener)
            throws IOException {
        try {
            return Evaluation.of(pairs.parallelStream().map(pair -> {
                try {
                    Evaluation part = pair.score(metrics, spacing);
                    synchronized (listener) {
                        listener.accept(pair.name());
                    }
                    return part;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).toList());
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static Map<String, Path> files(Path path) throws IOException {
        if (!Files.exists(path)) throw new NoSuchFileException(path.toString());
        var files = new TreeMap<String, Path>();
        if (!Files.isDirectory(path)) {
            files.put(Volumes.stem(path), path);
            return files;
        }
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(Volumes::isReadable).filter(f -> !Volumes.stem(f).endsWith(PROBABILITIES))
                    .forEach(f -> files.put(Volumes.stem(f), f));
        }
        if (files.isEmpty()) throw new IOException("no label maps in " + path);
        return files;
    }
}
