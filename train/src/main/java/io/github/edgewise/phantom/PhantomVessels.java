package io.github.edgewise.phantom;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/// Trees of dark vessels on an uneven, brighter background. A tree begins at the edge of the image. Its
/// vessels wind, branch and get thinner down to one voxel; thin ones are fainter, and every vessel fades in
/// places. Some dark spots are no vessels.
final class PhantomVessels {
    private static final double BACKGROUND = 0.55;
    private static final int SPOTS = 10;
    /// Radii and steps in voxels.
    private static final double TRUNK = 1.8;
    private static final double THINNEST = 0.55;
    private static final double STEP = 0.4;
    private static final double LONGEST = 90;
    /// Per voxel of length.
    private static final double BRANCHING = 0.07;
    private static final double TAPER = 0.006;
    private static final double BENDING = 0.08;

    private final Grid grid;
    private final float[] tissue;
    private final byte[] labels;
    private final float[] darkness;
    private final SplittableRandom random;
    private final double voxel;
    private final SmoothNoise fading;
    private int painted;

    /// Where a vessel is, in mm, where it goes, and its radius in voxels.
    private static final class Tip {
        private final double[] place;
        private final double[] heading;
        private final double radius;

        Tip(double[] place, double[] heading, double radius) {
            this.place = place;
            this.heading = heading;
            this.radius = radius;
        }
    }

    PhantomVessels(Grid grid, float[] tissue, byte[] labels, SplittableRandom random) {
        this.grid = grid;
        this.tissue = tissue;
        this.labels = labels;
        this.darkness = new float[tissue.length];
        this.random = random;
        Spacing w = grid.spacing();
        this.voxel = Math.max(w.y(), w.x());
        this.fading = new SmoothNoise(random, 7 * voxel);
        paintBackground();
    }

    private void paintBackground() {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        var wide = new SmoothNoise(random, 0.3 * s.height() * w.y());
        var fine = new SmoothNoise(random, 4 * voxel);
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    tissue[i] = (float) (BACKGROUND + 0.08 * wide.at(z * w.z(), y * w.y(), x * w.x())
                            + 0.04 * fine.at(z * w.z(), y * w.y(), x * w.x()));
                }
            }
        }
        for (int n = 0; n < SPOTS; n++) {
            darken(new double[]{random.nextDouble() * s.depth() * w.z(),
                random.nextDouble() * s.height() * w.y(), random.nextDouble() * s.width() * w.x()},
                    0.8 + random.nextDouble(), 0.12, false);
        }
    }

    /// How many voxels are vessel.
    int painted() { return painted; }

    /// Adds a tree of at most a third of the voxels that are wanted.
    void addTree(double wanted) {
        double enough = Math.min(wanted, painted + wanted / 3);
        Deque<Tip> tips = new ArrayDeque<>();
        tips.add(trunk());
        while (!tips.isEmpty() && painted < enough) {
            grow(tips.removeFirst(), tips, enough);
        }
    }

    /// At a random place of the edge, towards the middle.
    private Tip trunk() {
        Shape s = grid.shape();
        double[] size = {(s.depth() - 1) * grid.spacing().z(), (s.height() - 1) * grid.spacing().y(),
            (s.width() - 1) * grid.spacing().x()};
        int edge = (isFlat() ? 1 : 0) + random.nextInt(isFlat() ? 2 : 3);
        double[] place = new double[3];
        double[] heading = new double[3];
        for (int a = 0; a < 3; a++) {
            place[a] = a == edge ? (random.nextBoolean() ? 0 : size[a]) : random.nextDouble() * size[a];
            heading[a] = size[a] / 2 - place[a] + 0.3 * Phantom.normal(random) * size[a];
        }
        return new Tip(place, unit(heading), TRUNK * (0.7 + 0.6 * random.nextDouble()));
    }

    private boolean isFlat() { return grid.shape().axes() == 2; }

    private void grow(Tip tip, Deque<Tip> tips, double enough) {
        double[] place = tip.place.clone();
        double[] heading = tip.heading;
        double radius = tip.radius;
        double[] bend = side();
        for (double length = 0; length < LONGEST && radius > THINNEST - 0.1; length += STEP) {
            double faint = Math.min(1, radius / 1.4) * (0.62 + 0.5 * fading.at(place[0], place[1], place[2]));
            if (!darken(place, Math.max(radius, THINNEST), 0.26 * faint, true) || painted >= enough) return;
            for (int a = 0; a < 3; a++) {
                place[a] += STEP * voxel * heading[a];
            }
            double[] other = side();
            for (int a = 0; a < 3; a++) {
                bend[a] = 0.93 * bend[a] + 0.37 * other[a];
            }
            heading = towards(heading, bend, BENDING * STEP);
            radius *= 1 - TAPER * STEP;
            if (random.nextDouble() < BRANCHING * STEP) {
                double[] away = towards(heading, side(), 0.6 + 0.5 * random.nextDouble());
                tips.add(new Tip(place.clone(), away, radius * (0.55 + 0.3 * random.nextDouble())));
                radius *= 0.93;
            }
        }
    }

    /// A random direction of about length 1; in 2-D in the plane.
    private double[] side() {
        double[] direction = new double[3];
        for (int a = isFlat() ? 1 : 0; a < 3; a++) {
            direction[a] = Phantom.normal(random);
        }
        return direction;
    }

    private static double[] towards(double[] heading, double[] side, double amount) {
        double[] sum = new double[3];
        for (int a = 0; a < 3; a++) {
            sum[a] = heading[a] + amount * side[a];
        }
        return unit(sum);
    }

    private static double[] unit(double[] v) {
        double length = Math.max(1e-9, Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
        return new double[]{v[0] / length, v[1] / length, v[2] / length};
    }

    /// Makes the voxels around a place `depth` darker than the background.
    ///
    /// @return false where the place is outside of the image
    private boolean darken(double[] place, double radius, double depth, boolean isVessel) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double[] sizes = {w.z(), w.y(), w.x()};
        int[] counts = {s.depth(), s.height(), s.width()};
        int[] low = new int[3];
        int[] high = new int[3];
        double reach = radius * voxel;
        for (int a = isFlat() ? 1 : 0; a < 3; a++) {
            if (place[a] < 0 || place[a] > (counts[a] - 1) * sizes[a]) return false;
            low[a] = Math.max(0, (int) Math.ceil((place[a] - reach) / sizes[a]));
            high[a] = Math.min(counts[a] - 1, (int) Math.floor((place[a] + reach) / sizes[a]));
        }
        for (int z = low[0]; z <= high[0]; z++) {
            for (int y = low[1]; y <= high[1]; y++) {
                for (int x = low[2]; x <= high[2]; x++) {
                    double dz = isFlat() ? 0 : z * w.z() - place[0];
                    double dy = y * w.y() - place[1];
                    double dx = x * w.x() - place[2];
                    if (dz * dz + dy * dy + dx * dx > reach * reach) continue;
                    int i = s.index(z, y, x);
                    float more = (float) Math.max(0, depth - darkness[i]);
                    tissue[i] -= more;
                    darkness[i] += more;
                    if (isVessel && labels[i] == 0) {
                        labels[i] = 1;
                        painted++;
                    }
                }
            }
        }
        return true;
    }
}
