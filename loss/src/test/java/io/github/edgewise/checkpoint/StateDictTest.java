package io.github.edgewise.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Npy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class StateDictTest {
    @TempDir
    private Path folder = Path.of("");

    /// The network of golden/statedict/README.md.
    static final class Net extends Module {
        /// The engine frees a registered normalisation with its Java object, so these are kept.
        final Conv2dImpl conv = conv(1, 2, 3);
        final BatchNorm2dImpl norm = new BatchNorm2dImpl(new BatchNormOptions(2));
        final Conv2dImpl head = conv(2, 2, 1);

        Net() {
            register_module("conv", conv);
            register_module("norm", norm);
            register_module("head", head);
        }

        private static Conv2dImpl conv(int in, int out, int size) {
            return new Conv2dImpl(new Conv2dOptions(in, out, new LongPointer(size, size)));
        }
    }

    private Path golden(String name) throws IOException {
        return Files.write(folder.resolve(name), Npy.bytes("statedict/" + name));
    }

    private static void assertGolden(Map<String, Tensor> tensors, boolean buffers) {
        JsonNode expected = new ObjectMapper().readTree(Npy.bytes("statedict/ordered.json"));
        assertThat(tensors).hasSize(buffers ? 9 : 6);
        tensors.forEach((name, tensor) -> {
            float[] values = Tensors.floats(tensor);
            assertThat(values).as(name).hasSameSizeAs(new float[expected.get(name).size()]);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isEqualTo((float) expected.get(name).get(i).doubleValue());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordered.pt", "nested.pt", "ordered.safetensors"})
    void weights_that_python_saved_fit_a_network_of_the_same_names(String name) throws IOException {
        var net = new Net();
        StateDict.read(golden(name)).load(net);
        assertGolden(StateDict.of(net).tensors(), true);
    }

    @Test
    void a_dictionary_of_parameters_alone_lacks_the_buffers() throws IOException {
        StateDict plain = StateDict.read(golden("plain.pt"));
        assertGolden(plain.tensors(), false);
        assertThatThrownBy(() -> plain.load(new Net())).isInstanceOf(IOException.class).hasMessageContaining(
                "3 missing: norm.running_mean, norm.running_var, norm.num_batches_tracked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"types.pt", "types.safetensors"})
    void every_type_is_read_and_written_again(String name) throws IOException {
        StateDict types = StateDict.read(golden(name));
        assertThat(types.tensors()).hasSize(12);
        assertThat(Tensors.floats(tensor(types, "turned"))).containsExactly(0, 3, 1, 4, 2, 5);
        for (String half : List.of("float64", "float32", "float16", "bfloat16")) {
            assertThat(Tensors.floats(tensor(types, half))).as(half).containsExactly(1.5f, -0f, Float.NaN,
                    Float.POSITIVE_INFINITY);
        }
        for (String ending : List.of("own.pt", "own.PTH", "own.bin", "own.safetensors")) {
            Path own = folder.resolve(ending);
            types.write(own);
            StateDict read = StateDict.read(own);
            assertThat(read.tensors().keySet()).isEqualTo(types.tensors().keySet());
            types.tensors().forEach((key, tensor) -> {
                Tensor other = tensor(read, key);
                assertThat(other.scalar_type().intern()).as(key).isEqualTo(tensor.scalar_type().intern());
                assertThat(TensorMemory.shape(other)).as(key).isEqualTo(TensorMemory.shape(tensor));
                assertThat(Tensors.floats(other)).as(key).isEqualTo(Tensors.floats(tensor));
            });
        }
        assertThatThrownBy(() -> types.write(folder.resolve("w.onnx")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights can be written to .safetensors, .pt, .pth or .bin, but not to w.onnx");
    }

    private static Tensor tensor(StateDict dict, String name) {
        return Optional.ofNullable(dict.tensors().get(name)).orElseThrow();
    }

    @Test
    void no_code_is_run_and_what_asks_for_it_is_named() throws IOException {
        Path module = golden("module.pt");
        assertThatThrownBy(() -> StateDict.read(module)).isInstanceOf(IOException.class)
                .hasMessage(module + " does not contain weights as torch.save writes them: it needs "
                        + "torch.nn.modules.container.Sequential of Python, but only dictionaries of tensors "
                        + "are read and no code is run; save model.state_dict()");
        Path evil = folder.resolve("evil.pt");
        rewrite(golden("ordered.pt"), evil, "cos\nsystem\nX\4\0\0\0true\u0085R.".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> StateDict.read(evil)).hasMessageContaining("it needs os.system of Python");
        Files.write(evil, Npy.bytes("torchscript/scripted.pt"));
        assertThatThrownBy(() -> StateDict.read(evil)).isInstanceOf(IOException.class)
                .hasMessageContaining("it contains TorchScript");
        Files.write(evil, new byte[]{(byte) 0x80, 2, (byte) 0x8a, 10});
        assertThatThrownBy(() -> StateDict.read(evil)).hasMessageContaining("PyTorch before 1.6");
        assertThatThrownBy(() -> StateDict.read(folder.resolve("none.pt")))
                .isInstanceOf(NoSuchFileException.class);
    }

    /// The same zip file with another pickle.
    private static void rewrite(Path from, Path to, byte[] pickle) throws IOException {
        try (var in = new ZipFile(from.toFile()); var out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setMethod(ZipOutputStream.STORED);
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] bytes = entry.getName().endsWith("data.pkl")
                        ? pickle
                        : in.getInputStream(entry).readAllBytes();
                var crc = new CRC32();
                crc.update(bytes);
                var copy = new ZipEntry(entry.getName());
                copy.setSize(bytes.length);
                copy.setCrc(crc.getValue());
                out.putNextEntry(copy);
                out.write(bytes);
            }
        }
    }

    @Test
    void a_line_break_in_the_name_of_an_entry_does_not_break_the_message() throws IOException {
        byte[] whole = Files.readAllBytes(golden("ordered.pt"));
        for (int i = 0; i + 7 < whole.length; i++) {
            if (new String(whole, i, 7, StandardCharsets.US_ASCII).equals("ordered")) whole[i + 4] = '\n';
        }
        int sum = whole.length - 1; // and a number that is damaged
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == '(' && i > 64) {
                sum = i;
                break;
            }
        }
        whole[sum] ^= 1;
        Path file = Files.write(folder.resolve("broken.pt"), whole);
        assertThatThrownBy(() -> StateDict.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("orde?ed/data.pkl is damaged").message().doesNotContain("\n");
    }

    @Test
    void nothing_but_an_io_exception_comes_of_damaged_files() throws IOException {
        RandomGenerator random = new SplittableRandom(5);
        Path good = golden("ordered.pt");
        byte[] whole = Files.readAllBytes(good);
        byte[] pickle;
        try (var zip = new ZipFile(good.toFile())) {
            pickle = zip.getInputStream(zip.getEntry("ordered/data.pkl")).readAllBytes();
        }
        Path file = folder.resolve("damaged.pt");
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            if (i % 2 == 0) {
                rewrite(good, file, damaged(pickle, random));
            } else {
                Files.write(file, damaged(whole, random));
            }
            try (var _ = new PointerScope()) {
                StateDict.read(file);
                read++;
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("damaged.pt").doesNotContain("\n");
            }
        }
        assertThat(read).as("read none the less").isBetween(10, 3000);
    }

    private static byte[] damaged(byte[] whole, RandomGenerator random) {
        byte[] damaged = whole.clone();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            damaged[random.nextInt(whole.length)] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : whole[random.nextInt(whole.length)];
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(damaged, random.nextInt(whole.length)) : damaged;
    }

    @Test
    void a_dictionary_that_holds_itself_and_a_tensor_of_more_than_its_numbers_are_refused()
            throws IOException {
        Path good = golden("ordered.pt");
        Path file = folder.resolve("odd.pt");
        // {"model": itself}
        rewrite(good, file, "\u0080\2}q\0X\5\0\0\0modelh\0s.".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> StateDict.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("its dictionary has no tensors");
        // two values of storage 0 seen as 2^30 values, all of them the first
        String tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
                + "X\1\0\0\0" + "0X\3\0\0\0cpuK\u0012tQK\0(J\0\0\0@t(K\0t\u0089)tR";
        rewrite(good, file, ("\u0080\2}X\1\0\0\0w" + tensor + "s.").getBytes(ISO_8859_1));
        assertThatThrownBy(() -> StateDict.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("w is not inside of its storage");
    }

    @Test
    void numbers_begin_where_pytorch_lets_them_begin() throws IOException {
        Path file = folder.resolve("w.pt");
        new StateDict("x", Map.of("w", Tensors.of(new float[]{1234.5f, 6789.25f}, 2))).write(file);
        String text = new String(Files.readAllBytes(file), ISO_8859_1);
        String bytes = new String(new byte[]{0, 0x50, (byte) 0x9a, 0x44}, ISO_8859_1);
        assertThat(text.indexOf(bytes)).isPositive().matches(at -> at % 64 == 0, "at a multiple of 64");
    }

    /// Loads what Java wrote, strictly and without code, and prints how far it is from what Python saved.
    private static final String CHECK = """
            import collections, torch
            from torch import nn
            parts = dict(conv=nn.Conv2d(1, 2, 3), norm=nn.BatchNorm2d(2), head=nn.Conv2d(2, 2, 1))
            net = nn.Sequential(collections.OrderedDict(parts))
            net.load_state_dict(torch.load("java.pt", weights_only=True))
            net.load_state_dict(torch.load("java.pt"))
            golden = torch.load("ordered.pt")
            print(all(bool((v == golden[k]).all()) and v.dtype == golden[k].dtype for k, v in net.state_dict().items()))
            types, own = torch.load("types.pt"), torch.load("own.pt", weights_only=True)
            print(all(own[k].dtype == v.dtype and own[k].shape == v.shape and own[k].numpy().tobytes() == v.contiguous().numpy().tobytes()
                      for k, v in types.items() if v.dtype != torch.bfloat16), len(own))
            try:
                from safetensors.torch import load_file
                net.load_state_dict(load_file("java.safetensors"))
                print(all(bool((v == golden[k]).all()) for k, v in net.state_dict().items()))
            except ImportError:
                print("not a safetensors")
            """;

    @Test
    void python_reads_what_java_writes() throws Exception {
        Optional<String> python = python();
        assumeTrue(python.isPresent(), "no python3 with torch on this machine");
        var net = new Net();
        StateDict.read(golden("ordered.pt")).load(net);
        StateDict.of(net).write(folder.resolve("java.pt"));
        StateDict.of(net).write(folder.resolve("java.safetensors"));
        StateDict.read(golden("types.pt")).write(folder.resolve("own.pt"));
        boolean ran = run(python.orElseThrow(), CHECK);
        List<String> lines = Files.readAllLines(folder.resolve("printed"));
        assertThat(ran).as(String.join("\n", lines)).isTrue();
        assertThat(lines).startsWith("True", "True 12").last().isIn("True", "not a safetensors");
    }

    private Optional<String> python() throws Exception {
        for (String name : List.of("python3", "/usr/bin/python3")) {
            if (run(name, "import torch")) return Optional.of(name);
        }
        return Optional.empty();
    }

    /// Whether a script ran to its end; what it printed is in the file `printed`.
    private boolean run(String python, String script) throws Exception {
        try {
            Process process = new ProcessBuilder(python, "-c", script).directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("printed").toFile()).start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    @Test
    void numbers_of_another_type_are_converted_and_tied_weights_kept() throws IOException {
        var net = new Net();
        var halves = new LinkedHashMap<String, Tensor>();
        try (var _ = new NoGradGuard()) {
            StateDict.of(net).tensors().forEach((name, tensor) -> halves.put(name, name.endsWith("tracked")
                    ? tensor
                    : tensor.to(ScalarType.Half)));
        }
        var other = new Net();
        new StateDict("halves", halves).load(other);
        Tensor weight = tensor(StateDict.of(other), "conv.weight");
        assertThat(weight.scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(Tensors.floats(weight))
                .isEqualTo(Tensors.floats(tensor(new StateDict("", halves), "conv.weight")));
        Path file = folder.resolve("tied.pt");
        new StateDict("x", Map.of("a", weight, "b", weight)).write(file);
        assertThat(Tensors.floats(tensor(StateDict.read(file), "b"))).isEqualTo(Tensors.floats(weight));
    }
}
