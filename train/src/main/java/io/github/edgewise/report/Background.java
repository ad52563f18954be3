package io.github.edgewise.report;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/// The slices of a case as pictures: grey, or in colour if the image has three channels. All slices share one
/// intensity window, from the 1st to the 99.5th percentile. Each channel has a window of its own, except in
/// 2-D, where the three channels are colours and share one.
final class Background {
    private static final int LARGEST = 900;
    private static final int SAMPLES = 200_000;

    private final Volume image;
    private final Plane plane;
    private final int channels;
    private final float[] low;
    private final float[] span;

    /// @param plane how the image is drawn
    Background(Volume image, Plane plane) {
        this.image = image;
        this.plane = plane;
        this.channels = image.channels() == 3 ? 3 : 1;
        this.low = new float[channels];
        this.span = new float[channels];
        int n = image.grid().voxels();
        boolean together = image.grid().shape().axes() == 2;
        for (int c = 0; c < channels; c++) {
            float[] sorted = together ? sorted(0, channels * n) : sorted(c * n, (c + 1) * n);
            low[c] = sorted[sorted.length / 100];
            float high = sorted[Math.min(sorted.length - 1, (int) (sorted.length * 0.995))];
            span[c] = high > low[c] ? high - low[c] : 1;
        }
    }

    /// Values in the order in which they are drawn, so that the window does not depend on the order in files.
    private float[] sorted(int from, int to) {
        int voxels = image.grid().voxels();
        int step = Math.max(1, (to - from) / SAMPLES) | 1;
        float[] some = new float[(to - from + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            int at = from + i * step;
            some[i] = finite(image.values()[at / voxels * voxels + plane.index(at % voxels)]);
        }
        Arrays.sort(some);
        return some;
    }

    private static float finite(float value) { return Float.isFinite(value) ? value : 0; }

    /// The shown part of slice `z` as a `data:` URI, at most 900 pixels wide and high.
    String slice(View view, int z) { return DataUri.of(picture(view, z, LARGEST)); }

    /// The whole slice as a `data:` URI, at most `largest` pixels wide and high.
    String thumbnail(View view, int z, int largest) {
        return DataUri.of(picture(view.whole(), z, largest));
    }

    /// The shown part of a slice: a pixel is one voxel, or the mean of several.
    BufferedImage picture(View view, int z, int largest) {
        View.Box box = view.box();
        int height = box.fitted(largest).height();
        int width = box.fitted(largest).width();
        var picture = new BufferedImage(width, height,
                channels == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int top = y * box.height() / height;
                    int left = x * box.width() / width;
                    float mean = mean(view, z, c, new View.Box(top, left,
                            (y + 1) * box.height() / height - top, (x + 1) * box.width() / width - left));
                    float share = Math.clamp((mean - low[c]) / span[c], 0f, 1f);
                    picture.getRaster().setSample(x, y, c, Math.round(255 * share));
                }
            }
        }
        return picture;
    }

    /// The mean value in a part of the shown box.
    private float mean(View view, int z, int channel, View.Box part) {
        Shape s = image.grid().shape();
        double sum = 0;
        for (int y = 0; y < part.height(); y++) {
            for (int x = 0; x < part.width(); x++) {
                int at = view.index(z, part.top() + y, part.left() + x);
                sum += finite(image.values()[channel * s.voxels() + at]);
            }
        }
        return (float) (sum / (part.height() * part.width()));
    }
}
