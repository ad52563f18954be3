package io.github.edgewise.cli;

import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `edgewise convert`: an image or label map in another format.
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Converts an image to the format of OUT's extension; keeps grid, orientation and values.",
        footer = {
            "", "Examples:", "  edgewise convert scan.hdr scan.nii.gz",
            "  edgewise convert mask.png mask.nii.gz"})
final class ConvertCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "IN", description = "an image or label map")
    private Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "for example scan.nii.gz")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        Arguments.image("OUT", out);
        Stored stored = Volumes.convert(in, out);
        stored.warnings().forEach(warning -> System.err.println(in + ": " + warning));
        return 0;
    }
}
