package io.github.edgewise.phantom;

import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;

/// One irregular lesion in white matter: two overlapping balls with a wavy surface.
final class PhantomLesion {
    /// The smallest cell of the noise that shapes a surface, in units of length ([Lengths]).
    private static final double ROUGHNESS = 1.5;

    private final Grid grid;
    private final double radiusMm;
    private final double[] first;
    private final double[] second;
    private final double contrast;
    private final SmoothNoise surface;

    /// @param voxels about how many it should have
    PhantomLesion(Grid grid, Head head, double voxels, SplittableRandom random) {
        this.grid = grid;
        Spacing w = grid.spacing();
        boolean flat = grid.shape().axes() == 2;
        double size = voxels * w.y() * w.x() * (flat ? 1 : w.z());
        double radius = flat ? Math.sqrt(size / 4.1) : Math.cbrt(size / 5.7);
        this.radiusMm = Math.max(radius, 0.6 * Math.max(w.y(), w.x()));
        this.first = centre(grid.shape(), head, random);
        this.second = first.clone();
        for (int a = flat ? 1 : 0; a < 3; a++) {
            second[a] += radiusMm * (1.4 * random.nextDouble() - 0.7);
        }
        this.contrast = 0.17 + 0.2 * random.nextDouble();
        double unit = Lengths.of(grid).unitMm();
        this.surface = new SmoothNoise(random, Math.max(ROUGHNESS * unit, radiusMm));
    }

    /// A voxel of white matter in mm; any voxel if 200 tries find none.
    private double[] centre(Shape s, Head head, SplittableRandom random) {
        int z = 0;
        int y = 0;
        int x = 0;
        for (int i = 0; i < 200; i++) {
            z = random.nextInt(s.depth());
            y = random.nextInt(s.height());
            x = random.nextInt(s.width());
            if (head.isWhite(z, y, x)) break;
        }
        Spacing w = grid.spacing();
        return new double[]{z * w.z(), y * w.y(), x * w.x()};
    }

    /// Adds the voxels of the lesion that belong to no other lesion, and returns how many these are.
    int paint(int k, float[] tissue, byte[] labels) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double reach = 2.2 * radiusMm;
        int painted = 0;
        for (int z = low(first[0] - reach, w.z()); z <= high(first[0] + reach, w.z(), s.depth()); z++) {
            for (int y = low(first[1] - reach, w.y()); y <= high(first[1] + reach, w.y(), s.height()); y++) {
                for (int x = low(first[2] - reach, w.x()); x <= high(first[2] + reach, w.x(),
                        s.width()); x++) {
                    int i = s.index(z, y, x);
                    if (labels[i] != 0 || !isInside(z * w.z(), y * w.y(), x * w.x())) continue;
                    labels[i] = (byte) k;
                    tissue[i] = (float) brightness(k);
                    painted++;
                }
            }
        }
        return painted;
    }

    private double brightness(int k) {
        return switch (k) {
            case 1 -> Head.WHITE + contrast;
            case 2 -> Head.WHITE - 0.8 * contrast;
            default -> Head.WHITE + contrast + 0.15 * (k - 2);
        };
    }

    private boolean isInside(double z, double y, double x) {
        double wave = 1 + 0.35 * surface.at(z, y, x);
        return Math.min(distance(first, z, y, x), distance(second, z, y, x)) < radiusMm * wave;
    }

    private double distance(double[] centre, double z, double y, double x) {
        double dz = grid.shape().axes() == 2 ? 0 : z - centre[0];
        double dy = y - centre[1];
        double dx = x - centre[2];
        return Math.sqrt(dz * dz + dy * dy + dx * dx);
    }

    private static int low(double mm, double w) { return Math.max(0, (int) Math.ceil(mm / w)); }

    private static int high(double mm, double w, int n) { return Math.min(n - 1, (int) Math.floor(mm / w)); }
}
