package io.github.edgewise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir
    Path folder;

    /// One linear layer.
    private static final class Net extends Module {
        final LinearImpl layer;

        Net(int in, int out) {
            layer = new LinearImpl(in, out);
            register_module("layer", layer);
        }
    }

    private static Optimizer step(Net net, Optimizer optimizer) {
        try (var _ = new PointerScope()) {
            optimizer.zero_grad();
            net.layer.forward(Tensors.of(new float[]{1, 2, 3}, 1, 3)).sum().backward();
            optimizer.step();
        }
        return optimizer;
    }

    @Test
    void a_resumed_optimiser_goes_on_bit_for_bit() throws IOException {
        Engine.start(1, 5);
        var net = new Net(3, 2);
        Optimizer adam = step(net, new Adam(net.parameters(), new AdamOptions(0.1)));
        Weights.save(folder.resolve("w.pt"), net, adam, 7);
        step(net, adam);
        var other = new Net(3, 2);
        var otherAdam = new Adam(other.parameters(), new AdamOptions(0.1));
        assertThat(Weights.load(folder.resolve("w.pt"), other, otherAdam)).isEqualTo(7);
        step(other, otherAdam);
        assertThat(Tensors.floats(other.layer.weight())).isEqualTo(Tensors.floats(net.layer.weight()));
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("w.pt");
        }
    }

    @Test
    void weights_of_other_shapes_are_refused() throws IOException {
        var net = new Net(3, 2);
        Weights.save(folder.resolve("w.pt"), net, new Adam(net.parameters(), new AdamOptions(0.1)), 1);
        assertThatThrownBy(() -> Weights.load(folder.resolve("w.pt"), new Net(3, 4)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layer.weight is [2, 3] there and [4, 3] here");
    }

    @Test
    void a_damaged_file_is_named_in_one_line() throws IOException {
        Files.writeString(folder.resolve("w.pt"), "no weights");
        assertThatThrownBy(() -> Weights.load(folder.resolve("w.pt"), new Net(3, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("w.pt holds no weights").hasMessageNotContaining("\n");
    }

    @Test
    void autocast_is_switched_off_again_whatever_happens() {
        assertThatThrownBy(() -> Autocast.bf16(true, () -> {
            throw new IllegalStateException("in the middle");
        })).hasMessage("in the middle");
        assertThat(torch.is_autocast_enabled(DeviceType.CPU)).isFalse();
    }

    @Test
    void a_shape_of_another_size_is_refused() {
        assertThatThrownBy(() -> Tensors.of(new float[5], 2, 3))
                .hasMessage("shape [2, 3] holds 6 values, but got 5");
    }
}
