package io.github.edgewise.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/// A network's weights in one file, together with what is needed to continue a training: text, and groups of
/// further tensors, such as the state of an optimiser or averaged weights.
///
/// The file is safetensors. Weights and buffers have their plain names, so a checkpoint without groups fits
/// `model.load_state_dict(safetensors.torch.load_file(file))` in Python. Tensors of a group are named
/// `GROUP/NAME`. The file's metadata contains the text, the version of the layout, the names of the groups,
/// and a SHA-256 of all this and of the tensors with their names, types and shapes. So a checkpoint is a
/// single file, and a damaged one is refused.
///
/// @param network its weights and buffers
/// @param groups further tensors by group
/// @param about text by key
public record Checkpoint(StateDict network, Map<String, StateDict> groups, Map<String, String> about) {
    /// The group for the state of an optimiser, as `UpdateRule#state` gives it.
    public static final String OPTIMISER = "optimiser";
    /// The group for a moving average of the weights.
    public static final String AVERAGE = "average";

    private static final String OWN = "edgewise.";
    private static final String VERSION = OWN + "version";
    private static final String GROUPS = OWN + "groups";
    private static final String SHA256 = OWN + "sha256";
    private static final String THIS_VERSION = "1";

    public Checkpoint {
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        about = Collections.unmodifiableMap(new TreeMap<>(about));
    }

    /// A checkpoint of a network's weights only. The tensors are shared, so save it before the network is
    /// trained further.
    public static Checkpoint of(Module network) {
        return new Checkpoint(StateDict.of(network), Map.of(), Map.of());
    }

    /// The same checkpoint with one more group of tensors.
    public Checkpoint with(String group, StateDict tensors) {
        if (!group.matches("\\w+")) {
            throw new IllegalArgumentException(
                    "the name of a group must be letters and digits, but is " + group);
        }
        var more = new TreeMap<>(groups);
        more.put(group, tensors);
        return new Checkpoint(network, more, about);
    }

    /// The same checkpoint with one more text.
    public Checkpoint about(String key, Object value) {
        var more = new TreeMap<>(about);
        more.put(key, String.valueOf(value));
        return new Checkpoint(network, groups, more);
    }

    /// The tensors of a group.
    ///
    /// @throws IOException where the checkpoint does not have this group
    public StateDict group(String name) throws IOException {
        return Optional.ofNullable(groups.get(name))
                .orElseThrow(() -> new IOException(network.source() + " has no " + name));
    }

    /// The whole number that was saved under a key.
    ///
    /// @throws IOException where there is none
    public long number(String key) throws IOException {
        try {
            return Long.parseLong(about.getOrDefault(key, ""));
        } catch (NumberFormatException e) {
            throw new IOException(network.source() + " has no number \"" + key + "\"", e);
        }
    }

    /// Writes the file. It is either complete or absent.
    ///
    /// @throws IOException where writing fails, for example on a full disk; an older file then stays
    ///     unchanged
    public void save(Path file) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>(network.tensors());
        for (var group : groups.entrySet()) {
            group.getValue().tensors().forEach((name, tensor) -> {
                if (tensors.put(group.getKey() + "/" + name, tensor) != null) {
                    throw new IllegalArgumentException("a weight has the name " + group.getKey() + "/" + name
                            + ", which is that of a tensor in a group");
                }
            });
        }
        var text = new TreeMap<>(about);
        text.remove(SHA256); // of the file that these tensors were read from
        text.put("format", "pt"); // Python's writers mark tensors in PyTorch's memory layout like this
        text.put(VERSION, THIS_VERSION);
        text.put(GROUPS, String.join(",", groups.keySet()));
        text.put(SHA256, Checksum.of(tensors, text));
        new SafeTensors(tensors, text).write(file);
    }

    /// Reads a file that [#save] wrote. The tensors belong to the scope in which this is called; without a
    /// scope, they live until they are collected.
    ///
    /// @throws IOException where the file is damaged or not a checkpoint; the message names the file
    public static Checkpoint read(Path file) throws IOException {
        Checkpoint checkpoint = readAny(file);
        if (!checkpoint.about.containsKey(SHA256)) {
            throw new IOException(file + " is not a checkpoint of this program: it has no checksum");
        }
        return checkpoint;
    }

    /// Reads any safetensors file. If it has a checksum, the checksum is compared.
    static Checkpoint readAny(Path file) throws IOException {
        SafeTensors read = SafeTensors.read(file);
        var text = new TreeMap<>(read.metadata());
        String sha256 = text.remove(SHA256);
        if (sha256 != null && !sha256.equals(Checksum.of(read.tensors(), text))) {
            throw new IOException(file + " is damaged: its checksum does not match");
        }
        String version = text.getOrDefault(VERSION, THIS_VERSION);
        if (!version.equals(THIS_VERSION)) {
            throw new IOException(
                    file + " has version " + version + " of the layout, but this program reads only "
                            + "version " + THIS_VERSION);
        }
        List<String> names = List.of(text.getOrDefault(GROUPS, "").split(",", -1));
        var network = new LinkedHashMap<String, Tensor>();
        var groups = new TreeMap<String, Map<String, Tensor>>();
        names.stream().filter(n -> !n.isEmpty()).forEach(n -> groups.put(n, new LinkedHashMap<>()));
        read.tensors().forEach((name, tensor) -> {
            int slash = name.indexOf('/');
            Map<String, Tensor> group = slash < 0 ? null : groups.get(name.substring(0, slash));
            if (group == null) {
                network.put(name, tensor);
            } else {
                group.put(name.substring(slash + 1), tensor);
            }
        });
        var dicts = new TreeMap<String, StateDict>();
        groups.forEach((name, tensors) -> dicts.put(name, new StateDict(file.toString(), tensors)));
        return new Checkpoint(new StateDict(file.toString(), network), dicts, read.metadata());
    }
}
