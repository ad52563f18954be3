package io.github.edgewise.cli;

import io.github.edgewise.dataset.PairedMasks;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.volume.LengthUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise evaluate`: scores of label maps against references.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Scores predicted label maps against references of the same name, per class and case.",
        footer = {
            "", "Examples:", "  edgewise evaluate masks my-data/labels -o scores.csv",
            "  edgewise evaluate masks my-data/labels --metrics dice,cc_dice,pq:threshold=0.1,hd95:convention=EXACT"})
final class EvaluateCommand implements Subcommand {
    private static final int NAMED = 5;

    @Parameters(index = "0", paramLabel = "PREDICTIONS", description = "a file, or a folder of label maps")
    private Path predictions = Path.of("");

    @Parameters(index = "1", paramLabel = "REFERENCES", description = "a file, or a folder of label maps")
    private Path references = Path.of("");

    @Option(
            names = "--metrics",
            split = ",(?!\\s*\\w+\\s*=)",
            splitSynopsisLabel = ",",
            paramLabel = "NAME",
            description = "any of dice, iou, boundary_iou, hd, hd95, assd, nsd, volume_difference, precision, "
                    + "recall, lesion_precision, lesion_recall, lesion_f1, hd95_found (default: these), pq, rq, "
                    + "sq, cc_dice, cc_hd95, cc_nsd, brats_dice, brats_hd95, cldice, b0_error, "
                    + "b1_error, ece, ace, mce; with settings: hd95:convention=AREA, nsd:convention=AREA,tolerance=2, lesion_recall:from=10,to=100")
    private List<String> metrics = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            description = "largest distance in mm at which borders agree for nsd (default: 1 for a spacing of "
                    + "0.1 to 10 mm, 0.001 for images in µm; planned from the references and printed)")
    private Optional<Double> tolerance = Optional.empty();

    @Option(
            names = "--empty",
            paramLabel = "RULE",
            description = "if a class is absent from the prediction or the reference: penalty (0, or the "
                    + "image diagonal in mm, so that a miss never improves a mean) or skip (no value) "
                    + "(default: penalty)")
    private EmptyMasks empty = EmptyMasks.PENALTY;

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels, instead of the spacing in the files")
    private Optional<String> spacing = Optional.empty();

    @Option(
            names = "--labels-as",
            paramLabel = "RULE",
            defaultValue = "stored",
            description = Reading.RULES)
    private String labelsAs = "stored";

    @Option(
            names = "--predictions-as",
            paramLabel = "RULE",
            description = "the same for the predictions alone, where they are stored in another way")
    private Optional<String> predictionsAs = Optional.empty();

    @Option(
            names = "--partial",
            description = "references without a prediction are no error; their rows say 'missing'")
    private boolean partial;

    @Option(
            names = "--probabilities",
            description = "also what decision thresholds find, from the NAME_probabilities.nii.gz beside the "
                    + "predictions: lesion recall at 0.5, 1, 2 and 4 false lesions per case; with -o "
                    + "scores.csv all thresholds in scores_thresholds.csv and .html")
    private boolean probabilities;

    @Option(names = "-o", paramLabel = "FILE", description = "tidy rows as .csv or .json")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private Results results = new Results();

    /// What was scored.
    ///
    /// @param toleranceMm of surface Dice
    /// @param empty the rule for a class that is absent from one mask
    /// @param missing references without a prediction
    /// @param thresholds nothing without `--probabilities`
    private record Scored(ScoreResults scores, double toleranceMm, String empty, List<String> missing,
            Optional<List<ThresholdScores.OfClass>> thresholds, Optional<Path> file) {}

    @Override
    public Integer call() throws IOException {
        if (out.isPresent() && !out.get().toString().matches(".*\\.(csv|json)")) {
            throw new WrongUsage("-o names a .csv or .json file, not " + out.get());
        }
        tolerance.ifPresent(largest -> Arguments.fromZero("--tolerance", largest));
        Arguments.metrics(metrics);
        Optional<GivenSpacing> mm = spacing.map(GivenSpacing::of);
        LabelRule rule = Arguments.of("--labels-as", () -> LabelRule.parse(labelsAs));
        PairedMasks masks = PairedMasks.of(predictions, references,
                predictionsAs.map(text -> Arguments.of("--predictions-as", () -> LabelRule.parse(text)))
                        .orElse(rule),
                rule);
        var outputs = new Outputs(files(masks));
        if (out.isPresent()) outputs.add(out.get());
        Optional<ThresholdScores> thresholds = probabilities
                ? Optional.of(ThresholdScores.of(masks, out, outputs))
                : Optional.empty();
        double agreement = tolerance(masks, mm);
        List<Metric> wanted = wanted(masks, agreement);
        var bar = new ProgressBar();
        var done = new AtomicInteger();
        var notes = new Notes(bar::line);
        masks.notes().forEach(notes);
        Evaluation all = masks.score(wanted, grid -> mm.map(given -> given.on(grid)).orElse(grid),
                name -> bar.show("scoring", done.incrementAndGet(), masks.pairs().size(), -1), notes)
                .with(empty);
        bar.line(masks.pairs().size() + " cases scored");
        if (out.isPresent()) {
            String text = out.get().toString().endsWith(".json") ? all.json() : all.csv();
            WholeFile.writeText(out.get(), text);
        }
        results.text(all.table());
        results.line(definitions(wanted, agreement, all.lengthUnit()));
        var found = thresholds.isPresent()
                ? Optional.of(thresholds.get().score(bar, results))
                : Optional.<List<ThresholdScores.OfClass>>empty();
        results.json(() -> new Scored(ScoreResults.of(all), agreement, empty.name().toLowerCase(Locale.ROOT),
                masks.missing(), found, out));
        if (masks.missing().isEmpty()) return 0;
        bar.line("no prediction for " + masks.missing().size() + " of "
                + (masks.missing().size() + masks.pairs().size()) + " references: "
                + String.join(", ", masks.missing().stream().limit(NAMED).toList())
                + (masks.missing().size() > NAMED ? " and " + (masks.missing().size() - NAMED) + " more" : "")
                + (partial ? "" : "; predict them, or give --partial if this is meant"));
        return partial ? 0 : Failure.BAD_INPUT;
    }

    /// The tolerance of surface Dice: as given, or planned from the spacing that is used for scoring.
    private double tolerance(PairedMasks masks, Optional<GivenSpacing> spacing) throws IOException {
        if (tolerance.isPresent()) return tolerance.get();
        if (!metrics.isEmpty() && metrics.stream().noneMatch(Metrics::needsTolerance)) {
            return SurfaceDice.USUAL_MM;
        }
        return masks.lengths(spacing.map(GivenSpacing::mm)).toleranceMm();
    }

    private static List<Path> files(PairedMasks masks) {
        return masks.pairs().stream().flatMap(pair -> Stream.of(Volumes.parts(pair.prediction()).stream(),
                Volumes.parts(pair.reference()).stream(), Stream.of(pair.probabilities()))
                .flatMap(part -> part)).toList();
    }

    /// The metrics that were named, or all; the calibration error where all predictions have probabilities.
    private List<Metric> wanted(PairedMasks masks, double tolerance) throws IOException {
        Optional<Path> missing = masks.pairs().stream().map(PairedMasks.Pair::probabilities)
                .filter(file -> !Files.exists(file)).findFirst();
        if (metrics.isEmpty()) {
            return missing.isEmpty() ? Metrics.ofProbabilities(tolerance) : Metrics.all(tolerance);
        }
        List<Metric> wanted = metrics.stream().map(text -> Metrics.parse(text, tolerance)).toList();
        for (Metric metric : wanted) {
            if (missing.isPresent() && metric.needsProbabilities()) {
                throw new IOException(metric.name() + " needs probabilities, but there is no " + missing.get()
                        + "; predict with --probabilities");
            }
        }
        return wanted;
    }

    /// The definitions that are needed to compare the numbers with another program.
    private String definitions(List<Metric> wanted, double tolerance, LengthUnit unit) {
        List<String> names = wanted.stream().map(Metric::name).toList();
        var said = new ArrayList<String>();
        if (names.contains("hd95"))
            said.add("hd95: both directions pooled, as in medpy, in " + unit.symbol());
        if (names.contains("hd95_found"))
            said.add(
                    "hd95_found: hd95 without missed and false positive lesions; no value if no lesion was found");
        if (metrics.isEmpty() || metrics.stream().anyMatch(Metrics::needsTolerance))
            said.add("nsd: " + (names.contains("nsd") ? "border voxels " : "") + "within "
                    + LengthUnit.text(tolerance));
        if (names.stream().anyMatch(name -> name.startsWith("cc_")))
            said.add("cc: mean over the regions of the reference's components");
        if (names.contains("pq") || names.contains("rq") || names.contains("sq"))
            said.add("pq, rq, sq: components match above an IoU of 0.5");
        said.add("a class absent from one mask: " + empty.name().toLowerCase(Locale.ROOT));
        return String.join("; ", said);
    }
}
