package io.github.edgewise.bench;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.train.Optimiser;
import io.github.edgewise.train.Step;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Which share of a step is spent waiting for its batch.
///
/// The results and the command are in docs/benchmarks/training.md.
public final class LoaderCost {
    private static final int WARM_UP = 10;
    private static final int STEPS = 60;

    private LoaderCost() {}

    /// Prints a line per data set and number of loader threads. On a quiet machine the share is below 2 %.
    ///
    /// @param folders of data sets in 3-D with three classes, such as the hippocampus of the Decathlon
    public static void main(String[] folders) throws IOException {
        for (String folder : folders) {
            print(folder, samples(Path.of(folder)), patches(Shape.of(40, 56, 40)), 2);
        }
        print("phantoms", phantoms(), patches(Shape.of(128, 128)), 8);
    }

    private static Patches patches(Shape shape) {
        return new Patches(shape, 0.5,
                new Augmentation(true, true, new Deformation(0.3, 15, 0.2, 0.1), Intensity.USUAL));
    }

    private static List<Sample> samples(Path folder) throws IOException {
        var samples = new ArrayList<Sample>();
        for (Case one : Dataset.open(folder).cases()) {
            Volume image = one.image();
            samples.add(new Sample(one.name(), Normalisation.of(image), one.labels(3, image),
                    new TargetSpec(20, Slices.NONE)));
        }
        return samples;
    }

    private static List<Sample> phantoms() {
        var phantom = new Phantom(Grid.of(Shape.of(160, 160)), 2, 0.01, 1);
        return IntStream.range(0, 20).mapToObj(phantom::make)
                .map(scan -> new Sample("phantom", Normalisation.of(scan.image()), scan.labels(),
                        new TargetSpec(20, Slices.NONE)))
                .toList();
    }

    private static void print(String name, List<Sample> samples, Patches patches, int size) {
        Kernels.preferVector();
        int cores = Math.min(2, Runtime.getRuntime().availableProcessors());
        Engine.start(cores, 1);
        for (int threads = 1; threads <= 2; threads++) {
            var model = new UNet(16, 3)
                    .build(Plan.of(patches.shape(), Spacing.UNIT, 1, samples.getFirst().labels().classes()));
            var step = new Step(model, Optimiser.ADAMW.over(model, 1e-3, 0),
                    new GeneralizedDiceLoss().plus(0.01, new BoundaryLoss(List.of(), 20)),
                    Engine.supportsBf16(), 1, 1);
            try (var loader = new Loader(samples, patches, size, 1, 0, threads)) {
                long begun = 0;
                double before = 0;
                for (int i = -WARM_UP; i < STEPS; i++) {
                    if (i == 0) {
                        begun = System.nanoTime();
                        before = loader.waitedSeconds();
                    }
                    Batch batch = loader.next();
                    step.take(List.of(batch), TrainingTime.START, List.of());
                }
                double seconds = (System.nanoTime() - begun) / 1e9;
                double share = (loader.waitedSeconds() - before) / seconds;
                System.out.printf("%s, %d loader threads: %.1f ms a step, %.2f %% of it waiting%n", name,
                        threads, 1000 * seconds / STEPS, 100 * share);
            }
        }
    }
}
