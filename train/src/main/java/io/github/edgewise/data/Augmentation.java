package io.github.edgewise.data;

import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;

/// How training patches are varied.
///
/// Flips and quarter turns move image, label and distance map alike, exactly. Intensity changes touch the
/// image only: contrast is multiplied by 1 + u, brightness shifted by u, with u uniform in plus or minus
/// `intensity` (in standard deviations of the image), and noise of up to that deviation is added to half of
/// the patches.
///
/// @param flips mirror any axis
/// @param turns quarter turns between axes of equal spacing
/// @param deformation how patches are rotated, scaled and bent
/// @param intensity strength of contrast, brightness and noise; 0 for none
public record Augmentation(boolean flips, boolean turns, Deformation deformation, double intensity) {
    /// No change at all.
    public static final Augmentation NONE = new Augmentation(false, false, 0);

    public Augmentation {
        if (!(intensity >= 0 && intensity < 1)) {
            throw new IllegalArgumentException("intensity lies in 0 to 1, not " + intensity);
        }
    }

    /// Nothing is deformed.
    public Augmentation(boolean flips, boolean turns, double intensity) {
        this(flips, turns, Deformation.NONE, intensity);
    }

    Symmetry symmetry(int axes, Spacing spacing, List<Size> stages, SplittableRandom random) {
        List<Symmetry> all = Symmetry.of(axes, spacing, stages, flips, turns);
        return all.get(random.nextInt(all.size()));
    }

    /// Varies one patch of `channels` channels in place.
    void intensities(float[] values, int from, int length, int channels, SplittableRandom random) {
        if (intensity == 0) return;
        int voxels = length / channels;
        for (int c = 0; c < channels; c++) {
            float contrast = (float) (1 + uniform(random));
            float brightness = (float) uniform(random);
            for (int i = from + c * voxels; i < from + (c + 1) * voxels; i++) {
                values[i] = values[i] * contrast + brightness;
            }
        }
        if (random.nextBoolean()) return;
        float deviation = (float) (random.nextDouble() * intensity);
        for (int i = from; i < from + length; i++) {
            values[i] += deviation * noise(random);
        }
    }

    private double uniform(SplittableRandom random) { return (2 * random.nextDouble() - 1) * intensity; }

    /// About normal, mean 0, deviation 1: the sum of four 16-bit uniforms; cheap enough for every voxel.
    private static float noise(SplittableRandom random) {
        long bits = random.nextLong();
        long sum = (bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48);
        return (float) ((sum - 131_070) / 37_837.0);
    }
}
