package io.github.edgewise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.junit.jupiter.api.Test;

class EngineTest {
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
                .hasMessage("shape [2, 3] needs 6 values, but got 5");
    }
}
