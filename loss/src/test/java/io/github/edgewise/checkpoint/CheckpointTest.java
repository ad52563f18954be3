package io.github.edgewise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.optimiser.Adam;
import io.github.edgewise.optimiser.Sgd;
import io.github.edgewise.optimiser.UpdateRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
    @TempDir
    private Path folder = Path.of("");

    /// A linear layer and a normalisation, which has buffers.
    static final class Net extends Module {
        final LinearImpl layer;
        final BatchNorm1dImpl norm;

        Net(int in, int out) {
            layer = new LinearImpl(in, out);
            norm = new BatchNorm1dImpl(new BatchNormOptions(out));
            register_module("layer", layer);
            register_module("norm", norm);
        }
    }

    private static void step(Net net, UpdateRule rule) {
        try (var _ = new PointerScope()) {
            rule.zeroGrad();
            Tensor x = Tensors.of(new float[]{1, 2, 3, -1, 0.5f, 2}, 2, 3);
            net.norm.forward(net.layer.forward(x)).pow(x.select(1, 0).unsqueeze(1)).sum().backward();
            rule.step();
        }
    }

    /// Every number of a network, buffers included, as bits.
    private static Map<String, List<Integer>> bits(StateDict dict) {
        var bits = new LinkedHashMap<String, List<Integer>>();
        dict.tensors().forEach((name, tensor) -> {
            var all = new ArrayList<Integer>();
            for (float value : Tensors.floats(tensor)) {
                all.add(Float.floatToRawIntBits(value));
            }
            bits.put(name, all);
        });
        return bits;
    }

    private static Stream<Function<Module, UpdateRule>> rules() {
        return Stream.of(net -> Adam.decoupled(net, 0.1, 0.01), net -> Adam.coupled(net, 0.1, 0.01),
                net -> new Sgd(net, 0.1, 0.9, true, 0.01));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_resumed_optimiser_goes_on_bit_for_bit(Function<Module, UpdateRule> rules) throws IOException {
        Engine.start(1, 5);
        var net = new Net(3, 2);
        UpdateRule rule = rules.apply(net);
        step(net, rule);
        step(net, rule);
        Path file = folder.resolve("w.safetensors");
        Checkpoint.of(net).with(Checkpoint.OPTIMISER, rule.state()).about("epoch", 7).save(file);
        step(net, rule);
        var other = new Net(3, 2);
        UpdateRule otherRule = rules.apply(other);
        try (var _ = new PointerScope()) {
            Checkpoint read = Checkpoint.read(file);
            read.network().load(other);
            otherRule.load(read.group(Checkpoint.OPTIMISER));
            assertThat(read.number("epoch")).isEqualTo(7);
            assertThat(bits(StateDict.of(other))).isNotEqualTo(bits(StateDict.of(net)));
        }
        step(other, otherRule);
        assertThat(bits(StateDict.of(other))).isEqualTo(bits(StateDict.of(net)));
        assertThat(bits(otherRule.state())).isEqualTo(bits(rule.state()));
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("w.safetensors");
        }
    }

    @Test
    void values_that_are_no_numbers_and_a_second_group_are_kept() throws IOException {
        var net = new Net(3, 2);
        try (var _ = new NoGradGuard()) {
            net.layer.weight().copy_(Tensors.of(new float[]{Float.NaN, Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, Float.intBitsToFloat(0x7fa00001)}, 2, 3));
        }
        StateDict average = StateDict.of(net).copy();
        Path file = folder.resolve("w.safetensors");
        Checkpoint.of(net).with(Checkpoint.AVERAGE, average).about("note", "ä \"\n").save(file);
        Checkpoint read = Checkpoint.read(file);
        assertThat(bits(read.network())).isEqualTo(bits(StateDict.of(net)));
        assertThat(bits(read.group(Checkpoint.AVERAGE))).isEqualTo(bits(average));
        assertThat(read.about()).containsEntry("note", "ä \"\n");
        assertThat(StateDict.read(file).tensors()).containsOnlyKeys(StateDict.of(net).tensors().keySet());
        assertThatThrownBy(() -> read.group(Checkpoint.OPTIMISER)).isInstanceOf(IOException.class)
                .hasMessage(file + " has no optimiser");
        assertThatThrownBy(() -> read.number("note")).isInstanceOf(IOException.class)
                .hasMessage(file + " has no number \"note\"");
    }

    @Test
    void weights_of_other_shapes_are_refused_and_none_is_changed() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Checkpoint.of(new Net(3, 2)).save(file);
        var wider = new Net(3, 4);
        Map<String, List<Integer>> before = bits(StateDict.of(wider));
        assertThatThrownBy(() -> Checkpoint.read(file).network().load(wider))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the weights in " + file + " do not fit the network; "
                        + "layer.weight has shape [2, 3] instead of [4, 3], layer.bias has shape [2] instead of")
                .hasMessageEndingWith("and 3 more");
        assertThatThrownBy(() -> Checkpoint.read(file).network().load(new LinearImpl(3, 2)))
                .hasMessageContaining(
                        "2 missing: weight, bias; 7 unknown: norm.num_batches_tracked, layer.weight, ");
        assertThat(bits(StateDict.of(wider))).isEqualTo(before);
    }

    @Test
    void every_changed_byte_is_noticed() throws IOException {
        Path file = folder.resolve("w.safetensors");
        var net = new LinearImpl(1, 1);
        UpdateRule rule = new Sgd(net, 0.1, 0.9, true, 0);
        Checkpoint.of(net).with(Checkpoint.OPTIMISER, rule.state()).about("epoch", 3).save(file);
        byte[] whole = Files.readAllBytes(file);
        int same = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            try (var _ = new PointerScope()) {
                Checkpoint.read(file);
                same++;
            } catch (IOException e) {
                assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\n");
            }
        }
        assertThat(same).as("changes without a meaning, as of the last blanks").isLessThan(8);
        Files.write(file, whole);
        assertThat(Checkpoint.read(file).number("epoch")).isEqualTo(3);
    }

    @Test
    void what_is_no_checkpoint_is_named_in_one_line() throws IOException {
        Path file = Files.writeString(folder.resolve("w.safetensors"), "no weights");
        assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("w.safetensors is damaged or not a safetensors file")
                .hasMessageNotContaining("\n");
        new SafeTensors(Map.of(), Map.of()).write(file);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .hasMessageContaining("w.safetensors is not a checkpoint of this program");
        assertThatThrownBy(() -> Checkpoint.read(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        new SafeTensors(Map.of(), Map.of("edgewise.version", "2")).write(file);
        assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("has version 2 of the layout");
    }

    /// Tries to write weights where there is no room; prints the messages.
    public static void main(String[] arguments) {
        for (String name : List.of("w.safetensors", "w.pt")) {
            try {
                StateDict.of(new Net(300, 200)).write(Path.of(arguments[0]).resolve(name));
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void a_disk_without_room_leaves_the_older_file_as_it_was() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Engine.start(1, 1); // the native libraries are unpacked before files are limited to 64 KiB
        for (String name : List.of("w.safetensors", "w.pt")) {
            Files.writeString(folder.resolve(name), "older");
        }
        Process process = new ProcessBuilder("/bin/bash", "-c", "ulimit -f 64; exec \"$@\"", "limited",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), CheckpointTest.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        for (String name : List.of("w.safetensors", "w.pt")) {
            assertThat(said).contains("cannot write " + folder.resolve(name) + ": ");
            assertThat(folder.resolve(name)).hasContent("older");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void a_checkpoint_that_was_read_can_be_saved_again() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Path copy = folder.resolve("copy.safetensors");
        Checkpoint.of(new Net(3, 2)).about("epoch", 7).save(file);
        Checkpoint.read(file).save(copy);
        assertThat(Checkpoint.read(copy).number("epoch")).isEqualTo(7);
        assertThat(copy).hasSameBinaryContentAs(file);
    }

    @Test
    void a_group_that_collides_with_a_weight_is_refused() {
        var net = new Net(3, 2);
        StateDict dict = StateDict.of(net);
        var slashed = new StateDict("x", Map.of("a/b", net.layer.bias()));
        var checkpoint = new Checkpoint(slashed,
                Map.of("a", new StateDict("y", Map.of("b", net.layer.bias()))),
                Map.of());
        assertThatThrownBy(() -> checkpoint.save(folder.resolve("w.safetensors")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a/b");
        assertThatThrownBy(() -> Checkpoint.of(net).with("a/b", dict))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
