package io.github.edgewise.prepare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Normalises one channel to mean 0 and standard deviation 1, or to the range from 0 to 1. Values that are
/// not finite become 0. A constant channel becomes 0 everywhere.
///
/// @param of the values from which mean and deviation, or the range, are computed
/// @param low smaller values become this value; minus infinity unless `of` is `DATA_SET`
/// @param high larger values become this value
/// @param mean the mean if `of` is `DATA_SET`, otherwise unused
/// @param deviation the standard deviation if `of` is `DATA_SET`, otherwise unused; positive
public record Normalisation(Of of, double low, double high, double mean, double deviation) {
    /// The values from which mean and deviation, or the range, are computed.
    public enum Of {
        /// All values of an image. For data sets whose images may have very different scales.
        IMAGE,
        /// The values of an image that are not 0; zeros stay 0. For images whose background was removed.
        NONZERO,
        /// The values in the foreground of all training images. For images whose values have a physical
        /// meaning, like CT.
        DATA_SET,
        /// The smallest and the largest value of an image. They become 0 and 1, as in the boundary loss
        /// experiments.
        RANGE
    }

    /// Normalises every image with its own values.
    public static final Normalisation IMAGE = new Normalisation(Of.IMAGE, Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY, 0, 1);
    /// Normalises every image with those of its own values that are not 0.
    public static final Normalisation NONZERO = new Normalisation(Of.NONZERO, Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY, 0, 1);

    /// Normalises every image so that its smallest value is 0 and its largest 1.
    public static final Normalisation RANGE = new Normalisation(Of.RANGE, Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY, 0, 1);

    public Normalisation {
        if (!(low < high) || !(deviation > 0)) {
            throw new InvalidInputException(
                    "normalisation needs a lower bound below the upper bound and a "
                            + "positive deviation, but got " + low + ", " + high + " and " + deviation);
        }
    }

    /// A copy in which every channel is normalised with its own mean and deviation over the whole image.
    public static Volume of(Volume image) {
        return of(image, Collections.nCopies(image.channels(), IMAGE));
    }

    /// A normalised copy.
    ///
    /// @param channels the normalisation of every channel
    public static Volume of(Volume image, List<Normalisation> channels) {
        int voxels = image.grid().voxels();
        float[] values = image.values().clone();
        for (int c = 0; c < image.channels(); c++) {
            channels.get(c).apply(values, c * voxels, voxels);
        }
        return new Volume(image.grid(), values);
    }

    private void apply(float[] values, int from, int n) {
        Moments m = switch (of) {
            case DATA_SET -> new Moments(mean, deviation);
            case RANGE -> Moments.ofRange(values, from, n);
            case IMAGE, NONZERO -> Moments.of(values, from, n, of == Of.NONZERO);
        };
        double scale = m.deviation > 1e-8 * Math.abs(m.mean) && m.deviation > 0 ? 1 / m.deviation : 0;
        for (int i = from; i < from + n; i++) {
            boolean seen = Float.isFinite(values[i]) && (of != Of.NONZERO || values[i] != 0);
            values[i] = seen ? (float) ((Math.clamp(values[i], low, high) - m.mean) * scale) : 0;
        }
    }

    /// The number to subtract from the values and the number to divide them by: mean and standard deviation
    /// of the finite values, or the smallest value and the range.
    record Moments(double mean, double deviation) {
        static Moments ofRange(float[] values, int from, int n) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                if (!Float.isFinite(values[i])) continue;
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
            return least > most ? new Moments(0, 0) : new Moments(least, most - least);
        }

        static Moments of(float[] values, int from, int n, boolean isWithoutZero) {
            double sum = 0;
            int seen = 0;
            for (int i = from; i < from + n; i++) {
                if (!counts(values[i], isWithoutZero)) continue;
                sum += values[i];
                seen++;
            }
            double mean = seen == 0 ? 0 : sum / seen;
            double squares = 0;
            for (int i = from; i < from + n; i++) {
                if (counts(values[i], isWithoutZero)) squares += (values[i] - mean) * (values[i] - mean);
            }
            return new Moments(mean, seen == 0 ? 0 : Math.sqrt(squares / seen));
        }

        static Moments of(float[] values) { return of(values, 0, values.length, false); }

        private static boolean counts(float value, boolean isWithoutZero) {
            return Float.isFinite(value) && (!isWithoutZero || value != 0);
        }
    }

    /// That of the data set: clipped to the 0.5th to 99.5th percentile of the foreground's values.
    ///
    /// @param foreground a sample of the foreground's values, in any order
    public static Normalisation dataSet(float[] foreground) {
        float[] sorted = foreground.clone();
        Arrays.sort(sorted);
        Moments m = Moments.of(sorted);
        double low = Quantile.nearest(0.005, sorted);
        double high = Quantile.nearest(0.995, sorted);
        if (!(low < high) || !(m.deviation > 0)) return IMAGE;
        return new Normalisation(Of.DATA_SET, low, high, m.mean, m.deviation);
    }
}
