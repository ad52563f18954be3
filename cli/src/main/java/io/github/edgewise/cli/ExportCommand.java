package io.github.edgewise.cli;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.export.ModelExport;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise export`: a trained network for other programs.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the network of a run's best epoch to a file. A model file (ONNX) is all that edgewise "
                + "predict and other programs need, without the training engine; TorchScript is for PyTorch; "
                + "weights alone (a state dict) are for Python or another run. A model is run before it is "
                + "written: its probabilities are compared with those of the training engine.",
        footer = {
            "", "Examples:",
            "  edgewise export runs/first -o net.onnx          # predict net.onnx scans/ -o masks",
            "  edgewise export runs/folds -o net.onnx          # all folds, averaged",
            "  edgewise export runs/first -o small.onnx --half",
            "  edgewise export runs/first -o net.ts            # torch.jit.load",
            "  edgewise export runs/first -o weights.pt        # torch.load",
            "  edgewise export runs/first -o weights.safetensors   # safetensors.torch.load_file",
            "  edgewise train my-data --out runs/second --weights weights.pt"})
final class ExportCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "folder of a run, or for a model also of folds (train --fold all/K)")
    private Path run = Path.of("");

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE",
            description = "a model: .onnx, or .ts for TorchScript; weights: .safetensors, or .pt, .pth, .bin for the format of torch.save")
    private Path out = Path.of("");

    @Option(
            names = "--half",
            description = "with a model: store weights as float16. Half the size; sums are float32 all the same")
    private boolean half;

    @Override
    public Integer call() throws IOException {
        String name = out.toString().toLowerCase(Locale.ROOT);
        boolean isOnnx = name.endsWith(".onnx");
        if (half && !isOnnx) throw new WrongUsage("--half is for -o FILE.onnx, but -o is " + out);
        if (isOnnx || name.endsWith(".ts")) return model(isOnnx);
        if (!name.matches(".*\\.(safetensors|pt|pth|bin)")) {
            throw new WrongUsage("-o ends in .onnx, .ts, .safetensors, .pt, .pth or .bin, but is " + out);
        }
        int tensors = new RunFolder(run).export(out);
        System.out.println(tensors + " tensors in " + out);
        return 0;
    }

    private int model(boolean isOnnx) throws IOException {
        Engine.start(Runtime.getRuntime().availableProcessors(), 0);
        for (RunFolder one : Folds.runs(run)) {
            one.requireOther(out);
        }
        try (var export = Folds.export(run)) {
            ModelExport.Difference difference = isOnnx
                    ? export.writeOnnx(out, half)
                    : export.writeTorchScript(out);
            int networks = export.metadata().networks();
            System.out.printf(Locale.ROOT, "%s: %s, %.1f MB%n", out,
                    networks == 1 ? "one network" : networks + " networks, whose probabilities are averaged",
                    Files.size(out) / 1e6);
            System.out.printf(Locale.ROOT, "%s and the training engine differ by %.1e at most%n",
                    isOnnx ? "ONNX Runtime" : "TorchScript", difference.stored());
            if (half) {
                System.out.printf(Locale.ROOT, "float16 weights change probabilities by %.1e at most%n",
                        difference.trained());
            }
        }
        return 0;
    }
}
