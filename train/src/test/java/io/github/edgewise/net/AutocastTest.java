package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.CrossEntropyLoss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A network half trained on a phantom, its forward pass in bfloat16 and in float32.
class AutocastTest {
    private static final long[] SHAPE = {1, 1, 64, 64};
    private static final Phantom.Scan SCAN = new Phantom(Grid.of(Shape.of(64, 64)), 3, 0.05, 1).make(0);
    private static final float[] IMAGE = Normalisation.of(SCAN.image()).values();
    private static Model model;

    @BeforeAll
    static void train() {
        Engine.start(1, 1);
        // strided, a lone pixel lies at 1/2: bfloat16 flips it, and the distance to the thresholded class jumps
        model = new UNet(8, 2, 1, false, UNet.Down.POOLED).build(Plans.of(Shape.of(64, 64), 1, 3));
        var optimizer = new AdamW(model.parameters(), new AdamWOptions(2e-3));
        var loss = new GeneralizedDiceLoss().plus(1, new CrossEntropyLoss());
        for (int step = 0; step < 40; step++) {
            try (var _ = new PointerScope()) {
                optimizer.zero_grad();
                loss.value(Prediction.of(model.forward(Tensors.of(IMAGE, SHAPE))),
                        Target.of(List.of(SCAN.labels()))).backward();
                optimizer.step();
            }
        }
    }

    static Stream<String> names() { return Losses.names().stream(); }

    @ParameterizedTest
    @MethodSource("names")
    void bfloat16_hardly_changes_a_loss(String name) {
        try (var _ = new PointerScope()) {
            Target target = Target.of(List.of(SCAN.labels()));
            Tensor image = Tensors.of(IMAGE, SHAPE);
            Tensor exact = model.forward(image);
            Tensor coarse = Autocast.bf16(true, () -> model.forward(image));
            assertThat(coarse.sub(exact).abs().max().item_double()).as("it was in bfloat16")
                    .isGreaterThan(1e-4);
            double expected = Losses.parse(name).value(Prediction.of(exact), target).item_double();
            assertThat(Losses.parse(name).value(Prediction.of(coarse), target).item_double())
                    .isCloseTo(expected, within(share(name) * Math.abs(expected)));
        }
    }

    /// The active boundary loss is a mean over the voxels that lie on the predicted border, and bfloat16 adds
    /// or removes some: 5 % on a processor with AMX, below 1 % on others.
    private static double share(String name) { return name.equals("activeBoundary") ? 0.1 : 0.01; }
}
