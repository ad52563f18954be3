package io.github.edgewise.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SimpleCompositeLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A small network of DJL, trained with both losses.
class TrainingTest {
    private static final int SIZE = 24;

    private static SequentialBlock network() {
        return new SequentialBlock().add(convolution(8, 3)).add(Activation::relu).add(convolution(8, 3))
                .add(Activation::relu).add(convolution(2, 1));
    }

    private static Conv2d convolution(int filters, int kernel) {
        return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(kernel / 2, kernel / 2)).build();
    }

    @Test
    void a_few_steps_lower_the_loss_and_find_the_discs() {
        try (Model model = Model.newInstance("discs");
                NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(1);
            model.setBlock(network());
            float[] pixels = new float[4 * SIZE * SIZE];
            var truth = new ArrayList<LabelMap>();
            for (int image = 0; image < 4; image++) {
                byte[] labels = new byte[SIZE * SIZE];
                for (int i = 0; i < labels.length; i++) {
                    double distance = Math.hypot(i % SIZE - 8 - image, i / SIZE - 14 + image);
                    labels[i] = (byte) (distance < 4 + image ? 1 : 0);
                    pixels[image * labels.length + i] = labels[i]
                            + 0.3f * (float) Math.sin(i * i * 0.7 + image);
                }
                truth.add(new LabelMap(Grid.of(io.github.edgewise.volume.Shape.of(SIZE, SIZE)), 2, labels));
            }
            NDList labels = new SegmentationLabels(2).of(manager, truth);
            var images = new NDList(manager.create(pixels, new Shape(4, 1, SIZE, SIZE)));
            Loss loss = new SimpleCompositeLoss().addLoss(new GeneralizedDiceLoss())
                    .addLoss(new BoundaryLoss(0.05f));
            var config = new DefaultTrainingConfig(loss)
                    .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.02f)).build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(4, 1, SIZE, SIZE));
                float first = step(trainer, images, labels);
                float last = first;
                for (int i = 0; i < 40; i++) {
                    last = step(trainer, images, labels);
                }
                assertThat(last).isLessThan(first / 4).isLessThan(0.2f);
                NDArray found = trainer.evaluate(images).head().argMax(1);
                long wrong = found.neq(labels.head().argMax(1)).sum().getLong();
                assertThat(wrong).isLessThan(4L * SIZE * SIZE / 50);
            }
        }
    }

    private static float step(Trainer trainer, NDList images, NDList labels) {
        float value;
        try (var collector = trainer.newGradientCollector()) {
            NDArray loss = trainer.getLoss().evaluate(labels, trainer.forward(images));
            collector.backward(loss);
            value = loss.getFloat();
        }
        trainer.step();
        return value;
    }

    /// What the page says: here is DJL's engine alone.
    @Test
    void no_class_of_the_other_engine_is_here() {
        assertThatCode(() -> Class.forName("org.bytedeco.pytorch.Tensor"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(List.of(Engine.getInstance().getEngineName())).containsExactly("PyTorch");
    }
}
