package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.volume.Size;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Spacing CORD = new Spacing(7.5, 0.5, 0.5);
    private static final Plan SMALL = Plans.of(Shape.of(32, 32), 1, 2);

    static Stream<Arguments> designs() {
        var flat = Plans.of(Shape.of(32, 24), 3, 4);
        var cubes = Plans.of(Shape.of(16, 8, 24), 1, 3);
        var slices = Plans.of(Shape.of(8, 32, 16), CORD, 2, 2);
        return Stream.of(Arguments.of(new ENet(), flat), Arguments.of(new ReferenceUNet(3), flat),
                Arguments.of(new UNet(5, 0), flat),
                Arguments.of(new UNet(5, 1), cubes), Arguments.of(new UNet(3, 0, 2), slices),
                Arguments.of(new UNet(5, 0, 1, false, UNet.Down.POOLED), flat),
                Arguments.of(new UNet(5, 0, 2, false, UNet.Down.POOLED), slices),
                Arguments.of(new UNet(5, 0, 3, true, UNet.Down.STRIDED), flat),
                Arguments.of(new UNet(5, 0, 2, true, UNet.Down.STRIDED), cubes.batch(2)),
                Arguments.of(new UNet(3, 2, 2, true, UNet.Down.STRIDED), slices),
                Arguments.of(new UNet(3, 0, 1, true, UNet.Down.POOLED), slices),
                Arguments.of(new UNet(5, 0), Plans.of(Shape.of(7, 7), 1, 2)));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void every_stage_has_the_planned_shape_and_every_weight_gets_a_gradient(Network network, Plan plan) {
        Engine.start(1, 3);
        Model model = network.build(plan);
        try (var _ = new PointerScope()) {
            try (var _ = new NoGradGuard()) { // a scale that begins at 0 hides the weights before it
                for (long i = 0; i < model.parameters().size(); i++) {
                    model.parameters().get(i).add_(torch.randn_like(model.parameters().get(i)),
                            new Scalar(0.1));
                }
            }
            Shape patch = plan.patch();
            Tensor images = Tensors.of(new float[2 * plan.channels() * patch.voxels()],
                    shape(plan.channels(), patch)).normal_();
            List<Tensor> stages = model.stages(images);
            List<Size> sizes = network.stages(plan);
            assertThat(stages).hasSameSizeAs(sizes).hasSize(network.stages());
            for (int s = 0; s < stages.size(); s++) {
                assertThat(stages.get(s).sizes().vec().get())
                        .containsExactly(shape(plan.classes(), sizes.get(s).coarse(patch)));
            }
            assertThat(model.stride().divides(patch)).isTrue();
            model.eval();
            assertThat(Tensors.floats(model.forward(images)))
                    .isEqualTo(Tensors.floats(model.stages(images).getFirst()));
            stages.stream().map(z -> z.square().sum()).reduce(Tensor::add).orElseThrow().backward();
            for (long i = 0; i < model.parameters().size(); i++) {
                Tensor gradient = model.parameters().get(i).grad();
                assertThat(gradient.defined() && gradient.abs().sum().item_double() > 0)
                        .as(model.named_parameters().items().get(i).key().getString()).isTrue();
            }
        }
    }

    /// Of two images.
    private static long[] shape(int channels, Shape s) {
        return s.axes() == 2
                ? new long[]{2, channels, s.height(), s.width()}
                : new long[]{2, channels, s.depth(), s.height(), s.width()};
    }

    @Test
    void the_number_of_weights_is_that_of_the_design() {
        // down 2,512 + 13,952 + 55,552 + 221,696 + 885,760, up 174,320, merging 588,480, head 34
        Plan plan = Plans.of(Shape.of(128, 128), 1, 2);
        assertThat(new UNet(16, 4).build(plan).weights()).isEqualTo(1_942_306);
        assertThat(new UNet(16, 4, 1, false, UNet.Down.POOLED).build(plan).weights()).isEqualTo(1_942_306);
        assertThat(new UNet(16, 4, 3).build(plan).weights()).as("two more heads")
                .isEqualTo(1_942_306 + 2 * (32 + 1) + 2 * (64 + 1));
        // stem 9*4 + 8; level 0 one block 2*(9*16 + 8); level 1 three of 8 channels, the first from 4: 9*32 + 16
        // + 5 * (9*64 + 16), its projection 32 + 16; up 4*32 + 4; merging 9*8*4 + 8; head 2*4 + 2
        assertThat(new UNet(4, 1, 1, true, UNet.Down.STRIDED).build(plan).weights())
                .isEqualTo(44 + 304 + 304 + 2960 + 48 + 132 + 296 + 10);
        // the published 460,845 and 463,475 less two output layers and two rectifiers that it never uses
        assertThat(new ENet().build(plan).weights())
                .isEqualTo(460_845 - 2 * (128 * 9 + 1) - 2 * (16 * 9 + 1) - 2);
        assertThat(new ENet().build(Plans.of(Shape.of(32, 32), 1, 4)).weights())
                .isEqualTo(463_475 - 4 * (128 * 9 + 1) - 4 * (16 * 9 + 1) - 2);
    }

    @Test
    void the_published_u_net_has_as_many_weights_as_was_counted() {
        assertThat(new ReferenceUNet().build(Plans.of(Shape.of(32, 32), 1, 2)).weights())
                .isEqualTo(18_702_551);
        assertThat(Networks.parse("referenceUNet:width=8")).isEqualTo(new ReferenceUNet(8));
        assertThatThrownBy(() -> new ReferenceUNet(4).build(Plans.of(Shape.of(20, 24), 1, 2)))
                .hasMessageContaining("multiples of 8 pixels, not 20 x 24");
        assertThatThrownBy(() -> new ReferenceUNet(4).build(Plans.of(Shape.of(8, 8, 8), 1, 2)))
                .hasMessageContaining("2-D network");
        assertThatThrownBy(() -> new ReferenceUNet(0)).hasMessageContaining("width of at least 1");
    }

    @Test
    void thick_slices_have_flat_kernels_and_strides_until_voxels_are_nearly_cubes() {
        Model model = new UNet(4, 0).build(Plans.of(Shape.of(8, 64, 64), CORD, 1, 2));
        assertThat(sizes(model, "down0.conv1.weight")).containsExactly(4, 1, 1, 3, 3);
        assertThat(sizes(model, "down2.conv1.weight")).containsExactly(16, 8, 1, 3, 3);
        assertThat(sizes(model, "down3.conv2.weight")).containsExactly(32, 32, 3, 3, 3);
        assertThat(sizes(model, "up1.weight")).containsExactly(16, 8, 1, 2, 2);
        assertThat(sizes(model, "up3.weight")).containsExactly(64, 32, 2, 2, 2);
        assertThat(model.stride()).isEqualTo(new Size(2, 16, 16));
    }

    private static long[] sizes(Model model, String name) {
        return model.named_parameters().get(name).sizes().vec().get();
    }

    @Test
    void first_weights_are_hes_normal_and_a_fresh_residual_block_is_its_shortcut() {
        Engine.start(1, 3);
        Model model = new UNet(32, 2, 1, true, UNet.Down.STRIDED).build(SMALL);
        try (var _ = new PointerScope()) {
            Tensor w = model.named_parameters().get("down2_1.conv2.weight"); // 128 x 128 x 3 x 3
            assertThat(w.std(true).item_double() / Math.sqrt(2 / (1 + 1e-4) / (128 * 9))).isBetween(0.99,
                    1.01);
            assertThat(model.named_parameters().get("up0.bias").abs().max().item_double()).isZero();
            assertThat(model.named_parameters().get("down0_0.norm1.weight").min().item_double()).isOne();
            assertThat(model.named_parameters().get("down0_0.last.weight").abs().max().item_double())
                    .isZero();
        }
    }

    @Test
    void normalisation_is_that_of_each_channel_of_each_image() {
        try (var _ = new PointerScope()) {
            Tensor x = Tensors.of(new float[2 * 3 * 8 * 6 * 5], 2, 3, 8, 6, 5).normal_().mul(new Scalar(7))
                    .add(new Scalar(4));
            Tensor y = TorchLayer.of(new Layer.InstanceNorm("norm", 3)).apply().to(x);
            assertThat(y.sub(torch.instance_norm(x)).abs().max().item_double()).isLessThan(1e-5);
        }
    }

    @Test
    void the_same_seed_gives_the_same_first_weights() {
        Engine.start(1, 8);
        float[] one = Tensors.floats(new UNet(4, 2).build(SMALL).parameters().get(0));
        Engine.start(1, 8);
        assertThat(Tensors.floats(new UNet(4, 2).build(SMALL).parameters().get(0))).isEqualTo(one);
    }

    @Test
    void a_design_that_does_not_fit_is_refused() {
        Plan cubes = Plans.of(Shape.of(16, 16, 16), 1, 2);
        assertThatThrownBy(() -> new ENet().build(cubes))
                .hasMessageStartingWith("ENet is a 2-D network, but the images have 3 axes");
        assertThatThrownBy(() -> new ENet().build(Plans.of(Shape.of(20, 24), 1, 2)))
                .hasMessage(
                        "ENet needs a patch of multiples of 8 pixels, not 20 x 24; use a plan with such a patch (--plan) or "
                                + "uNet");
        assertThatThrownBy(() -> new UNet(8, 3).build(cubes))
                .hasMessageContaining("depth 3 is too deep").hasMessageContaining("16 x 16 x 16 voxels")
                .hasMessageContaining("coarser 2 times");
        assertThatThrownBy(() -> new UNet(8, 0, 3).build(cubes)).hasMessageContaining("has 2 decoder stages");
        assertThatThrownBy(() -> new UNet(4, 3, 4)).hasMessageContaining("1 to 3 stages with logits, not 4");
        assertThatThrownBy(() -> new UNet(0, 2)).hasMessageContaining("width of at least 1");
        assertThatThrownBy(() -> Networks.parse("unett")).hasMessageContaining("did you mean uNet?");
    }

    @Test
    void networks_are_read_from_text_and_written_as_text() {
        assertThat(Networks.parse("uNet:width=32,depth=4")).isEqualTo(new UNet(32, 4));
        assertThat(Networks.parse("uNet:residual=true,down=pooled"))
                .isEqualTo(new UNet(16, 0, 1, true, UNet.Down.POOLED));
        assertThat(Networks.text(new UNet(8, 0))).isEqualTo("uNet:width=8");
        var all = new UNet(8, 3, 2, true, UNet.Down.POOLED);
        assertThat(Networks.parse(Networks.text(all))).isEqualTo(all);
    }
}
