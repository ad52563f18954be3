package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.CalibrationError;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
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
import java.util.stream.Stream;

/// Predicted label maps and the references of the same names, ready to be scored.
///
/// @param pairs in the order of their names
/// @param unpaired how many references have no prediction
public record PairedMasks(List<Pair> pairs, int unpaired) {
    /// Share of a voxel by which two grids of one place may differ.
    private static final double SAME_PLACE = 0.1;
    private static final String PROBABILITIES = "_probabilities";

    /// A prediction and its reference.
    ///
    /// @param name of the case
    public record Pair(String name, Path prediction, Path reference) {
        /// The scores of every class. Voxels are paired by the place that the files say they have; where
        /// they say nothing, as pictures do, by index.
        ///
        /// @param spacing mm between voxels, over what the files say
        /// @throws IOException where a file cannot be read or the two lie in different places
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

        /// Where `predict --probabilities` puts what the prediction was made from.
        public Path probabilities() {
            return prediction.resolveSibling(Volumes.stem(prediction) + PROBABILITIES + ".nii.gz");
        }

        /// The order in which the prediction's voxels are those of the reference.
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
            throw new IOException("prediction " + prediction + " lies elsewhere than its reference "
                    + reference + " (affine " + p.orientation().affine() + ", reference "
                    + g.orientation().affine()
                    + "); resample it, or copy the reference's header if only that is wrong");
        }
    }

    public PairedMasks {
        pairs = List.copyOf(pairs);
    }

    /// The label maps of two folders by their names without ending, or two files whatever their names. Maps
    /// of probabilities are passed over.
    ///
    /// @throws IOException where a prediction has no reference, or there is none at all
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

    /// The scores of all pairs.
    public Evaluation score(List<Metric> metrics) throws IOException {
        return score(metrics, Optional.empty(), name -> {});
    }

    /// The scores of all pairs, several of which are scored at once.
    ///
    /// @param spacing mm between voxels, over what the files say
    /// @param listener hears the name of every case that is scored, one at a time
    /// @throws IOException where a file cannot be read or a pair lies in different places
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
