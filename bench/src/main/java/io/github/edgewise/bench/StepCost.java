package io.github.edgewise.bench;

import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.UNet;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.schedule.Balance;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.train.Optimiser;
import io.github.edgewise.train.Step;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What boundary loss, the measurement of gradients and adaptive alpha add to the time of a step: U-Net with
/// 16 channels, 8 patches of 128 x 128, compared with generalised Dice alone.
///
/// The results and the command are in docs/benchmarks/training.md.
public final class StepCost {
    private static final int STEPS = 50;
    private static final int WARM_UP = 10;

    private StepCost() {}

    /// Prints a line for float32 and one for bfloat16. On a quiet machine 2 to 3 % are added; an engine call
    /// that is slow by itself once made it 25 %.
    public static void main(String[] arguments) {
        for (boolean bf16 : new boolean[]{false, Engine.supportsBf16()}) {
            Engine.start(Math.min(2, Runtime.getRuntime().availableProcessors()), 1);
            Grid grid = Grid.of(Shape.of(128, 128));
            Phantom.Scan scan = new Phantom(grid, 2, 0.01, 1).make(0);
            var sample = new Sample("s", Normalisation.of(scan.image()), scan.labels(),
                    new TargetSpec(20, Slices.NONE));
            Model model = new UNet(16, 3).build(Plan.of(Shape.of(128, 128), Spacing.UNIT, 1, 2));
            UpdateRule optimizer = Optimiser.ADAMW.over(model, 1e-4, 0);
            var full = new Step(model, optimizer, new GeneralizedDiceLoss().plus(new Balance(0.1, 0.1),
                    new BoundaryLoss(List.of(), 20)), bf16, 1, 1);
            double[] plain = new double[STEPS];
            double[] all = new double[STEPS];
            try (var loader = new Loader(List.of(sample),
                    new Patches(grid.shape(), 0.5, new Augmentation(true, true, Intensity.USUAL)), 8, 1, 0,
                    1)) {
                for (int i = -WARM_UP; i < STEPS; i++) {
                    Batch batch = loader.next();
                    long begun = System.nanoTime();
                    plain(model, optimizer, batch, bf16);
                    long middle = System.nanoTime();
                    full.take(List.of(batch), TrainingTime.START, List.of());
                    long end = System.nanoTime();
                    if (i < 0) continue;
                    plain[i] = (middle - begun) / 1e6;
                    all[i] = (end - middle) / 1e6;
                }
            }
            Arrays.sort(plain);
            Arrays.sort(all);
            double ratio = all[STEPS / 2] / plain[STEPS / 2];
            System.out.printf("bf16 %b: %.1f ms alone, %.1f ms with all, %+.1f %%%n", bf16,
                    plain[STEPS / 2], all[STEPS / 2], 100 * (ratio - 1));
        }
    }

    /// A step with generalised Dice alone, as a loop without Edgewise's would be written.
    private static void plain(Model model, UpdateRule optimizer, Batch batch, boolean bf16) {
        try (var _ = new PointerScope()) {
            optimizer.zeroGrad();
            Tensor images = Tensors.of(batch.images(), batch.shape());
            Tensor logits = Autocast.bf16(bf16, () -> model.forward(images));
            Target target = Target.of(Tensors.of(batch.truth(0).oneHot(), batch.truth(0).shape()));
            new GeneralizedDiceLoss().value(Prediction.of(logits), target).backward();
            torch.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
        }
    }
}
