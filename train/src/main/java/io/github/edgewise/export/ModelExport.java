package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.ModelMetadata.Input;
import io.github.edgewise.predict.ModelMetadata.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A trained network, or the networks of folds, for files that other programs read. `Folds.export` makes one
/// of a run.
///
/// Every file is run before it is moved to its place: its probabilities are compared with those of the
/// training engine in float32, on random images of several sizes. A file that differs is not written.
///
/// Closing it frees the weights.
public final class ModelExport implements AutoCloseable {
    private final List<Model> networks;
    private final ModelMetadata metadata;
    private final boolean isOfSlices;

    /// @param networks of equal channels, classes and axes; closing this closes them
    /// @param metadata of these networks
    /// @param isOfSlices whether they were trained on slices of volumes
    public ModelExport(List<Model> networks, ModelMetadata metadata, boolean isOfSlices) {
        this.networks = List.copyOf(networks);
        this.metadata = metadata;
        this.isOfSlices = isOfSlices;
    }

    /// What the files say about the networks.
    public ModelMetadata metadata() { return metadata; }

    /// Writes an ONNX file, which [io.github.edgewise.predict.ModelFile] opens.
    ///
    /// @param half whether weights are stored as float16, which halves the file
    /// @throws IOException where the file cannot be written, or does not give the engine's probabilities
    public Difference writeOnnx(Path file, boolean half) throws IOException {
        return writeOnnx(file, half, OutputComparison::of, metadata);
    }

    /// Writes an ONNX file that normalises images itself, for programs that cannot. [RawInput] says how, and
    /// which images it takes. The whole way is compared: images as they are read with what Edgewise makes of
    /// them.
    ///
    /// @param half as above
    /// @throws IOException as above
    /// @throws InvalidInputException where the probabilities could not be those of Edgewise, because more
    ///     than normalisation happens to the images
    public Difference writeRawOnnx(Path file, boolean half) throws IOException {
        new RawInput(metadata.description(), metadata.stride()).require(isOfSlices);
        return writeOnnx(file, half, OutputComparison::ofRaw, metadata.with(Input.RAW));
    }

    private Difference writeOnnx(Path file, boolean half,
            BiFunction<List<Model>, ModelMetadata, OutputComparison> comparison, ModelMetadata as)
            throws IOException {
        OutputComparison exact = comparison.apply(networks, as);
        if (half) roundWeights();
        OutputComparison stored = half ? comparison.apply(networks, as) : exact;
        var difference = new Difference[1];
        WholeFile.fill(file, part -> {
            OnnxFile.write(part, networks, half ? as.with(Weights.FLOAT16) : as, as.input() != Input.RAW);
            difference[0] = new Difference(OutputComparison.required(stored.fromOnnx(part), file),
                    exact.fromOnnx(part));
        });
        return difference[0];
    }

    /// Writes an ONNX file whose convolutions compute in int8, all but the first one, transposed ones and the
    /// head. It is smaller, and faster on processors that multiply eight bits at a time (VNNI).
    ///
    /// @param data of each network, in their order
    /// @param listener is told about every case that is scored
    /// @throws IOException where the file cannot be written or a case not be read
    /// @throws InvalidInputException where the mean Dice falls by more than 0.02; then no file is written
    public Int8Effect writeInt8Onnx(Path file, List<Int8Data> data, Int8Effect.Listener listener)
            throws IOException {
        return new Int8File(networks, metadata, data).write(file, listener);
    }

    /// Writes a TorchScript file, which `torch.jit.load` opens.
    ///
    /// @throws IOException as [#writeOnnx]
    /// @throws InvalidInputException where there are several networks
    public Difference writeTorchScript(Path file) throws IOException {
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

    /// Writes a package of bioimage.io, a zip file that Fiji and QuPath open.
    ///
    /// @param about what people say about the model
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException as [#writeOnnx]
    /// @throws InvalidInputException where the format has no words for the normalisation of the images
    public double writeBioimageio(Path zip, About about) throws IOException {
        return new BioimageioPackage(networks, metadata, about, Instant.now()).write(zip);
    }

    /// Writes a bundle of MONAI. The plain U-Net becomes MONAI's `DynUNet`, of other networks the bundle
    /// loads a TorchScript file.
    ///
    /// @param folder missing or empty
    /// @param about what people say about the model
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException where the folder holds anything, or as [#writeOnnx]
    /// @throws InvalidInputException where there are several networks, or channels are normalised differently
    public double writeMonai(Path folder, About about) throws IOException {
        if (networks.size() > 1) {
            throw new InvalidInputException("a MONAI bundle holds one network, not " + networks.size()
                    + "; export each run to a bundle of its own, or all of them to an .onnx file");
        }
        return new MonaiBundle(networks.getFirst(), metadata, about).write(folder);
    }

    /// Writes a model repository of the Triton Inference Server.
    ///
    /// @param folder missing or empty
    /// @param about whose name is that of the model there
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException where the folder holds anything, or as [#writeOnnx]
    public double writeTriton(Path folder, About about) throws IOException {
        return new TritonRepository(networks, metadata, about.name()).write(folder);
    }

    /// How far a file is from the engine, as the largest difference of a probability.
    ///
    /// @param stored from the engine with the weights that the file holds
    /// @param trained from the engine with the weights that were trained; larger only if weights were rounded
    public record Difference(double stored, double trained) {}

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
