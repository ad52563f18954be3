package io.github.edgewise.cli;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Volume;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.CalibrationError;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise evaluate`: scores of label maps against references.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Scores predicted label maps against references of the same name, per class and case.",
        footer = {
            "", "Example:", "  edgewise evaluate masks my-data/labels -o scores.csv"})
final class EvaluateCommand implements Callable<Integer> {
    /// Share of a voxel by which two grids of one place may differ.
    private static final double SAME_PLACE = 0.1;

    @Parameters(index = "0", paramLabel = "PREDICTIONS", description = "a file, or a folder of label maps")
    private Path predictions = Path.of("");

    @Parameters(index = "1", paramLabel = "REFERENCES", description = "a file, or a folder of label maps")
    private Path references = Path.of("");

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "of dice, iou, boundary_iou, hd, hd95, assd, nsd, volume_difference, precision, "
                    + "recall, lesion_precision, lesion_recall, lesion_f1, hd95_found (default: all)")
    private List<String> metrics = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            description = "how far apart borders may be for nsd (default: ${DEFAULT-VALUE})")
    private double tolerance = SurfaceDice.USUAL_MM;

    @Option(
            names = "--empty",
            paramLabel = "RULE",
            description = "where a class is absent from either the prediction or the reference: penalty (0, or "
                    + "the diagonal of the image in mm, so that a miss never improves a mean) or skip (left out "
                    + "of means) (default: penalty)")
    private EmptyMasks empty = EmptyMasks.PENALTY;

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels, over what the files say")
    private Optional<String> spacing = Optional.empty();

    @Option(names = "-o", paramLabel = "FILE", description = "tidy rows as .csv or .json")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (out.isPresent() && !out.get().toString().matches(".*\\.(csv|json)")) {
            throw new IllegalArgumentException("-o names a .csv or .json file, not " + out.get());
        }
        Optional<Spacing> mm = spacing.map(Arguments::spacing);
        Map<String, Path> predicted = files(predictions);
        List<Metric> wanted = wanted(predicted);
        Map<String, Path> referenced = files(references);
        boolean single = predicted.size() == 1 && referenced.size() == 1;
        var pairs = new TreeMap<String, Path>();
        for (var entry : predicted.entrySet()) {
            Path reference = single ? referenced.values().iterator().next() : referenced.get(entry.getKey());
            if (reference == null) {
                throw new IOException("no reference for " + entry.getValue() + " in " + references);
            }
            pairs.put(entry.getKey(), reference);
        }
        var bar = new ProgressBar();
        var done = new AtomicInteger();
        List<Evaluation> parts;
        try {
            parts = predicted.entrySet().parallelStream().map(entry -> {
                Path reference = Objects.requireNonNull(pairs.get(entry.getKey()));
                Evaluation part = score(entry.getKey(), entry.getValue(), reference, mm, wanted);
                synchronized (bar) {
                    bar.show("scoring", done.incrementAndGet(), predicted.size(), -1);
                }
                return part;
            }).toList();
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        int unscored = single ? 0 : referenced.size() - predicted.size();
        bar.line(parts.size() + " cases scored"
                + (unscored > 0 ? ", " + unscored + " references without prediction" : ""));
        Evaluation all = Evaluation.of(parts).with(empty);
        if (out.isPresent()) {
            String text = out.get().toString().endsWith(".json") ? all.json() : all.csv();
            WholeFile.writeText(out.get(), text);
        }
        System.out.print(all.table());
        System.out.println(definitions(wanted));
        return 0;
    }

    private static Evaluation score(String name, Path prediction, Path reference, Optional<Spacing> mm,
            List<Metric> metrics) {
        try {
            LabelMap p = Volumes.readLabels(prediction, LabelRule.AS_STORED);
            LabelMap g = Volumes.readLabels(reference, LabelRule.AS_STORED);
            Optional<Reorientation> order = order(p.grid(), prediction, g.grid(), reference);
            if (order.isPresent()) p = order.get().of(p);
            if (mm.isPresent()) g = g.on(g.grid().with(mm.get()));
            if (metrics.stream().noneMatch(CalibrationError.class::isInstance)) {
                return Evaluation.of(name, p, g, metrics);
            }
            Volume probabilities = Volumes.read(probabilities(prediction));
            if (order.isPresent()) probabilities = order.get().of(probabilities);
            return Evaluation.of(name, MaskPair.ofClasses(p, g, probabilities), metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where `predict --probabilities` puts what a label map was made from.
    private static Path probabilities(Path prediction) {
        return prediction.resolveSibling(Volumes.stem(prediction) + "_probabilities.nii.gz");
    }

    /// The order in which the prediction's voxels are those of the reference. Files that do not say where
    /// they lie, as pictures do not, are paired by index: no order.
    private static Optional<Reorientation> order(Grid p, Path prediction, Grid g, Path reference)
            throws IOException {
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
        throw new IOException("prediction " + prediction + " lies elsewhere than its reference " + reference
                + " (affine " + p.orientation().affine() + ", reference " + g.orientation().affine()
                + "); resample it, or copy the reference's header if only that is wrong");
    }

    /// The metrics that were named, or all; the calibration error where all predictions have probabilities.
    private List<Metric> wanted(Map<String, Path> predicted) throws IOException {
        var all = new ArrayList<>(Metrics.all(tolerance));
        Optional<Path> missing = predicted.values().stream().map(EvaluateCommand::probabilities)
                .filter(file -> !Files.exists(file)).findFirst();
        var ece = new CalibrationError();
        if (missing.isPresent() && metrics.contains(ece.name())) {
            throw new IOException("ece needs probabilities, but there is no " + missing.get()
                    + "; predict with --probabilities");
        }
        if (missing.isEmpty()) all.add(ece);
        var wanted = new ArrayList<Metric>();
        for (String name : metrics) {
            wanted.add(all.stream().filter(m -> m.name().equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no metric " + name + "; there are "
                            + String.join(", ", all.stream().map(Metric::name).toList()))));
        }
        return wanted.isEmpty() ? all : wanted;
    }

    /// What a reader must know to compare the numbers with those of another program.
    private String definitions(List<Metric> wanted) {
        List<String> names = wanted.stream().map(Metric::name).toList();
        var said = new ArrayList<String>();
        if (names.contains("hd95")) said.add("hd95: both directions pooled, as in medpy, in mm");
        if (names.contains("hd95_found"))
            said.add(
                    "hd95_found: the same without lesions that were missed or invented, and no number where none was found");
        if (names.contains("nsd")) said.add("nsd: border voxels within " + tolerance + " mm");
        said.add("a class absent from one side: " + empty.name().toLowerCase(Locale.ROOT));
        return String.join("; ", said);
    }

    /// The readable files by their names without ending; maps of probabilities are passed over.
    private static Map<String, Path> files(Path path) throws IOException {
        if (!Files.exists(path)) throw new NoSuchFileException(path.toString());
        var files = new TreeMap<String, Path>();
        if (!Files.isDirectory(path)) {
            files.put(Volumes.stem(path), path);
            return files;
        }
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(Volumes::isReadable).filter(f -> !Volumes.stem(f).endsWith("_probabilities"))
                    .forEach(f -> files.put(Volumes.stem(f), f));
        }
        if (files.isEmpty()) throw new IOException("no label maps in " + path);
        return files;
    }
}
