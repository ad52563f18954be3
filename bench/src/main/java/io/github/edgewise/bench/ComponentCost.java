package io.github.edgewise.bench;

import io.github.edgewise.distance.Kernels;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.loss.DiceCrossEntropyLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.UNet;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.train.Optimiser;
import io.github.edgewise.train.Step;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// What `perComponent` adds to the time of a step and of its batch with augmentation: U-Net with 16 channels,
/// 8 patches of 128 x 128 and 2 of 64 x 64 x 64, in processor time of one thread.
///
/// The results and the command are in docs/benchmarks/training.md.
public final class ComponentCost {
    private static final int WARM_UP = 4;

    private ComponentCost() {}

    /// Prints a line per kind of patch.
    ///
    /// @param arguments the number of steps of each kind, or nothing for 20
    public static void main(String[] arguments) {
        int steps = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
        Kernels.preferVector();
        Engine.start(1, 1);
        print("8 x 128 x 128", Grid.of(Shape.of(160, 160)), Shape.of(128, 128), 8, steps);
        print("2 x 64 x 64 x 64", Grid.of(Shape.of(96, 96, 96)), Shape.of(64, 64, 64), 2, steps);
    }

    private static void print(String name, Grid grid, Shape patch, int size, int steps) {
        Loss plain = new DiceCrossEntropyLoss();
        Loss each = Losses.parse("perComponent(diceCrossEntropy)");
        Phantom.Scan scan = new Phantom(grid, 2, 0.01, 1).make(0);
        Model model = new UNet(16, 3).build(Plan.of(patch, Spacing.UNIT, 1, 2));
        UpdateRule rule = Optimiser.ADAMW.over(model, 1e-4, 0);
        double[][] ms = new double[4][steps];
        List<Loss> losses = List.of(plain, each);
        List<Sample> samples = losses.stream().map(loss -> new Sample("s", Normalisation.of(scan.image()),
                scan.labels(), TargetSpec.of(loss, Slices.NONE, List.of(Size.ONE)))).toList();
        List<Step> both = losses.stream()
                .map(loss -> new Step(model, rule, WeightedSum.of(loss), Engine.supportsBf16(), 1, 1))
                .toList();
        var patches = new Patches(patch, 0.5,
                new Augmentation(true, true, new Deformation(0.3, 15, 0.2, 0.1), Intensity.USUAL));
        for (int i = -WARM_UP; i < steps; i++) {
            for (int j = 0; j < 2; j++) {
                Sample sample = samples.get(j);
                double begun = millis();
                var batch = new Batch(size, 1, 2, patch, sample.supervision());
                for (int b = 0; b < size; b++) {
                    patches.cut(sample, b % 2, batch, b, new SplittableRandom(100L * i + b));
                }
                double cut = millis();
                both.get(j).take(List.of(batch), TrainingTime.START, List.of());
                double end = millis();
                if (i < 0) continue;
                ms[j][i] = cut - begun;
                ms[2 + j][i] = end - cut;
            }
        }
        double[] median = Arrays.stream(ms).mapToDouble(all -> Arrays.stream(all).sorted()
                .toArray()[steps / 2]).toArray();
        System.out.printf(
                "%s: batch %.1f ms, with regions %.1f; step %.1f ms, with perComponent %.1f; %+.1f %%%n",
                name, median[0], median[1], median[2], median[3],
                100 * ((median[1] + median[3]) / (median[0] + median[2]) - 1));
    }

    private static double millis() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }
}
