package io.github.edgewise.weights;

import io.github.edgewise.file.WholeFile;
import java.io.IOException;
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

/// A network that Python exported, with `torch.jit.script` or `torch.jit.trace`: loaded, trained, saved.
///
/// Its file holds weights and code, so no class of the network is needed here, and Python's `torch.jit.load`
/// reads what [#save] writes, with the names that the weights had. A scripted network changes between
/// training and prediction with `module().train(true)` and `module().eval()`; a traced one stays in the mode
/// in which it was traced.
///
/// @param module the engine's own object
public record TorchScript(JitModule module) {
    /// Room on the disk for what a file holds beside the weights: code and its line numbers.
    private static final long CODE_BYTES = 1 << 24;

    /// Reads a file, onto the processor even where the weights were on a graphics card. A network outlives
    /// the steps of its training, so load it outside of their scopes.
    ///
    /// @throws IOException where there is no such file or it holds no TorchScript, as after `torch.save`
    public static TorchScript load(Path file) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        try {
            var cpu = new DeviceOptional(new Device("cpu"));
            return new TorchScript(torch.load(file.toString(), cpu, true));
        } catch (RuntimeException e) {
            throw new IOException(file + " holds no TorchScript, as model.save after torch.jit.script or "
                    + "torch.jit.trace writes it: " + WholeFile.firstLine(e), e);
        }
    }

    /// What the network makes of a batch.
    ///
    /// @throws IllegalArgumentException where the network returns anything but one tensor
    public Tensor forward(Tensor images) {
        IValue result = module.forward(new IValueVector(new IValue(images)));
        if (!result.isTensor()) {
            throw new IllegalArgumentException("the network returns a " + result.tagKind().getString()
                    + ", but a loss needs one tensor; export a forward that returns the logits alone");
        }
        return result.toTensor();
    }

    /// The weights to train, for an optimiser: those that collect gradients. Weights that Python exported
    /// with `requires_grad` off are left out and keep their values.
    ///
    /// @throws IllegalArgumentException where there is none
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
            throw new IllegalArgumentException("this network has no weights to train; export it without "
                    + "torch.jit.freeze and with requires_grad on");
        }
        return trained;
    }

    /// Writes network and weights to a file, which is always whole.
    ///
    /// @throws IOException where that fails, or the disk has no room for it
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

    /// Where the engine itself meets a full disk, it ends the process, and it writes modules to files only.
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
                    "needs up to " + (needed >> 20) + " MiB, but the disk has " + (free >> 20) + " free");
        }
    }
}
