package io.github.edgewise.cli;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise phantom`: a data set to try things on.
@Command(
        name = "phantom",
        mixinStandardHelpOptions = true,
        description = "Writes a synthetic data set: MRI-like heads with small lesions, or vessels.",
        footer = {
            "", "Examples:", "  edgewise phantom phantoms --cases 40 --axes 3 --foreground 0.005",
            "  edgewise phantom vessels --cases 40 --kind vessels"})
final class PhantomCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "OUT", description = "folder for images/ and labels/")
    private Path out = Path.of("");

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "lesions",
            description = "lesions: about seven small ones an image; stroke: one to three; vessels: trees that branch "
                    + "(default: lesions)")
    private Phantom.Kind kind = Phantom.Kind.LESIONS;

    @Option(names = "--cases", paramLabel = "N", defaultValue = "20", description = "cases (default: 20)")
    private int cases = 20;

    @Option(names = "--axes", paramLabel = "2|3", defaultValue = "2", description = "2-D or 3-D (default: 2)")
    private int axes = 2;

    @Option(
            names = "--classes",
            paramLabel = "K",
            defaultValue = "2",
            description = "number of classes, with background (default: 2)")
    private int classes = 2;

    @Option(
            names = "--foreground",
            paramLabel = "F",
            description = "share of voxels to be found (default: 0.01, 3-D 0.005; vessels: 0.06, 3-D 0.01)")
    private Optional<Double> foreground = Optional.empty();

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels (default: 1; 3-D: 3,1.5,1.5, vessels 1.5,1.5,1.5)")
    private Optional<String> spacing = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of everything random (default: 1)")
    private long seed = 1;

    @Mixin
    private Results results = new Results();

    /// What was written; `spacingMm` is z, y, x.
    private record Drawn(Path folder, String kind, int cases, int axes, int classes, double foreground,
            List<Integer> shape, List<Double> spacingMm, long seed) {
        Drawn(Path folder, int cases, Phantom of) {
            this(folder, of.kind().name().toLowerCase(Locale.ROOT), cases, of.grid().shape().axes(),
                    of.classes(), of.foreground(), Axes.of(of.grid().shape()), Axes.of(of.grid()),
                    of.seed());
        }
    }

    @Override
    public Integer call() throws IOException {
        if (axes != 2 && axes != 3) throw new WrongUsage("--axes must be 2 or 3, not " + axes);
        Arguments.atLeast("--cases", 1, cases);
        Phantom usual = Phantom.of(kind, axes, seed);
        Phantom wanted = Arguments.of("", () -> {
            Grid grid = spacing.map(text -> GivenSpacing.of(text).on(usual.grid())).orElse(usual.grid());
            return new Phantom(kind, grid, classes, foreground.orElse(usual.foreground()), seed);
        });
        write(wanted, cases, out, new ProgressBar());
        results.json(() -> new Drawn(out, cases, wanted));
        return 0;
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(".")) continue;
                throw new IOException(folder + " is not empty, it holds " + entry.getFileName()
                        + "; name a new folder, so that phantoms are not mixed with other files");
            }
        }
    }

    /// Writes cases into `images/` and `labels/`.
    ///
    /// @throws IOException where the folder holds images or other files already
    static void write(Phantom phantom, int cases, Path out, ProgressBar bar) throws IOException {
        if (Files.exists(out.resolve("images"))) {
            throw new IOException(out + " holds images already; name another folder");
        }
        requireEmpty(out);
        for (int i = 0; i < cases; i++) {
            bar.show("drawing", i, cases, -1);
            Phantom.Scan scan = phantom.make(i);
            String name = name(i);
            Volumes.write(out.resolve("images").resolve(name), scan.image());
            Volumes.write(out.resolve("labels").resolve(name), scan.labels());
        }
        bar.line(cases + " phantoms in " + out);
    }

    /// The file name of a phantom.
    static String name(int number) { return String.format(Locale.ROOT, "phantom_%03d.nii.gz", number); }
}
