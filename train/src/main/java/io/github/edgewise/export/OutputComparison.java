package io.github.edgewise.export;

import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// What networks make of random images in the training engine, in float32, to compare files with.
final class OutputComparison {
    /// The largest difference of a probability at which a file is written.
    private static final double LIMIT = 1e-3;

    private final List<Input> inputs;
    private final List<float[]> expected;

    /// Images of one shape.
    private static final class Input {
        private final float[] values;
        private final int batch;
        private final Shape shape;

        Input(float[] values, int batch, Shape shape) {
            this.values = values;
            this.batch = batch;
            this.shape = shape;
        }
    }

    private OutputComparison(List<Input> inputs, List<float[]> expected) {
        this.inputs = inputs;
        this.expected = expected;
    }

    /// Two images of the size of a patch, and one that is larger by a stride along every axis.
    static OutputComparison of(List<Model> networks, ModelMetadata metadata) {
        Shape patch = metadata.description().patch();
        Size stride = metadata.stride();
        var larger = new Shape(patch.axes(), patch.axes() == 2 ? 1 : patch.depth() + stride.z(),
                patch.height() + stride.y(), patch.width() + stride.x());
        var inputs = new ArrayList<Input>();
        var expected = new ArrayList<float[]>();
        var random = new Random(1);
        for (Shape shape : List.of(patch, larger)) {
            int batch = inputs.isEmpty() ? 2 : 1;
            float[] values = new float[shape.values((long) batch * metadata.description().channels())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            var input = new Input(values, batch, shape);
            inputs.add(input);
            expected.add(mean(networks, input, metadata.description().classes()));
        }
        return new OutputComparison(inputs, expected);
    }

    /// Two images as they may be read, one of the size of a patch and a smaller one, and what the whole way
    /// of Edgewise makes of them.
    ///
    /// @param metadata whose input is `RAW`
    static OutputComparison ofRaw(List<Model> networks, ModelMetadata metadata) {
        ModelDescription description = metadata.description();
        Shape patch = description.patch();
        var smaller = new Shape(patch.axes(), Math.max(1, patch.depth() - 1), Math.max(1, patch.height() - 3),
                Math.max(1, patch.width() * 2 / 3));
        var members = new LinkedHashMap<String, Segmenter>();
        for (Model network : networks) {
            members.put("network " + members.size(), new Segmenter(new TorchPatchLogits(network, false),
                    description, SlidingWindow.OVERLAP));
        }
        var whole = new Ensemble(members); // is not closed: the networks belong to others
        var inputs = new ArrayList<Input>();
        var expected = new ArrayList<float[]>();
        var random = new Random(1);
        for (Shape shape : List.of(patch, smaller)) {
            var values = new float[shape.values(description.channels())];
            for (int i = 0; i < values.length; i++) {
                Normalisation n = description.preparation().channels().get(i / shape.voxels());
                values[i] = raw(n, random);
            }
            inputs.add(new Input(values, 1, shape));
            expected.add(whole.probabilities(new Volume(Grid.of(shape), values.clone())).values());
        }
        return new OutputComparison(inputs, expected);
    }

    /// A value of the data set, or beyond; now and then 0 or no number.
    private static float raw(Normalisation n, Random random) {
        int odd = random.nextInt(50);
        if (odd == 0) return Float.NaN;
        if (odd == 1) return Float.NEGATIVE_INFINITY;
        if (odd < 10) return 0;
        return n.of() == Normalisation.Of.DATA_SET
                ? (float) (n.mean() + 2 * n.deviation() * random.nextGaussian())
                : (float) (30_000 + 300 * random.nextGaussian());
    }

    /// The mean of the networks' probabilities.
    ///
    /// @param values images that are prepared, shape `[batch, C, D, H, W]`
    static float[] probabilities(List<Model> networks, float[] values, int batch, Shape shape, int classes) {
        return mean(networks, new Input(values, batch, shape), classes);
    }

    private static float[] mean(List<Model> networks, Input input, int classes) {
        double[] sum = new double[0];
        for (Model network : networks) {
            float[] logits = new TorchPatchLogits(network, false).logits(input.values, input.batch,
                    input.shape);
            if (sum.length == 0) sum = new double[logits.length];
            addSoftmax(logits, input.batch, classes, sum);
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / networks.size());
        }
        return mean;
    }

    /// Adds the softmax over the classes at every voxel.
    static void addSoftmax(float[] logits, int batch, int classes, double[] sum) {
        int voxels = logits.length / batch / classes;
        for (int i = 0; i < batch * voxels; i++) {
            int first = i / voxels * classes * voxels + i % voxels;
            double highest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                highest = Math.max(highest, logits[first + k * voxels]);
            }
            double all = 0;
            for (int k = 0; k < classes; k++) {
                all += Math.exp(logits[first + k * voxels] - highest);
            }
            for (int k = 0; k < classes; k++) {
                sum[first + k * voxels] += Math.exp(logits[first + k * voxels] - highest) / all;
            }
        }
    }

    /// The largest difference from a network of another engine, which gives probabilities.
    double from(PatchLogits probabilities) {
        double largest = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            float[] found = probabilities.logits(input.values, input.batch, input.shape);
            float[] wanted = expected.get(i);
            if (found.length != wanted.length) return Double.POSITIVE_INFINITY;
            for (int v = 0; v < found.length; v++) {
                double difference = Math.abs((double) found[v] - wanted[v]);
                largest = difference <= largest ? largest : difference; // NaN is the largest
            }
        }
        return largest;
    }

    /// The largest difference from an ONNX file.
    double fromOnnx(Path file) throws IOException {
        try (PatchLogits probabilities = OnnxNetworks.open(file, Runtime.getRuntime().availableProcessors())
                .output("probabilities")) {
            return from(probabilities);
        }
    }

    /// The largest difference from a TorchScript file whose `forward` gives logits.
    double fromTorchScript(Path file) throws IOException { return fromTorchScript(file, false); }

    /// The largest difference from a TorchScript file.
    ///
    /// @param packed whether its `forward` gives probabilities instead of logits
    double fromTorchScript(Path file, boolean packed) throws IOException {
        TorchScript script = TorchScript.load(file);
        return from(new PatchLogits() {
            @Override
            public float[] logits(float[] patches, int batch, Shape patch) {
                try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
                    Tensor images = Tensors.of(patches, PatchLogits.shape(patches.length, batch, patch));
                    Tensor results = script.forward(images);
                    return Tensors.floats(packed ? results : results.softmax(1));
                }
            }

            @Override
            public void close() {}
        });
    }

    /// Fails if the difference is too large.
    ///
    /// @param name of the file in the message
    static double required(double difference, Path name) throws IOException {
        if (difference <= LIMIT) return difference;
        throw new IOException(String.format(Locale.ROOT, "%s was not written, because its probabilities "
                + "differ by up to %.2g from those of the training engine, and at most %.0e is allowed; "
                + "please report this", name, difference, LIMIT));
    }
}
