package io.github.edgewise.bench;

import io.github.edgewise.distance.Kernels;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.SampleStore;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// The processor time of a loader thread for a batch, as medians.
///
/// The results and the command are in docs/benchmarks/training.md.
public final class BatchCost {
    private static final int BATCHES = 200;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final Deformation TURNED = new Deformation(1, 15, 0.2, 0);
    private static final Deformation BENT = new Deformation(1, 15, 0.2, 0.1);

    /// What is done to every patch.
    private static Map<String, Augmentation> kinds() {
        var kinds = new LinkedHashMap<String, Augmentation>();
        kinds.put("cut alone", new Augmentation(false, false, Intensity.NONE));
        kinds.put("flipped, turned", new Augmentation(true, true, Intensity.NONE));
        kinds.put("rotated, scaled", new Augmentation(true, true, TURNED, Intensity.NONE));
        kinds.put("bent too", new Augmentation(true, true, BENT, Intensity.NONE));
        kinds.put("intensity, usual shares", new Augmentation(true, true, Intensity.USUAL));
        kinds.put("bias alone", new Augmentation(true, true, new Intensity(1, 1, 0, 0, 0, 0, 0, 0)));
        kinds.put("contrast alone", new Augmentation(true, true, new Intensity(1, 0, 0, 1, 0, 0, 0, 0)));
        kinds.put("gamma alone", new Augmentation(true, true, new Intensity(1, 0, 0, 0, 1, 0, 0, 0)));
        kinds.put("blur alone", new Augmentation(true, true, new Intensity(1, 0, 0, 0, 0, 1, 0, 0)));
        kinds.put("lowResolution alone", new Augmentation(true, true, new Intensity(1, 0, 0, 0, 0, 0, 1, 0)));
        kinds.put("noise alone", new Augmentation(true, true, new Intensity(1, 0, 0, 0, 0, 0, 0, 1)));
        return kinds;
    }

    /// Two ellipsoids of the size of a hippocampus' head and body in the box of such an image.
    private static Sample ellipsoids() {
        Grid grid = Grid.of(Shape.of(36, 50, 35));
        byte[] labels = new byte[grid.voxels()];
        float[] image = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            double x = (i % 35 - 17) / 8.;
            double y = (i / 35 % 50 - 25) / 18.;
            double z = (i / 35 / 50 - 18) / 8.;
            if (x * x + y * y + z * z < 1) labels[i] = (byte) (y < -0.2 ? 1 : 2);
            image[i] = labels[i];
        }
        return new Sample("ellipsoids", new Volume(grid, image), new LabelMap(grid, 3, labels),
                new TargetSpec(20, Slices.NONE));
    }

    private static Sample phantom(Grid grid, TargetSpec supervision) {
        Phantom.Scan scan = new Phantom(grid, 2, 0.01, 1).make(0);
        return new Sample("phantom", Normalisation.of(scan.image()), scan.labels(), supervision);
    }

    private BatchCost() {}

    /// Prints a line per kind of batch.
    public static void main(String[] arguments) throws IOException {
        Kernels.preferVector();
        var flat = new TargetSpec(20, Slices.NONE);
        var staged = new TargetSpec(20, Slices.NONE, TargetSpec.halved(3, true));
        print("8 x 128 x 128", phantom(Grid.of(Shape.of(160, 160)), flat), Shape.of(128, 128), 8);
        print("2 x 40 x 56 x 40", ellipsoids(), Shape.of(40, 56, 40), 2);
        Path folder = Files.createTempDirectory("edgewise-bench");
        Sample mapped = new SampleStore(folder).sample("ellipsoids", "key", BatchCost::ellipsoids);
        print("the same from a file", mapped, Shape.of(40, 56, 40), 2);
        delete(folder);
        print("and from memory again", ellipsoids(), Shape.of(40, 56, 40), 2);
        print("2 x 40 x 56 x 40 of a head", phantom(Grid.of(Shape.of(80, 100, 80)), flat),
                Shape.of(40, 56, 40), 2);
        print("the same, 3 stages", phantom(Grid.of(Shape.of(80, 100, 80)), staged), Shape.of(40, 56, 40), 2);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void print(String name, Sample sample, Shape shape, int size) {
        var line = new StringBuilder(name);
        kinds().forEach((kind, augmentation) -> {
            var patches = new Patches(shape, 0.5, augmentation);
            double[] millis = new double[BATCHES / 2]; // the first half warms up
            for (int n = 0; n < BATCHES; n++) {
                long begun = CLOCK.getCurrentThreadCpuTime();
                var batch = new Batch(size, 1, sample.labels().classes(), shape, sample.supervision());
                for (int b = 0; b < size; b++) {
                    patches.cut(sample, b % 2, batch, b, new SplittableRandom(100L * n + b));
                }
                millis[n % millis.length] = (CLOCK.getCurrentThreadCpuTime() - begun) / 1e6;
            }
            Arrays.sort(millis);
            line.append(String.format("; %s %.2f ms", kind, millis[millis.length / 2]));
        });
        System.out.println(line);
    }
}
