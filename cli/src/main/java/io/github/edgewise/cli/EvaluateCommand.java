package io.github.edgewise.cli;

import io.github.edgewise.io.AtomicFile;
import io.github.edgewise.io.LabelRule;
import io.github.edgewise.io.Volumes;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
    @Parameters(index = "0", paramLabel = "PREDICTIONS", description = "a file, or a folder of label maps")
    private Path predictions = Path.of("");

    @Parameters(index = "1", paramLabel = "REFERENCES", description = "a file, or a folder of label maps")
    private Path references = Path.of("");

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "NAME",
            description = "of dice, iou, boundary_iou, hd, hd95, lesion_precision, lesion_recall, lesion_f1 "
                    + "(default: all)")
    private List<String> metrics = List.of();

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels, over what the files say")
    private Optional<String> spacing = Optional.empty();

    @Option(names = "-o", paramLabel = "FILE", description = "tidy rows as .csv or .json")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws IOException {
        List<Metric> wanted = wanted();
        if (out.isPresent() && !out.get().toString().matches(".*\\.(csv|json)")) {
            throw new IllegalArgumentException("-o names a .csv or .json file, not " + out.get());
        }
        Optional<Spacing> mm = spacing.map(Arguments::spacing);
        Map<String, Path> predicted = files(predictions);
        Map<String, Path> referenced = files(references);
        var bar = new ProgressBar();
        var parts = new ArrayList<Evaluation>();
        boolean single = predicted.size() == 1 && referenced.size() == 1;
        for (var entry : predicted.entrySet()) {
            Path reference = single ? referenced.values().iterator().next() : referenced.get(entry.getKey());
            if (reference == null) {
                throw new IOException("no reference for " + entry.getValue() + " in " + references);
            }
            bar.show("scoring " + entry.getKey(), parts.size(), predicted.size(), -1);
            parts.add(score(entry.getKey(), entry.getValue(), reference, mm, wanted));
        }
        int unscored = single ? 0 : referenced.size() - predicted.size();
        bar.line(parts.size() + " cases scored"
                + (unscored > 0 ? ", " + unscored + " references without prediction" : ""));
        Evaluation all = Evaluation.of(parts);
        if (out.isPresent()) {
            String text = out.get().toString().endsWith(".json") ? all.json() : all.csv();
            AtomicFile.write(out.get(), stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
        }
        System.out.print(all.table());
        return 0;
    }

    private static Evaluation score(String name, Path prediction, Path reference, Optional<Spacing> mm,
            List<Metric> metrics) throws IOException {
        LabelMap p = Volumes.readLabels(prediction, LabelRule.AS_STORED);
        LabelMap g = Volumes.readLabels(reference, LabelRule.AS_STORED);
        if (!p.grid().shape().equals(g.grid().shape())) {
            throw new IOException(
                    "prediction " + prediction + " has " + p.grid().shape() + " voxels, but its reference "
                            + reference + " has " + g.grid().shape() + "; resample one of them");
        }
        if (mm.isPresent()) g = g.on(g.grid().with(mm.get()));
        return Evaluation.of(name, p, g, metrics);
    }

    private List<Metric> wanted() {
        var wanted = new ArrayList<Metric>();
        for (String name : metrics) {
            wanted.add(RunPage.METRICS.stream().filter(m -> m.name().equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no metric " + name + "; there are "
                            + String.join(", ", RunPage.METRICS.stream().map(Metric::name).toList()))));
        }
        return wanted.isEmpty() ? RunPage.METRICS : wanted;
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
