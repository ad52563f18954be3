package io.github.edgewise.cli;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.LargeSignedDistance;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.format.FileWarnings;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.LargeNifti;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Unshearing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise distance`: signed distance maps of a label map.
@Command(
        name = "distance",
        mixinStandardHelpOptions = true,
        description = "Writes exact signed distance maps in mm, negative inside, one channel per class.",
        footer = {
            "", "Examples:", "  edgewise distance labels.nii.gz --class 1,2 -o maps.nii.gz",
            "  edgewise distance tilted.nii.gz --unshear -o maps.nii.gz"})
final class DistanceCommand implements Subcommand {
    /// Of the labels and what they are read through.
    private static final long BYTES_OF_A_VOXEL = 8;

    @Parameters(index = "0", paramLabel = "LABELS", description = "a label map")
    private Path labels = Path.of("");

    @Option(names = "-o", required = true, paramLabel = "OUT", description = "for example maps.nii.gz")
    private Path out = Path.of("");

    @Option(
            names = "--class",
            split = ",",
            paramLabel = "K",
            description = "classes, in this order (default: all)")
    private List<Integer> classes = List.of();

    @Option(
            names = "--zero-level",
            paramLabel = "NAME",
            defaultValue = "face",
            description = "face, centre, reference or reference-truncated")
    private ZeroLevel zeroLevel = ZeroLevel.FACE;

    @Option(names = "--clip", paramLabel = "MM", description = "limit distances to plus and minus this value")
    private double clip = Double.POSITIVE_INFINITY;

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels, instead of the spacing in the file")
    private Optional<String> spacing = Optional.empty();

    @Option(
            names = "--unshear",
            description = "resample labels with sheared axes (a tilted gantry) to right angles first; the maps "
                    + "are then on that grid")
    private boolean unshear;

    @Option(
            names = "--labels-as",
            paramLabel = "RULE",
            defaultValue = "stored",
            description = Reading.RULES)
    private String labelsAs = "stored";

    @Option(names = "--threads", paramLabel = "N", description = "number of threads (default: all cores)")
    private Optional<Integer> threads = Optional.empty();

    @Mixin
    private Results results = new Results();

    /// What was written; shape and spacing are in the order z, y, x.
    private record Written(Path input, Path output, List<Integer> classes, String zeroLevel,
            Optional<Double> clipMm, List<Integer> shape, List<Double> spacingMm, String unit) {}

    @Override
    public Integer call() throws IOException {
        requireUsage();
        Arguments.requireOther(labels, out);
        LabelRule rule = Arguments.of("--labels-as", () -> LabelRule.parse(labelsAs));
        var notes = new Notes(System.err::println);
        try (var _ = FileWarnings.listen((file, text) -> notes.accept(file + ": " + text))) {
            return maps(rule);
        }
    }

    private int maps(LabelRule rule) throws IOException {
        boolean mappable = !unshear && rule.equals(LabelRule.AS_STORED) && LargeNifti.reads(labels)
                && LargeNifti.writes(out);
        if (mappable && !fits(LargeNifti.grid(labels), classes.size())) return mapped();
        LabelMap read = Volumes.readLabels(labels, rule);
        boolean straightened = unshear && read.grid().isSheared();
        LabelMap stored = straightened ? Unshearing.of(read.grid()).of(read) : read;
        if (mappable && !fits(stored.grid(), wanted(stored.classes()).size())) return mapped();
        SignedDistance maps = SignedDistance.of(stored.on(spaced(stored.grid()))).with(zeroLevel).clip(clip);
        if (threads.isPresent()) maps = maps.threads(threads.get());
        int voxels = stored.grid().voxels();
        float[] mm;
        if (classes.size() == 1) {
            mm = maps.forClass(classes.getFirst()).mm();
        } else {
            List<Integer> wanted = wanted(stored.classes());
            List<DistanceMap> all = wanted.size() == stored.classes() ? maps.forClasses() : List.of();
            mm = new float[stored.grid().shape().values(wanted.size())];
            for (int i = 0; i < wanted.size(); i++) {
                int k = wanted.get(i);
                DistanceMap map = all.isEmpty() ? maps.forClass(k) : all.get(k);
                System.arraycopy(map.mm(), 0, mm, i * voxels, voxels);
            }
        }
        var all = new Volume(stored.grid(), mm);
        if (straightened) Volumes.write(out, all);
        else Volumes.write(out, all, labels);
        tell(spaced(stored.grid()), classes.size() == 1 ? classes : wanted(stored.classes()));
        return 0;
    }

    private void tell(Grid grid, List<Integer> written) throws IOException {
        results.json(() -> new Written(labels, out, written,
                zeroLevel.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Double.isInfinite(clip) ? Optional.empty() : Optional.of(clip), Axes.of(grid.shape()),
                Axes.of(grid), "mm"));
    }

    private void requireUsage() {
        Arguments.image("-o", out);
        if (!(clip > 0)) throw new WrongUsage("--clip must be a number of mm above 0, not " + clip);
        threads.ifPresent(n -> Arguments.atLeast("--threads", 1, n));
        spacing.ifPresent(GivenSpacing::of);
        if (unshear && spacing.isPresent()) {
            throw new WrongUsage(
                    "--unshear needs the axes in the file, which --spacing replaces; give one of them");
        }
        for (int k : classes) {
            if (k < 0 || k > 255) throw new WrongUsage("--class names classes from 0 to 255, not " + k);
        }
        if (classes.stream().distinct().count() < classes.size()) {
            throw new WrongUsage("--class names a class twice: " + classes);
        }
    }

    /// True where labels and maps take less than half of the heap.
    private static boolean fits(Grid grid, int maps) {
        long bytes = grid.shape().count() * (BYTES_OF_A_VOXEL + 2L * Float.BYTES * Math.max(1, maps));
        return bytes <= Runtime.getRuntime().maxMemory() / 2;
    }

    /// The same through mapped files, for label maps that do not fit in memory.
    private int mapped() throws IOException {
        var progress = new ProgressBar();
        try (LargeNifti.Labels read = LargeNifti.labels(labels, out,
                done -> progress.share("reading", done))) {
            Grid grid = read.grid();
            var maps = new LargeSignedDistance(read.labels(), spaced(grid), zeroLevel, clip,
                    threads.orElse(Runtime.getRuntime().availableProcessors()));
            List<Integer> wanted = wanted(read.classes());
            long bytes = Float.BYTES * grid.shape().count();
            LargeNifti.write(out, grid, wanted.size(), labels, values -> {
                for (int i = 0; i < wanted.size(); i++) {
                    int k = wanted.get(i);
                    maps.fill(k, values.slice(i * bytes, bytes),
                            done -> progress.share("class " + k, done));
                }
            });
            tell(spaced(grid), wanted);
        }
        return 0;
    }

    private Grid spaced(Grid grid) {
        return spacing.map(text -> GivenSpacing.of(text).on(grid)).orElse(grid);
    }

    private List<Integer> wanted(int all) {
        for (int k : classes) {
            if (k < 0 || k >= all) {
                throw new InvalidInputException("class " + k + " was asked for, but there are " + all
                        + " classes (0-" + (all - 1) + ")");
            }
        }
        return classes.isEmpty() ? IntStream.range(0, all).boxed().toList() : classes;
    }
}
