package io.github.edgewise.predict;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Collections;
import java.util.List;

/// Networks for tests that need no engine: the logits of a class mix the channels of a voxel and of the one
/// before it along every axis, so a mirrored image has other results.
final class Filters {
    private Filters() {}

    static Segmenter segmenter(long seed, Shape patch, int channels, int classes) {
        return segmenter(seed, patch, channels, classes, "");
    }

    /// @param orientation in which the network sees volumes
    static Segmenter segmenter(long seed, Shape patch, int channels, int classes, String orientation) {
        var plain = new Preparation(false, Collections.nCopies(channels, Normalisation.IMAGE),
                Preparation.Axes.NONE, Spacing.UNIT).orientation(orientation);
        var description = new ModelDescription(channels, classes, patch, plain, List.of(0, 1, 2));
        return new Segmenter(new PatchLogits() {
            @Override
            public float[] logits(float[] patches, int batch, Shape shape) {
                return filtered(patches, batch, shape, seed, channels, classes);
            }

            @Override
            public void close() {}
        }, description, 0.5);
    }

    private static float[] filtered(float[] x, int batch, Shape s, long seed, int channels, int classes) {
        int n = s.voxels();
        float[] logits = new float[batch * classes * n];
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < classes; k++) {
                for (int c = 0; c < channels; c++) {
                    int from = (b * channels + c) * n;
                    double weight = Math.sin((double) seed + 3.0 * k + 7.0 * c);
                    for (int i = 0; i < n; i++) {
                        int left = i % s.width() == 0 ? i : i - 1;
                        int up = i / s.width() % s.height() == 0 ? i : i - s.width();
                        int before = i < s.width() * s.height() ? i : i - s.width() * s.height();
                        logits[(b * classes + k) * n + i] += (float) (weight
                                * (x[from + i] + 0.5 * x[from + left] + 0.25 * x[from + up]
                                        - 0.3 * x[from + before]));
                    }
                }
            }
        }
        return logits;
    }
}
