package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void u_nets_give_a_logit_per_class_and_voxel() {
        assertShape(new UNet(4, 2), 2, 3, 4, 8, 12);
        assertShape(new UNet(4, 3), 3, 1, 3, 8, 16, 8);
    }

    @Test
    void e_net_gives_a_logit_per_class_and_pixel() { assertShape(new ENet(), 2, 1, 2, 32, 48); }

    private static void assertShape(Network network, int axes, int channels, int classes, long... size) {
        Engine.start(1, 3);
        Model model = network.build(axes, channels, classes);
        try (var _ = new PointerScope()) {
            long[] shape = new long[axes + 2];
            shape[0] = 2;
            shape[1] = channels;
            System.arraycopy(size, 0, shape, 2, axes);
            float[] image = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < image.length; i++) {
                image[i] = i % 7;
            }
            Tensor logits = model.forward(Tensors.of(image, shape));
            shape[1] = classes;
            for (int a = 0; a < shape.length; a++) {
                assertThat(logits.size(a)).isEqualTo(shape[a]);
            }
            logits.sum().backward();
            for (long i = 0; i < model.parameters().size(); i++) {
                assertThat(model.parameters().get(i).grad().defined()).as("weight %d is used", i).isTrue();
            }
        }
    }

    @Test
    void supervised_stages_have_logits_of_half_the_size_each_and_the_output_is_the_first() {
        Engine.start(1, 3);
        Model model = new UNet(4, 3, 3).build(2, 1, 5);
        try (var _ = new PointerScope()) {
            Tensor image = Tensors.of(new float[16 * 24], 1, 1, 16, 24).normal_();
            List<Tensor> stages = model.stages(image);
            assertThat(stages).hasSize(3);
            for (int s = 0; s < 3; s++) {
                assertThat(stages.get(s).sizes().vec().get()).containsExactly(1, 5, 16 >> s, 24 >> s);
            }
            assertThat(Tensors.floats(model.forward(image))).isEqualTo(Tensors.floats(stages.getFirst()));
            assertThat(new ENet().build(2, 1, 2).stages(Tensors.of(new float[32 * 32], 1, 1, 32, 32)))
                    .hasSize(new ENet().stages());
        }
        assertThat(model.weights() - new UNet(4, 3).build(2, 1, 5).weights()).as("two more heads")
                .isEqualTo(5 * (8 + 1) + 5 * (16 + 1));
        assertThatThrownBy(() -> new UNet(4, 3, 4)).hasMessageContaining("1 to 3 stages with logits, not 4");
    }

    @Test
    void the_number_of_weights_is_that_of_the_design() {
        // down 2,512 + 13,952 + 55,552 + 221,696 + 885,760, up 174,320, merging 588,480, head 34
        assertThat(new UNet(16, 4).build(2, 1, 2).weights()).isEqualTo(1_942_306);
        // the published 460,845 and 463,475 less two output layers and two rectifiers that it never uses
        assertThat(new ENet().build(2, 1, 2).weights())
                .isEqualTo(460_845 - 2 * (128 * 9 + 1) - 2 * (16 * 9 + 1) - 2);
        assertThat(new ENet().build(2, 1, 4).weights())
                .isEqualTo(463_475 - 4 * (128 * 9 + 1) - 4 * (16 * 9 + 1) - 2);
    }

    @Test
    void the_same_seed_gives_the_same_first_weights() {
        Engine.start(1, 8);
        float[] one = Tensors.floats(new UNet(4, 2).build(2, 1, 2).parameters().get(0));
        Engine.start(1, 8);
        assertThat(Tensors.floats(new UNet(4, 2).build(2, 1, 2).parameters().get(0))).isEqualTo(one);
    }

    @Test
    void a_design_that_does_not_fit_is_refused() {
        assertThatThrownBy(() -> new ENet().build(3, 1, 2))
                .hasMessage("ENet is a 2-D network, but the images have 3 axes");
        assertThatThrownBy(() -> new UNet(0, 2)).hasMessageContaining("width of at least 1");
        assertThatThrownBy(() -> NetworkSpec.parse("unett")).hasMessageContaining("did you mean uNet?");
        assertThat(NetworkSpec.parse("uNet:width=8,depth=2")).isEqualTo(new UNet(8, 2));
        assertThat(NetworkSpec.text(new UNet(8, 3))).isEqualTo("uNet:width=8");
    }
}
