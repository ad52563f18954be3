package io.github.edgewise.phantom;

import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;

/// The anatomy of one phantom: scalp, fluid, a folded cortex, white matter and two ventricles with a bright
/// rim, all deformed by smooth noise.
final class Head {
    static final double WHITE = 0.42;
    private static final double AIR = 0.02;
    private static final double SCALP = 0.55;
    private static final double FLUID = 0.12;
    private static final double GREY = 0.62;

    private final Spacing spacing;
    private final double centreZ;
    private final double centreY;
    private final double centreX;
    private final double radiusZ;
    private final double radiusY;
    private final double radiusX;
    private final double ventricle;
    private final SmoothNoise outline;
    private final SmoothNoise folds;
    private final SmoothNoise texture;

    Head(Grid grid, SplittableRandom random) {
        Shape s = grid.shape();
        this.spacing = grid.spacing();
        double tall = s.height() * spacing.y();
        double wide = s.width() * spacing.x();
        double deep = s.depth() * spacing.z();
        centreZ = deep / 2 + (random.nextDouble() - 0.5) * 0.1 * deep;
        centreY = tall / 2 + (random.nextDouble() - 0.5) * 0.06 * tall;
        centreX = wide / 2 + (random.nextDouble() - 0.5) * 0.06 * wide;
        radiusY = tall * (0.42 + 0.05 * random.nextDouble());
        radiusX = wide * (0.36 + 0.05 * random.nextDouble());
        radiusZ = s.axes() == 2 ? Double.POSITIVE_INFINITY : deep * 0.75;
        ventricle = 0.16 + 0.08 * random.nextDouble();
        outline = new SmoothNoise(random, 0.3 * tall);
        folds = new SmoothNoise(random, 0.07 * tall);
        texture = new SmoothNoise(random, 0.04 * tall);
    }

    /// The tissue's brightness at a voxel, before the scanner's faults.
    double intensity(int z, int y, int x) {
        double pz = z * spacing.z();
        double py = y * spacing.y();
        double px = x * spacing.x();
        double r = radius(pz, py, px) + 0.07 * outline.at(pz, py, px);
        if (r > 1) return AIR;
        if (r > 0.93) return SCALP;
        double fold = folds.at(pz, py, px);
        if (r > 0.86 + 0.05 * fold) return FLUID;
        double inner = ventricles(pz, py, px) + 0.15 * fold;
        if (inner < 1) return FLUID;
        double grain = 0.04 * texture.at(pz, py, px);
        if (inner < 1.25) return GREY + grain;
        boolean cortex = r > 0.7 + 0.14 * Math.abs(fold) || (r > 0.5 && Math.abs(fold) < 0.08);
        return (cortex ? GREY : WHITE) + grain;
    }

    /// True at a voxel of white matter.
    boolean isWhite(int z, int y, int x) { return Math.abs(intensity(z, y, x) - WHITE) < 0.05; }

    private double radius(double z, double y, double x) {
        double dz = (z - centreZ) / radiusZ;
        double dy = (y - centreY) / radiusY;
        double dx = (x - centreX) / radiusX;
        return Math.sqrt(dz * dz + dy * dy + dx * dx);
    }

    /// Below 1 inside one of two ellipsoids beside the midline.
    private double ventricles(double z, double y, double x) {
        double dx = (Math.abs(x - centreX) - 0.16 * radiusX) / (0.55 * ventricle * radiusX);
        double dy = (y - centreY) / (1.6 * ventricle * radiusY);
        double dz = (z - centreZ) / (0.5 * radiusZ);
        return Math.sqrt(dz * dz + dy * dy + dx * dx);
    }
}
