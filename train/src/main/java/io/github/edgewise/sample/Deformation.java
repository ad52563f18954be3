package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;

/// How patches are rotated, scaled and bent. Angles and displacements are in the patient's mm, whatever the
/// spacing; axes are rotated about the first alone where slices are more than twice as far apart as pixels.
///
/// @param share of the patches that are deformed, 0 to 1
/// @param degrees largest angle, either way
/// @param scaling largest factor less 1, of every axis by itself: 0.2 for 1 / 1.2 to 1.2
/// @param elastic strength of a smooth random displacement, as a share of the 24 voxels over which it
///     changes, at most 0.25; to 0.1 nothing folds, since no slope of it exceeds 3 times this
public record Deformation(double share, double degrees, double scaling, double elastic) {
    /// None at all.
    public static final Deformation NONE = new Deformation(0, 0, 0, 0);

    /// A third of the patches by up to 15 degrees, a fifth in size, and a little bent.
    public static final Deformation USUAL = new Deformation(0.3, 15, 0.2, 0.05);

    private static final double CELL_VOXELS = 24;
    private static final double FLAT = 2;

    public Deformation {
        if (!(share >= 0 && share <= 1)) {
            throw new InvalidInputException("the share of deformed patches lies in 0 to 1, not " + share);
        }
        if (!(degrees >= 0 && degrees <= 180) || !(scaling >= 0 && scaling < 1)
                || !(elastic >= 0 && elastic <= 0.25)) {
            throw new InvalidInputException(
                    "a deformation has 0 to 180 degrees, scaling from 0 to below 1 "
                            + "and elastic from 0 to 0.25, but got " + degrees + ", " + scaling + " and "
                            + elastic);
        }
    }

    /// A random deformation of patches of `axes` axes, about any point.
    ///
    /// @param symmetry the flip or turn that goes with it
    Warp draw(int axes, Spacing w, Symmetry symmetry, SplittableRandom random) {
        double[][] m = symmetry.matrix();
        boolean inPlane = axes == 2 || isThick(w);
        m = rotated(m, 1, 2, angle(random));
        if (!inPlane) {
            m = rotated(m, 0, 1, angle(random));
            m = rotated(m, 0, 2, angle(random));
        }
        double[] factors = {axes == 2 ? 1 : factor(random), factor(random), factor(random)};
        for (double[] row : m) {
            for (int a = 0; a < 3; a++) {
                row[a] *= factors[a];
            }
        }
        double cell = CELL_VOXELS * Math.min(w.y(), w.x());
        SmoothNoise[] bend = new SmoothNoise[elastic > 0 ? 3 : 0];
        for (int a = 0; a < bend.length; a++) {
            bend[a] = new SmoothNoise(random, cell);
        }
        return new Warp(m, w, bend, elastic * cell, axes == 3);
    }

    /// True where slices are so much thicker than pixels are wide that they are varied in their plane alone.
    static boolean isThick(Spacing w) { return w.z() > FLAT * Math.max(w.y(), w.x()); }

    private double angle(SplittableRandom random) {
        return Math.toRadians(degrees) * (2 * random.nextDouble() - 1);
    }

    private double factor(SplittableRandom random) {
        return Math.exp(Math.log1p(scaling) * (2 * random.nextDouble() - 1));
    }

    /// The matrix after a rotation in the plane of axes a and b.
    private static double[][] rotated(double[][] m, int a, int b, double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double[][] r = new double[3][];
        for (int i = 0; i < 3; i++) {
            r[i] = m[i].clone();
            r[i][a] = cos * m[i][a] - sin * m[i][b];
            r[i][b] = sin * m[i][a] + cos * m[i][b];
        }
        return r;
    }
}
