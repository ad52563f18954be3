package io.github.edgewise.checkpoint;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/// Tensors by name, like Python's `model.state_dict()`: weights and buffers of a network under the names that
/// PyTorch gives them, such as `down0.conv1.weight`.
///
/// Files can be exchanged with Python in both directions: safetensors, which `safetensors.torch.load_file`
/// reads, and the zip files of `torch.save`. Only tensors are read from these; no code is run.
///
/// @param source the name in messages, for example a file
/// @param tensors by name, in order; shared, not copied
public record StateDict(String source, Map<String, Tensor> tensors) {
    private static final int MOST_NAMED = 3;
    private static final String SAFETENSORS = ".safetensors";

    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /// The weights and buffers of a network. They are shared, so they change when the network is trained.
    public static StateDict of(Module network) {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (StringTensorDict dict : List.of(network.named_parameters(), network.named_buffers())) {
            for (long i = 0; i < dict.size(); i++) {
                var item = dict.items().get(i);
                // make a separate handle, because the dictionary's own handle is freed with the dictionary
                if (item.value().defined()) tensors.put(item.key().getString(), new Tensor(item.value()));
            }
            Reference.reachabilityFence(dict);
        }
        return new StateDict("the network", tensors);
    }

    /// A copy whose tensors are not shared.
    public StateDict copy() {
        var copies = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
        return new StateDict(source, copies);
    }

    /// Reads a file of safetensors or of `torch.save`; its first bytes decide which it is. For a checkpoint
    /// of this project it returns the network's weights. If a file has a checksum, it is compared.
    ///
    /// From `torch.save` it reads `model.state_dict()`, a plain dictionary of tensors, or a dictionary with
    /// such a dictionary under `state_dict`, `model_state_dict`, `model` or `network_weights`.
    ///
    /// @throws IOException where the file cannot be read; the message names the file and the reason
    public static StateDict read(Path file) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(2);
        }
        if (first.length == 2 && first[0] == 'P' && first[1] == 'K') return TorchFile.read(file);
        if (first.length == 2 && first[0] == (byte) 0x80) {
            throw new IOException(file + " has the format of PyTorch before 1.6; load it in Python and save "
                    + "it again");
        }
        return Checkpoint.readAny(file).network();
    }

    /// Writes a file for Python: safetensors if the name has this ending, the format of `torch.save` for
    /// `.pt`, `.pth` and `.bin`.
    ///
    /// @throws IOException where writing fails; an older file then stays unchanged
    /// @throws IllegalArgumentException where the name has another ending
    public void write(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(SAFETENSORS)) {
            new Checkpoint(this, Map.of(), Map.of()).save(file);
        } else if (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".bin")) {
            TorchFile.write(file, tensors);
        } else {
            throw new InvalidInputException("weights can be written to " + SAFETENSORS
                    + ", .pt, .pth or .bin, but not to " + file.getFileName());
        }
    }

    /// Copies the tensors into a network of the same architecture.
    ///
    /// @throws IOException where they do not fit; the message has the first wrong names and shapes. The
    ///     network is then unchanged
    public void load(Module network) throws IOException { copyInto(StateDict.of(network)); }

    /// Copies the tensors into others with the same names and shapes. Numbers of another type are converted.
    ///
    /// @throws IOException where they do not fit; the message has the first wrong names and shapes. Nothing
    ///     is copied then
    public void copyInto(StateDict target) throws IOException {
        var missing = new ArrayList<String>();
        var other = new ArrayList<String>();
        target.tensors.forEach((name, tensor) -> {
            Tensor here = tensors.get(name);
            if (here == null) {
                missing.add(name);
            } else if (!TensorMemory.shape(here).equals(TensorMemory.shape(tensor))) {
                other.add(name + " has shape " + TensorMemory.shape(here) + " instead of "
                        + TensorMemory.shape(tensor));
            }
        });
        List<String> unknown = tensors.keySet().stream().filter(n -> !target.tensors.containsKey(n)).toList();
        var wrong = new ArrayList<String>();
        if (!other.isEmpty()) wrong.add(first(other));
        if (!missing.isEmpty()) wrong.add(missing.size() + " missing: " + first(missing));
        if (!unknown.isEmpty()) wrong.add(unknown.size() + " unknown: " + first(unknown));
        if (!wrong.isEmpty()) {
            throw new IOException(
                    "the weights in " + source + " do not fit " + target.source + "; "
                            + String.join("; ", wrong));
        }
        try (var _ = new NoGradGuard()) {
            target.tensors.forEach((name, tensor) -> tensor.copy_(tensors.getOrDefault(name, tensor)));
        }
    }

    private static String first(List<String> all) {
        String some = String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())));
        return all.size() > MOST_NAMED ? some + " and " + (all.size() - MOST_NAMED) + " more" : some;
    }
}
