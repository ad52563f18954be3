package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The trained network of a run, or the networks of folds, for files that other programs read.
///
/// Every file is run before it is moved to its place: its probabilities are compared with those of the
/// training engine in float32, on random images of several sizes. A file that differs is not written.
///
/// Closing it frees the weights.
public final class ModelExport implements AutoCloseable {
    private final List<RunFolder> runs;
    private final List<Model> networks;
    private final ModelMetadata metadata;

    private ModelExport(List<RunFolder> runs, List<Model> networks, ModelMetadata metadata) {
        this.runs = runs;
        this.networks = networks;
        this.metadata = metadata;
    }

    /// The networks of a run or of a folder of folds, with the post-processing that is stored there.
    ///
    /// @throws IOException where the folder is neither, or a run has no complete epoch
    /// @throws InvalidInputException where folds see images differently, so that one file cannot hold them
    public static ModelExport of(Path runOrFolds) throws IOException {
        List<RunFolder> runs = Folds.runs(runOrFolds);
        Plan plan = runs.getFirst().plan().plan();
        ModelDescription description = plan.description();
        for (RunFolder run : runs) {
            if (!run.plan().plan().description().equals(description)) {
                throw new InvalidInputException(run.folder() + " and " + runs.getFirst().folder()
                        + " prepare images differently, so one file cannot hold both; export each run to a "
                        + "file of its own");
            }
        }
        PostProcessing post = Folds.post(runOrFolds);
        var networks = new ArrayList<Model>();
        for (RunFolder run : runs) {
            networks.add(run.model());
        }
        return new ModelExport(runs, networks,
                new ModelMetadata(Networks.text(runs.getFirst().recipe().network()), networks.size(),
                        description, networks.getFirst().stride(), plan.classNames(), post));
    }

    /// What the files say about the networks.
    public ModelMetadata metadata() { return metadata; }

    /// Writes an ONNX file, which [io.github.edgewise.predict.ModelFile] opens.
    ///
    /// @param half whether weights are stored as float16, which halves the file
    /// @throws IOException where the file cannot be written, is one of the run, or does not give the engine's
    ///     probabilities
    public Difference writeOnnx(Path file, boolean half) throws IOException {
        requireOther(file);
        var exact = OutputComparison.of(networks, metadata);
        if (half) roundWeights();
        OutputComparison stored = half ? OutputComparison.of(networks, metadata) : exact;
        var difference = new Difference[1];
        WholeFile.fill(file, part -> {
            OnnxFile.write(part, networks, metadata, half, true);
            difference[0] = new Difference(OutputComparison.required(stored.fromOnnx(part), file),
                    exact.fromOnnx(part));
        });
        return difference[0];
    }

    /// Writes a TorchScript file, which `torch.jit.load` opens.
    ///
    /// @throws IOException as [#writeOnnx]
    /// @throws InvalidInputException where there are several networks
    public Difference writeTorchScript(Path file) throws IOException {
        requireOther(file);
        if (networks.size() > 1) {
            throw new InvalidInputException("a TorchScript file holds one network, not " + networks.size()
                    + "; export each run to a file of its own, or all of them to an .onnx file");
        }
        var exact = OutputComparison.of(networks, metadata);
        var difference = new Difference[1];
        WholeFile.fill(file, part -> {
            ScriptFile.of(networks.getFirst(), false).save(part);
            double largest = OutputComparison.required(exact.fromTorchScript(part), file);
            difference[0] = new Difference(largest, largest);
        });
        return difference[0];
    }

    /// How far a file is from the engine, as the largest difference of a probability.
    ///
    /// @param stored from the engine with the weights that the file holds
    /// @param trained from the engine with the weights that were trained; larger only if weights were rounded
    public record Difference(double stored, double trained) {}

    private void requireOther(Path file) throws IOException {
        for (RunFolder run : runs) {
            run.requireOther(file);
        }
    }

    /// Gives kernels of convolutions the values that float16 can hold.
    private void roundWeights() {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (Model network : networks) {
                for (Tensor weight : StateDict.of(network).tensors().values()) {
                    if (weight.dim() >= 3) weight.copy_(weight.to(ScalarType.Half).to(ScalarType.Float));
                }
            }
        }
    }

    @Override
    public void close() { networks.forEach(Model::close); }
}
