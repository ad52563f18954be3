package io.github.edgewise.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ArchiveWriter;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.StringTensorDict;

/// Weights on disk: a network, the state of its optimiser and the number of the epoch in one file.
///
/// The file is written beside its target and moved into place, so it is always whole. Weights that are loaded
/// again are bit for bit what was saved.
public final class Weights {
    private Weights() {}

    /// Writes a checkpoint.
    ///
    /// @param epoch any number the reader wants back
    public static void save(Path file, Module network, Optimizer optimizer, long epoch) throws IOException {
        WholeFile.write(file, beside -> Files.write(beside, bytes(network, optimizer, epoch)));
    }

    /// The checkpoint in memory: where the engine itself meets a full disk, it ends the process.
    private static byte[] bytes(Module network, Optimizer optimizer, long epoch) {
        var bytes = new ByteArrayOutputStream();
        try (var _ = new PointerScope(); var writer = new ArchiveWriter() {
            @Override
            public long call(Pointer from, long size) {
                byte[] some = new byte[Math.toIntExact(size)];
                new BytePointer(from).capacity(size).get(some);
                bytes.writeBytes(some);
                return size;
            }
        }) {
            var root = new OutputArchive();
            var weights = new OutputArchive(root.compilation_unit());
            var state = new OutputArchive(root.compilation_unit());
            network.save(weights);
            optimizer.save(state);
            root.write("model", weights);
            root.write("optimizer", state);
            root.write("epoch", new IValue(epoch));
            root.save_to(writer);
        }
        return bytes.toByteArray();
    }

    /// Reads the weights into a network of the same design, and returns the epoch.
    ///
    /// @throws IOException where the file is damaged or holds weights of other shapes
    public static long load(Path file, Module network) throws IOException {
        return read(file, network, archive -> {});
    }

    /// Reads weights and the optimiser's state, and returns the epoch.
    public static long load(Path file, Module network, Optimizer optimizer) throws IOException {
        return read(file, network, archive -> {
            var state = new InputArchive();
            archive.read("optimizer", state);
            optimizer.load(state);
        });
    }

    private interface More {
        void read(InputArchive archive);
    }

    private static long read(Path file, Module network, More more) throws IOException {
        try (var _ = new PointerScope()) {
            Map<String, String> wanted = shapes(network);
            var archive = new InputArchive();
            archive.load_from(file.toString());
            var weights = new InputArchive();
            archive.read("model", weights);
            network.load(weights);
            // the engine takes tensors of any shape without a word
            requireSame(file, wanted, shapes(network));
            more.read(archive);
            var epoch = new IValue();
            archive.read("epoch", epoch);
            return epoch.toInt();
        } catch (RuntimeException e) {
            throw new IOException(file + " holds no weights of this network: " + WholeFile.firstLine(e), e);
        }
    }

    private static void requireSame(Path file, Map<String, String> wanted, Map<String, String> found)
            throws IOException {
        for (var entry : wanted.entrySet()) {
            String other = found.get(entry.getKey());
            if (!entry.getValue().equals(other)) {
                throw new IOException(
                        "the weights in " + file + " do not fit this network: " + entry.getKey() + " is "
                                + other + " there and " + entry.getValue() + " here");
            }
        }
    }

    private static Map<String, String> shapes(Module network) {
        var shapes = new LinkedHashMap<String, String>();
        for (StringTensorDict dict : new StringTensorDict[]{network.named_parameters(),
            network.named_buffers()}) {
            for (long i = 0; i < dict.size(); i++) {
                var item = dict.items().get(i);
                long[] shape = new long[(int) item.value().dim()];
                Arrays.setAll(shape, a -> item.value().size(a));
                shapes.put(item.key().getString(), Arrays.toString(shape));
            }
        }
        return shapes;
    }
}
