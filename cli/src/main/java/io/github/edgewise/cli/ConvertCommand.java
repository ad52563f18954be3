package io.github.edgewise.cli;

import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Unshearing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise convert`: an image or label map in another format.
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Converts an image to the format of OUT's extension; keeps grid, orientation and values.",
        footer = {
            "", "Examples:", "  edgewise convert scan.hdr scan.nii.gz",
            "  edgewise convert mask.png mask.nii.gz",
            "  edgewise convert tilted.nii.gz straight.nii.gz --unshear linear"})
final class ConvertCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "IN", description = "an image or label map")
    private Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "for example scan.nii.gz")
    private Path out = Path.of("");

    @Option(
            names = "--unshear",
            paramLabel = "HOW",
            description = "resample sheared axes (a tilted gantry) to right angles: linear for images, nearest "
                    + "for labels")
    private Optional<Interpolation> unshear = Optional.empty();

    @Mixin
    private Results results = new Results();

    /// What was read and written.
    private record Converted(Path input, Path output, String format, List<String> warnings) {}

    /// How values between voxels are found.
    private enum Interpolation {
        LINEAR, NEAREST;

        Volume straight(Volume image) {
            if (!image.grid().isSheared()) return image;
            Unshearing way = Unshearing.of(image.grid());
            return this == LINEAR ? way.of(image) : way.nearest(image);
        }
    }

    @Override
    public Integer call() throws IOException {
        Arguments.image("OUT", out);
        Stored stored = Volumes.convert(in, out,
                image -> unshear.map(how -> how.straight(image)).orElse(image));
        stored.warnings().forEach(warning -> System.err.println(in + ": " + warning));
        results.json(() -> new Converted(in, out, stored.format(), stored.warnings()));
        return 0;
    }
}
