package io.github.edgewise.data;

import io.github.edgewise.volume.Volume;

/// Brings every channel of an image to mean 0 and standard deviation 1 over its finite values.
///
/// Images of one data set may have wildly different scales, so each is normalised by itself. Values that are
/// not finite become 0, the mean. A constant channel becomes 0 everywhere.
public final class Normalisation {
    private Normalisation() {}

    /// A normalised copy.
    public static Volume of(Volume image) {
        int voxels = image.grid().voxels();
        float[] values = image.values().clone();
        for (int c = 0; c < image.channels(); c++) {
            normalise(values, c * voxels, voxels);
        }
        return new Volume(image.grid(), values);
    }

    private static void normalise(float[] values, int from, int n) {
        double sum = 0;
        double squares = 0;
        int finite = 0;
        for (int i = from; i < from + n; i++) {
            if (!Float.isFinite(values[i])) continue;
            sum += values[i];
            finite++;
        }
        double mean = finite == 0 ? 0 : sum / finite;
        for (int i = from; i < from + n; i++) {
            if (Float.isFinite(values[i])) squares += (values[i] - mean) * (values[i] - mean);
        }
        double deviation = finite == 0 ? 0 : Math.sqrt(squares / finite);
        double scale = deviation > 1e-8 * Math.abs(mean) && deviation > 0 ? 1 / deviation : 0;
        for (int i = from; i < from + n; i++) {
            values[i] = Float.isFinite(values[i]) ? (float) ((values[i] - mean) * scale) : 0;
        }
    }
}
