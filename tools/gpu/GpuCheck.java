import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Device;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.CrossEntropyLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.net.UNet;
import io.github.edgewise.optimiser.Adam;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

// A device against the processor: see tools/gpu/check.

static final int STEPS = 20;
static final int WARM = 5;

/// A benchmark: a network on a batch of discs or balls in noise.
record Case(String name, Shape patch, int batch, Shape image) {
    Plan plan() {
        return Plan.of(patch, patch.axes() == 2 ? Spacing.of(1, 1) : new Spacing(1, 1, 1), 1, 2);
    }

    List<LabelMap> labels() {
        var labels = new ArrayList<LabelMap>();
        for (int b = 0; b < batch; b++) {
            byte[] mask = new byte[patch.voxels()];
            for (int i = 0; i < mask.length; i++) {
                int x = i % patch.width() - patch.width() / 2 + b;
                int y = i / patch.width() % patch.height() - patch.height() / 3;
                int z = i / patch.width() / patch.height() - patch.depth() / 2;
                mask[i] = (byte) (x * x + y * y + z * z < 100 ? 1 : 0);
            }
            labels.add(new LabelMap(Grid.of(patch), 2, mask));
        }
        return labels;
    }

    long[] shape(int channels) {
        return patch.axes() == 2
                ? new long[]{batch, channels, patch.height(), patch.width()}
                : new long[]{batch, channels, patch.depth(), patch.height(), patch.width()};
    }
}

static float[] noise(int length) {
    float[] values = new float[length];
    var random = new SplittableRandom(4);
    for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
}

static Target on(Device device, Target target, Case c) {
    float[] oneHot = Tensors.floats(target.oneHot());
    float[] mm = Tensors.floats(target.distances());
    return Target.of(Tensors.of(device, oneHot, c.shape(2)), Tensors.of(device, mm, c.shape(2)))
            .with(Collections.nCopies(c.batch, c.plan().preparation().spacing()));
}

/// The value of a loss at random logits, followed by its gradient.
static float[] lossAndGradient(Loss loss, Device device, Case c) {
    try (var _ = new PointerScope()) {
        Tensor z = Tensors.of(device, noise(2 * c.batch * c.patch.voxels()), c.shape(2)).set_requires_grad(true);
        Tensor value = loss.value(Prediction.of(z), on(device, Target.of(c.labels()), c));
        value.backward();
        float[] gradient = Tensors.floats(z.grad());
        float[] both = new float[1 + gradient.length];
        both[0] = Tensors.floats(value)[0];
        System.arraycopy(gradient, 0, both, 1, gradient.length);
        return both;
    }
}

static void losses(Device device, Case c) {
    for (String name : Losses.names()) {
        try {
            float[] one = lossAndGradient(Losses.parse(name), Device.CPU, c);
            float[] other = lossAndGradient(Losses.parse(name), device, c);
            float worst = 0;
            for (int i = 1; i < one.length; i++) {
                worst = Math.max(worst, Math.abs(one[i] - other[i]));
            }
            IO.println("  %-24s %.6f, differs by %.1e, its gradient by %.1e".formatted(name, one[0],
                    Math.abs(one[0] - other[0]), worst));
        } catch (RuntimeException e) {
            IO.println("  %-24s FAILS: %s".formatted(name, String.valueOf(e.getMessage()).lines().findFirst()));
        }
    }
}

/// The losses of all steps; prints the time of one.
static List<Double> train(Device device, boolean bf16, Case c) {
    Engine.seed(5);
    Model model = new UNet().build(c.plan()).move(device);
    var losses = new ArrayList<Double>();
    var times = new ArrayList<Double>();
    try (var rule = Adam.decoupled(model, 2e-3, 1e-4)) {
        Loss loss = new GeneralizedDiceLoss().plus(1, new CrossEntropyLoss()).plus(0.1, new BoundaryLoss());
        Target target = on(device, Target.of(c.labels()), c);
        Tensor images = Tensors.of(device, noise(c.batch * c.patch.voxels()), c.shape(1)).add(
                target.oneHot().narrow(1, 1, 1));
        for (int step = 0; step < STEPS; step++) {
            long begun = System.nanoTime();
            try (var _ = new PointerScope()) {
                rule.zeroGrad();
                Tensor logits = Autocast.bf16(device, bf16, () -> model.forward(images));
                Tensor value = loss.value(Prediction.of(logits), target,
                        new TrainingTime(step, (double) step / STEPS));
                value.backward();
                rule.step();
                losses.add(Tensors.doubles(value.reshape(1)).getFirst()); // waits for the device
                Tensors.floats(model.parameters().get(0)); // and for the step
            }
            times.add((System.nanoTime() - begun) / 1e6);
        }
    }
    List<Double> warm = times.subList(WARM, STEPS).stream().sorted().toList();
    IO.println("  %s, %s: %.1f ms a step".formatted(device, bf16 ? "bfloat16" : "float32",
            warm.get(warm.size() / 2)));
    model.close();
    return losses;
}

static LabelMap predict(Device device, Case c) {
    Engine.seed(5);
    Model model = new UNet().build(c.plan()).move(device);
    var image = new Volume(Grid.of(c.image), noise(c.image.voxels()));
    try (var segmenter = new Segmenter(new TorchPatchLogits(model, false), c.plan().description(), 0.5)) {
        segmenter.segment(image); // warm
        long begun = System.nanoTime();
        LabelMap labels = segmenter.segment(image);
        IO.println("  %s: %s voxels in %.1f ms".formatted(device, c.image, (System.nanoTime() - begun) / 1e6));
        return labels;
    }
}

static int differing(byte[] one, byte[] other) {
    int count = 0;
    for (int i = 0; i < one.length; i++) {
        if (one[i] != other[i]) count++;
    }
    return count;
}

void main(String[] arguments) {
    Engine.start(Runtime.getRuntime().availableProcessors(), 5);
    Device device = Device.parse(arguments[0]);
    Engine.use(device);
    IO.println("devices " + Device.all() + ", engine " + Engine.version() + ", bfloat16 " + device.supportsBf16());
    var small = new Case("losses", Shape.of(32, 32), 2, Shape.of(32, 32));
    IO.println("losses on " + device + " and cpu, at " + small.batch + " x " + small.patch);
    losses(device, small);
    for (Case c : List.of(new Case("2-D", Shape.of(128, 128), 8, Shape.of(300, 300)),
            new Case("3-D", Shape.of(40, 56, 40), 2, Shape.of(64, 80, 64)))) {
        IO.println(c.name + ": " + c.batch + " x " + c.patch);
        List<Double> one = train(Device.CPU, false, c);
        List<Double> other = train(device, false, c);
        double worst = 0;
        for (int i = 0; i < STEPS; i++) {
            worst = Math.max(worst, Math.abs(one.get(i) - other.get(i)) / Math.abs(one.get(i)));
        }
        IO.println("  losses of steps 1 and %d: %.6f, %.6f; largest relative difference %.1e".formatted(STEPS,
                one.getFirst(), one.getLast(), worst));
        if (device.supportsBf16()) train(device, true, c);
        int differ = differing(predict(Device.CPU, c).labels(), predict(device, c).labels());
        IO.println("  %d of %d voxels have another label".formatted(differ, c.image.voxels()));
    }
}
