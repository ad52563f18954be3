package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;

/// How the values of patches are varied. Labels and maps do not change.
///
/// Every effect is applied to its share of the patches, independently for each channel; `strength` widens or
/// narrows all ranges. With s the strength and U uniform, the effects in the order of a
/// scanner (tissue, then resolution, then noise) are:
///
/// - bias: the height of a value above the least is multiplied by 1 + 0.3 s n, n a smooth field in -1 to 1
///   that changes over half of the patch.
/// - brightness: v becomes v U(1 - 0.25 s, 1 + 0.25 s).
/// - contrast: v becomes m + (v - m) U(1 - 0.25 s, 1 + 0.25 s), m the mean, kept in the old range.
/// - gamma: v as a share r of the range becomes r^g, g^(1/s) half of the time in U(0.7, 1), half in
///   U(1, 1.5); for a quarter of them it becomes 1 - (1 - r)^g.
/// - blur: a Gaussian with a deviation of U(0.5, 1) s voxels.
/// - lowResolution: U(1 - 0.5 s, 1) times as many voxels along every axis, each the nearest of the old ones,
///   and then linear between them.
/// - noise: about normal, of deviation U(0, 0.1) s, is added.
///
/// After bias and gamma, mean and deviation are as before, since images are normalised. Blur and
/// lowResolution stay in the plane where slices are more than twice as far apart as pixels. Shares and ranges
/// are close to the defaults of nnU-Net (Isensee et al., Nature Methods 2021), which has no bias field.
///
/// @param strength 1 for these ranges, 0 for no effect at all, at most 1.5
/// @param bias share of the patches, 0 to 1
/// @param brightness its share
/// @param contrast its share
/// @param gamma its share
/// @param blur its share
/// @param lowResolution its share
/// @param noise its share
public record Intensity(double strength, double bias, double brightness, double contrast, double gamma,
        double blur, double lowResolution, double noise) {
    /// No effect at all.
    public static final Intensity NONE = new Intensity(0, 0, 0, 0, 0, 0, 0, 0);
    /// All effects; three of four patches have one or more.
    public static final Intensity USUAL = new Intensity(1, 0.15, 0.15, 0.15, 0.3, 0.2, 0.25, 0.1);

    private static final double STRONGEST = 1.5;

    public Intensity {
        if (!(strength >= 0 && strength <= STRONGEST)) {
            throw new InvalidInputException(
                    "the strength of intensity changes lies in 0 to " + STRONGEST + ", not " + strength);
        }
        for (double share : List.of(bias, brightness, contrast, gamma, blur, lowResolution, noise)) {
            if (!(share >= 0 && share <= 1)) {
                throw new InvalidInputException(
                        "the share of patches of an intensity change lies in 0 to 1, not " + share);
            }
        }
    }

    /// The usual shares, in ranges `strength` times as wide.
    public static Intensity of(double strength) {
        Intensity u = USUAL;
        return new Intensity(strength, u.bias, u.brightness, u.contrast, u.gamma, u.blur, u.lowResolution,
                u.noise);
    }

    /// Varies a patch of `channels` channels that begins at `from`, in place.
    void vary(float[] values, int from, int channels, Shape shape, Spacing spacing,
            SplittableRandom random) {
        if (strength == 0) return;
        for (int c = 0; c < channels; c++) {
            var tone = new Tone(values, from + c * shape.voxels(), shape);
            var sharpness = new Sharpness(values, from + c * shape.voxels(), shape, spacing);
            if (happens(bias, random)) tone.bias(0.3 * strength, spacing, random);
            if (happens(brightness, random)) tone.brightness(1 + 0.25 * strength * either(random));
            if (happens(contrast, random)) tone.contrast(1 + 0.25 * strength * either(random));
            if (happens(gamma, random)) {
                double least = random.nextBoolean() ? 0.7 : 1;
                double most = least == 1 ? 1.5 : 1;
                double exponent = least + (most - least) * random.nextDouble();
                tone.gamma(Math.pow(exponent, strength), random.nextInt(4) == 0);
            }
            if (happens(blur, random)) sharpness.blur(strength * (0.5 + 0.5 * random.nextDouble()));
            if (happens(lowResolution, random)) sharpness.lower(1 - 0.5 * strength * random.nextDouble());
            if (happens(noise, random)) tone.noise(0.1 * strength * random.nextDouble(), random);
        }
    }

    private static boolean happens(double share, SplittableRandom random) {
        return random.nextDouble() < share;
    }

    private static double either(SplittableRandom random) { return 2 * random.nextDouble() - 1; }
}
