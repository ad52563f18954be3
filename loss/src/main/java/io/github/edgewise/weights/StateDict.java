package io.github.edgewise.weights;

import java.io.IOException;
import java.io.InputStream;
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

/// Tensors by name, as Python's `model.state_dict()`: weights and buffers of a network under the names that
/// PyTorch gives them, such as `down0.conv1.weight`.
///
/// Files are exchanged with Python both ways: safetensors, which `safetensors.torch.load_file` reads, and
/// the zip files of `torch.save`, of which only tensors are read and no code is ever run.
///
/// @param source what messages call it: a file, say
/// @param tensors by name, in order; shared, not copied
public record StateDict(String source, Map<String, Tensor> tensors) {
    private static final int MOST_NAMED = 3;
    private static final String SAFETENSORS = ".safetensors";

    public StateDict {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /// Weights and buffers of a network, which it shares: they change when the network is trained.
    public static StateDict of(Module network) {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (StringTensorDict dict : List.of(network.named_parameters(), network.named_buffers())) {
            for (long i = 0; i < dict.size(); i++) {
                var item = dict.items().get(i);
                // a handle of its own: the dictionary's dies with it
                if (item.value().defined()) tensors.put(item.key().getString(), new Tensor(item.value()));
            }
        }
        return new StateDict("the network", tensors);
    }

    /// The same with tensors of its own.
    public StateDict copy() {
        var copies = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
        return new StateDict(source, copies);
    }

    /// Reads a file of safetensors or of `torch.save`, whichever it is. Of a checkpoint of this project it
    /// gives the network's weights; a checksum that a file has is compared.
    ///
    /// From `torch.save` come `model.state_dict()`, a plain dictionary of tensors, or one that holds such a
    /// dictionary as `state_dict`, `model_state_dict`, `model` or `network_weights`.
    ///
    /// @throws IOException naming the file and what is wrong with it
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

    /// Writes a file for Python: safetensors where its name ends so, and the format of `torch.save` for
    /// `.pt`, `.pth` and `.bin`.
    ///
    /// @throws IOException where that fails; an older file then stays as it was
    /// @throws IllegalArgumentException where the name has another ending
    public void write(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(SAFETENSORS)) {
            new Checkpoint(this, Map.of(), Map.of()).save(file);
        } else if (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".bin")) {
            TorchFile.write(file, tensors);
        } else {
            throw new IllegalArgumentException("weights are written to " + SAFETENSORS
                    + ", .pt, .pth or .bin, not to " + file.getFileName());
        }
    }

    /// Copies the tensors into a network of the same design.
    ///
    /// @throws IOException naming the first names and shapes that do not fit; the network is then unchanged
    public void load(Module network) throws IOException { copyInto(StateDict.of(network)); }

    /// Copies the tensors into others of the same names and shapes; numbers of another type are converted.
    ///
    /// @throws IOException naming the first names and shapes that do not fit; nothing is copied then
    public void copyInto(StateDict target) throws IOException {
        var missing = new ArrayList<String>();
        var other = new ArrayList<String>();
        target.tensors.forEach((name, tensor) -> {
            Tensor here = tensors.get(name);
            if (here == null) {
                missing.add(name);
            } else if (!TensorMemory.shape(here).equals(TensorMemory.shape(tensor))) {
                other.add(name + " is " + TensorMemory.shape(here) + " there and "
                        + TensorMemory.shape(tensor) + " here");
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
