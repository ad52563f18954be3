package io.github.edgewise.checkpoint;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.engine.NativeLibraries;
import io.github.edgewise.file.WholeFile;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network that Python exported with `torch.jit.script` or `torch.jit.trace`. It can be loaded, trained and
/// saved.
///
/// Its file contains weights and code, so no Java class of the network is needed. Python's `torch.jit.load`
/// reads what [#save] writes, with the original names of the weights. A scripted network changes between
/// training and prediction with `module().train(true)` and `module().eval()`. A traced network stays in the
/// mode in which it was traced.
///
/// @param module the engine's own object
public record TorchScript(JitModule module) {
    /// Space on the disk for the part of a file that is not weights: code and its line numbers.
    private static final long CODE_BYTES = 1 << 24;

    /// Reads a file into main memory, even if its weights were on a graphics card. A network lives longer
    /// than the steps of its training, so load it outside of their scopes.
    ///
    /// @throws IOException where the file does not exist or is not TorchScript, for example if it is from
    ///     `torch.save`
    public static TorchScript load(Path file) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        NativeLibraries.load();
        try {
            var cpu = new DeviceOptional(new Device("cpu"));
            return new TorchScript(torch.load(file.toString(), cpu, true));
        } catch (RuntimeException e) {
            throw new IOException(
                    file + " is not TorchScript, as model.save writes it after torch.jit.script or "
                            + "torch.jit.trace: " + WholeFile.firstLine(e),
                    e);
        }
    }

    /// The output of the network for a batch.
    ///
    /// @throws IllegalArgumentException where the network returns anything but one tensor
    public Tensor forward(Tensor images) {
        IValue result = module.forward(new IValueVector(new IValue(images)));
        if (!result.isTensor()) {
            throw new InvalidInputException("the network returns a " + result.tagKind().getString()
                    + ", but a loss needs one tensor; export a forward that returns only the logits");
        }
        var tensor = new Tensor(result.toTensor()); // what toTensor gives belongs to the result
        Reference.reachabilityFence(result);
        return tensor;
    }

    /// The trainable weights, for an optimiser: those that need gradients. Weights that Python exported with
    /// `requires_grad` off are left out and keep their values.
    ///
    /// @throws IllegalArgumentException where there are none
    public TensorVector parameters() {
        var trained = new TensorVector();
        try (var _ = new PointerScope()) {
            var all = module.parameters();
            var next = all.begin();
            for (long i = 0; i < all.size(); i++, next.increment()) {
                Tensor weight = next.multiply(); // C++: *next
                if (weight.requires_grad()) trained.push_back(weight);
            }
        }
        if (trained.empty()) {
            throw new InvalidInputException("this network has no weights to train; export it without "
                    + "torch.jit.freeze and with requires_grad on");
        }
        return trained;
    }

    /// Writes network and weights to a file. It is either complete or absent.
    ///
    /// @throws IOException where writing fails, or the disk has too little space
    public void save(Path file) throws IOException {
        WholeFile.fill(file, beside -> {
            requireRoom(file);
            try {
                module.save(beside.toString());
            } catch (RuntimeException e) {
                throw new IOException(WholeFile.firstLine(e), e);
            }
        });
    }

    /// Checks the free space, because the engine writes modules only to files, and ends the process if the
    /// disk is full.
    private void requireRoom(Path file) throws IOException {
        long needed = CODE_BYTES;
        try (var _ = new PointerScope()) {
            var weights = module.parameters();
            var weight = weights.begin();
            for (long i = 0; i < weights.size(); i++, weight.increment()) {
                needed += weight.multiply().nbytes();
            }
            var buffers = module.buffers();
            var buffer = buffers.begin();
            for (long i = 0; i < buffers.size(); i++, buffer.increment()) {
                needed += buffer.multiply().nbytes();
            }
        }
        Path folder = file.toAbsolutePath().getParent();
        long free = Files.getFileStore(folder == null ? file : folder).getUsableSpace();
        if (free < needed) {
            throw new FileSystemException(file.toString(), null,
                    "needs up to " + (needed >> 20) + " MiB, but only " + (free >> 20) + " MiB are free");
        }
    }
}
