package io.github.edgewise.cli;

import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise export`: the weights of a run, for Python.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the weights of a run's best epoch as a state dict for Python or another run.",
        footer = {
            "", "Examples:", "  edgewise export runs/first -o weights.pt            # torch.load",
            "  edgewise export runs/first -o weights.safetensors   # safetensors.torch.load_file",
            "  edgewise train my-data --out runs/second --weights weights.pt"})
final class ExportCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "RUN", description = "folder of a run")
    private Path run = Path.of("");

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE",
            description = "ends in .safetensors, or in .pt, .pth or .bin for the format of torch.save")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!out.toString().toLowerCase(Locale.ROOT).matches(".*\\.(safetensors|pt|pth|bin)")) {
            throw new WrongUsage("-o ends in .safetensors, .pt, .pth or .bin, but is " + out);
        }
        int tensors = new RunFolder(run).export(out);
        System.out.println(tensors + " tensors in " + out);
        return 0;
    }
}
