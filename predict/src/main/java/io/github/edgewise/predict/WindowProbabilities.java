package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The probabilities of windows by a network: of each the mean over its mirrored copies.
///
/// @param network whose logits are made probabilities
/// @param blending with the window, the classes and the copies
record WindowProbabilities(PatchLogits network, Blending blending) implements UnaryOperator<List<float[]>> {
    @Override
    public List<float[]> apply(List<float[]> images) {
        int copies = blending.copies();
        int inputs = images.size() * copies;
        var sums = new ArrayList<float[]>();
        for (int first = 0; first < inputs; first += WindowSums.TOGETHER) {
            int from = first;
            List<float[]> chosen = IntStream.range(from, Math.min(inputs, from + WindowSums.TOGETHER))
                    .mapToObj(i -> mirrored(images.get(i / copies), i % copies)).toList();
            List<float[]> probabilities = probabilities(chosen);
            for (int i = 0; i < chosen.size(); i++) {
                int copy = (from + i) % copies;
                float[] back = mirrored(probabilities.get(i), copy);
                if (copy == 0) {
                    sums.add(back);
                } else {
                    add(back, sums.getLast());
                }
            }
        }
        for (float[] sum : sums) {
            for (int i = 0; copies > 1 && i < sum.length; i++) {
                sum[i] /= copies;
            }
        }
        return sums;
    }

    private static void add(float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /// What the network says of windows that go through it together.
    private List<float[]> probabilities(List<float[]> windows) {
        float[] logits = network.logits(together(windows), windows.size(), blending.sliding().window());
        int results = logits.length / windows.size();
        return IntStream.range(0, windows.size())
                .mapToObj(i -> softmax(Arrays.copyOfRange(logits, i * results, (i + 1) * results))).toList();
    }

    /// Windows of equal length, one after the other.
    private static float[] together(List<float[]> windows) {
        int length = windows.getFirst().length;
        float[] together = new float[windows.size() * length];
        for (int i = 0; i < windows.size(); i++) {
            System.arraycopy(windows.get(i), 0, together, i * length, length);
        }
        return together;
    }

    /// A window, reversed along the axes of one copy.
    private float[] mirrored(float[] window, int copy) {
        if (copy == 0) return window;
        Shape s = blending.sliding().window();
        List<Integer> axes = blending.mirrored(copy);
        boolean z = axes.contains(0);
        boolean y = axes.contains(1);
        boolean x = axes.contains(2);
        float[] mirrored = new float[window.length];
        for (int row = 0, to = 0; row < window.length / s.width(); row++) {
            int slice = row / s.height();
            int channel = slice / s.depth();
            int fromY = y ? s.height() - 1 - row % s.height() : row % s.height();
            int fromZ = z ? s.depth() - 1 - slice % s.depth() : slice % s.depth();
            int from = ((channel * s.depth() + fromZ) * s.height() + fromY) * s.width();
            for (int i = 0; i < s.width(); i++, to++) {
                mirrored[to] = window[x ? from + s.width() - 1 - i : from + i];
            }
        }
        return mirrored;
    }

    /// The softmax over the classes at every voxel.
    private float[] softmax(float[] logits) {
        int classes = blending.classes();
        int voxels = logits.length / classes;
        float[] probabilities = new float[logits.length];
        double[] exponentials = new double[classes];
        for (int i = 0; i < voxels; i++) {
            float highest = logits[i];
            for (int k = 1; k < classes; k++) {
                highest = Math.max(highest, logits[k * voxels + i]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                exponentials[k] = Math.exp(logits[k * voxels + i] - highest);
                sum += exponentials[k];
            }
            for (int k = 0; k < classes; k++) {
                probabilities[k * voxels + i] = (float) (exponentials[k] / sum);
            }
        }
        return probabilities;
    }
}
