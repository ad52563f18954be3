package io.github.edgewise.cli;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.export.About;
import io.github.edgewise.export.Int8Effect;
import io.github.edgewise.export.ModelExport;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.train.Calibration;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "  edgewise export runs/first -o fast.onnx --int8     # prints what that costs and gains",
            "  edgewise export runs/ct -o raw.onnx --input raw    # takes values as they are read",
            "  edgewise export runs/first -o net.ts            # torch.jit.load",
            "  edgewise export runs/first -o weights.pt        # torch.load",
            "  edgewise export runs/first -o weights.safetensors   # safetensors.torch.load_file",
            "  edgewise train my-data --out runs/second --weights weights.pt",
            "  edgewise export runs/first --bioimageio model.zip --about about.yaml   # Fiji, QuPath",
            "  edgewise export runs/first --monai bundle",
            "  edgewise export runs/first --triton repository"})
final class ExportCommand implements Subcommand {
    private static final String PREPARED = "prepared";
    private static final String RAW = "raw";

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "folder of a run, or for a model also of folds (train --fold all/K)")
    private Path run = Path.of("");

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "a model: .onnx, or .ts for TorchScript; weights: .safetensors, or .pt, .pth, .bin for the format of torch.save")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--bioimageio",
            paramLabel = "FILE.zip",
            description = "instead of -o: a package of bioimage.io, which Fiji and QuPath open")
    private Optional<Path> bioimageio = Optional.empty();

    @Option(
            names = "--monai",
            paramLabel = "DIR",
            description = "instead of -o: a bundle of MONAI, in a new folder")
    private Optional<Path> monai = Optional.empty();

    @Option(
            names = "--triton",
            paramLabel = "DIR",
            description = "instead of -o: a model repository of the Triton Inference Server, in a new folder")
    private Optional<Path> triton = Optional.empty();

    @Option(
            names = "--about",
            paramLabel = "FILE.yaml",
            description = "with --bioimageio, --monai or --triton: name, description, authors, licence, licenceText and "
                    + "cite")
    private Optional<Path> about = Optional.empty();

    @Option(
            names = "--half",
            description = "with a model: store weights as float16. Half the size; sums are float32 all the same")
    private boolean half;

    @Option(
            names = "--int8",
            description = "with -o FILE.onnx: compute most convolutions in int8. Smaller, and faster on processors with "
                    + "VNNI; elsewhere often slower. Needs the data set of the run: prints the mean Dice of "
                    + "held-out cases and the time of a window before and after. No file is written where Dice "
                    + "falls by more than 0.02")
    private boolean int8;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "with --int8: the new place of the data set, where it has moved since the training")
    private Optional<Path> moved = Optional.empty();

    @Option(
            names = "--input",
            paramLabel = "KIND",
            description = "with -o FILE.onnx: prepared images (prepared, the default), or values as they are read, "
                    + "which the file normalises itself (raw), for programs that cannot. Refused where results "
                    + "would differ from those of edgewise predict")
    private String input = PREPARED;

    @Mixin
    private Results results = new Results();

    /// What was written.
    ///
    /// @param networks that it holds
    /// @param largestDifference of a probability from the training engine; nothing for weights
    /// @param roundingDifference how far float16 weights change a probability; nothing without `--half`
    /// @param int8 what int8 changes; nothing without `--int8`
    private record Exported(Path target, String format, int networks, Optional<Double> largestDifference,
            Optional<Double> roundingDifference, Optional<Integer> tensors, Optional<Int8Effect> int8) {}

    @Override
    public Integer call() throws IOException {
        if (Stream.of(out, bioimageio, monai, triton).filter(Optional::isPresent).count() != 1) {
            throw new WrongUsage(
                    "export needs one of -o FILE, --bioimageio FILE.zip, --monai DIR and --triton DIR");
        }
        requireUsage();
        if (out.isPresent()) return file(out.get());
        if (bioimageio.isPresent()) {
            if (!ending(bioimageio.get(), ".zip")) {
                throw new WrongUsage("--bioimageio names a .zip file, not " + bioimageio.get());
            }
            return packed("bioimage.io", bioimageio.get(), ModelExport::writeBioimageio);
        }
        return monai.isPresent()
                ? packed("monai", monai.get(), ModelExport::writeMonai)
                : packed("triton", triton.orElseThrow(), ModelExport::writeTriton);
    }

    private void requireUsage() {
        if (!input.equals(PREPARED) && !input.equals(RAW)) {
            throw new WrongUsage("--input is prepared or raw, not " + input);
        }
        if (int8 && half) {
            throw new WrongUsage("--int8 and --half are two ways to store weights; leave out one of them");
        }
        if (int8 && input.equals(RAW)) {
            throw new WrongUsage(
                    "--int8 is measured on prepared images, so it cannot be combined with --input raw");
        }
        if (moved.isPresent() && !int8) throw new WrongUsage("--data is for --int8; leave it out");
        boolean isOnnx = out.isPresent() && ending(out.get(), ".onnx");
        String option = half ? "--half" : int8 ? "--int8" : input.equals(RAW) ? "--input raw" : "";
        if (!isOnnx && !option.isEmpty()) {
            throw new WrongUsage(option + " is for -o FILE.onnx"
                    + out.map(file -> ", but -o is " + file).orElse(""));
        }
    }

    private static boolean ending(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /// Writes a package and returns the largest difference.
    @FunctionalInterface
    private interface Packing {
        double write(ModelExport export, Path target, About about) throws IOException;
    }

    private int packed(String format, Path target, Packing packing) throws IOException {
        if (about.isPresent()) new Outputs(List.of(about.get())).add(target);
        String folder = String.valueOf(run.toAbsolutePath().normalize().getFileName());
        About said = about.isPresent() ? About.read(about.get(), folder) : About.folder(folder);
        try (ModelExport export = started(target)) {
            double difference = packing.write(export, target, said);
            results.line(String.format(Locale.ROOT,
                    "%s: the networks in it and the training engine differ by %.1e at most", target,
                    difference));
            results.json(() -> new Exported(target, format, export.metadata().networks(),
                    Optional.of(difference), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return 0;
    }

    private int file(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (about.isPresent())
            throw new WrongUsage("--about is for --bioimageio, --monai and --triton, not for -o");
        if (int8) return int8Model(file);
        if (name.endsWith(".onnx") || name.endsWith(".ts")) return model(file, name.endsWith(".onnx"));
        if (!name.matches(".*\\.(safetensors|pt|pth|bin)")) {
            throw new WrongUsage("-o ends in .onnx, .ts, .safetensors, .pt, .pth or .bin, but is " + file);
        }
        int tensors = new RunFolder(run).export(file);
        results.line(tensors + " tensors in " + file);
        results.json(() -> new Exported(file, name.endsWith(".safetensors") ? "safetensors" : "torch.save", 1,
                Optional.empty(), Optional.empty(), Optional.of(tensors), Optional.empty()));
        return 0;
    }

    /// The networks, if the target is no file of theirs.
    private ModelExport started(Path target) throws IOException {
        Engine.start(Runtime.getRuntime().availableProcessors(), 0);
        for (RunFolder one : Folds.runs(run)) {
            one.requireOther(target);
        }
        return Folds.export(run);
    }

    private int model(Path file, boolean isOnnx) throws IOException {
        try (ModelExport export = started(file)) {
            ModelExport.Difference difference = !isOnnx
                    ? export.writeTorchScript(file)
                    : input.equals(RAW) ? export.writeRawOnnx(file, half) : export.writeOnnx(file, half);
            printFile(file, export);
            results.line(String.format(Locale.ROOT, "%s and the training engine differ by %.1e at most",
                    isOnnx ? "ONNX Runtime" : "TorchScript", difference.stored()));
            if (half) {
                results.line(
                        String.format(Locale.ROOT, "float16 weights change probabilities by %.1e at most",
                                difference.trained()));
            }
            results.json(() -> new Exported(file, isOnnx ? "onnx" : "torchscript",
                    export.metadata().networks(), Optional.of(difference.stored()),
                    half ? Optional.of(difference.trained()) : Optional.empty(), Optional.empty(),
                    Optional.empty()));
        }
        return 0;
    }

    private void printFile(Path file, ModelExport export) throws IOException {
        int networks = export.metadata().networks();
        results.line(String.format(Locale.ROOT, "%s: %s, %.1f MB", file,
                networks == 1 ? "one network" : networks + " networks, whose probabilities are averaged",
                Files.size(file) / 1e6));
    }

    private int int8Model(Path file) throws IOException {
        try (ModelExport export = started(file)) {
            var progress = new TrainingProgress();
            Calibration calibration = Calibration.of(run, moved, progress);
            Int8Effect effect = export.writeInt8Onnx(file, calibration.data(),
                    (name, done, all) -> progress.accept(new Progress.Scoring(name, done, all)));
            printFile(file, export);
            results.line(String.format(Locale.ROOT,
                    "mean Dice of %d %s cases: %.4f in float32, %.4f in int8", effect.cases(),
                    calibration.isHeldOut() ? "held-out" : "validation", effect.dice().float32(),
                    effect.dice().int8()));
            results.line(String.format(Locale.ROOT,
                    "probabilities in %d training windows differ by %.4f on average, by %.2f at most",
                    effect.windows(), effect.average(), effect.largest()));
            results.line(String.format(Locale.ROOT,
                    "one window of %s, %d threads: %.1f ms in float32, %.1f ms in int8",
                    export.metadata().description().patch(), Runtime.getRuntime().availableProcessors(),
                    effect.windowMillis().float32(), effect.windowMillis().int8()));
            results.json(() -> new Exported(file, "onnx", export.metadata().networks(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.of(effect)));
            if (effect.isSlower()) {
                results.line("int8 was not faster here: it needs a processor with fast products of "
                        + "eight bits (VNNI) and large windows; without them the file is only smaller");
            }
        }
        return 0;
    }
}
