package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Surfaces of faces against points: each face is cut into small rectangles, and the distance from the middle
/// of each to all faces of the other mask is computed. It differs from that of any other point of the small
/// rectangle by half of its diagonal at most.
class FacePointsTest {
    /// A rectangle, in 2-D a line: the axis across it, its lower corner and its sides in mm.
    private static final class Face {
        private final int axis;
        private final double[] low;
        private final double[] size;

        Face(int axis, double[] low, double[] size) {
            this.axis = axis;
            this.low = low;
            this.size = size;
        }

        double area() { return size[0] * size[1] * size[2]; } // size across is 1

        double squared(double[] point) {
            double sum = 0;
            for (int a = 0; a < 3; a++) {
                double high = a == axis ? low[a] : low[a] + size[a];
                double away = Math.max(0, Math.max(low[a] - point[a], point[a] - high));
                sum += away * away;
            }
            return sum;
        }
    }

    private static List<Face> faces(LabelMap m) {
        Shape s = m.grid().shape();
        Spacing spacing = m.grid().spacing();
        double[] w = {s.axes() == 2 ? 1 : spacing.z(), spacing.y(), spacing.x()};
        var faces = new ArrayList<Face>();
        for (int axis = s.axes() == 2 ? 1 : 0; axis < 3; axis++) {
            for (int z = axis == 0 ? -1 : 0; z < s.depth(); z++) {
                for (int y = axis == 1 ? -1 : 0; y < s.height(); y++) {
                    for (int x = axis == 2 ? -1 : 0; x < s.width(); x++) {
                        int[] next = {z, y, x};
                        next[axis]++;
                        if (inside(m, z, y, x) == inside(m, next[0], next[1], next[2])) continue;
                        double[] size = w.clone();
                        size[axis] = 1;
                        faces.add(new Face(axis, new double[]{next[0] * w[0], next[1] * w[1], next[2] * w[2]},
                                size));
                    }
                }
            }
        }
        return faces;
    }

    private static boolean inside(LabelMap m, int z, int y, int x) {
        Shape s = m.grid().shape();
        return z >= 0 && z < s.depth() && y >= 0 && y < s.height() && x >= 0 && x < s.width()
                && m.at(s.index(z, y, x)) == 1;
    }

    /// Distances of points with the area that each stands for, nearest first.
    private static final class Points {
        private final double[][] mmAndArea;

        private Points(double[][] mmAndArea) { this.mmAndArea = mmAndArea; }

        static Points of(LabelMap a, LabelMap b, int cuts) {
            boolean flat = a.grid().shape().axes() == 2;
            List<Face> to = faces(b);
            var points = new ArrayList<double[]>();
            for (Face face : faces(a)) {
                int one = face.axis == 0 ? 1 : 0;
                int two = face.axis == 2 ? 1 : 2;
                int cutsOne = flat ? 1 : cuts;
                for (int i = 0; i < cutsOne; i++) {
                    for (int j = 0; j < cuts; j++) {
                        double[] p = face.low.clone();
                        if (!flat) p[one] += face.size[one] * (i + 0.5) / cutsOne;
                        p[two] += face.size[two] * (j + 0.5) / cuts;
                        if (flat) p[0] = to.getFirst().low[0];
                        double nearest = Double.POSITIVE_INFINITY;
                        for (Face other : to) {
                            nearest = Math.min(nearest, other.squared(p));
                        }
                        points.add(new double[]{Math.sqrt(nearest), face.area() / cutsOne / cuts});
                    }
                }
            }
            double[][] sorted = points.toArray(double[][]::new);
            Arrays.sort(sorted, (p, q) -> Double.compare(p[0], q[0]));
            return new Points(sorted);
        }

        double total() { return Arrays.stream(mmAndArea).mapToDouble(p -> p[1]).sum(); }

        double mean() { return Arrays.stream(mmAndArea).mapToDouble(p -> p[0] * p[1]).sum() / total(); }

        double within(double mm) {
            return Arrays.stream(mmAndArea).filter(p -> p[0] <= mm).mapToDouble(p -> p[1]).sum();
        }

        double covering(double percentile) {
            double sum = 0;
            double enough = total() * percentile / 100 * (1 - 1e-12);
            for (double[] p : mmAndArea) {
                sum += p[1];
                if (sum >= enough) return p[0];
            }
            return largest();
        }

        double largest() { return mmAndArea[mmAndArea.length - 1][0]; }
    }

    @Test
    void random_masks_agree_with_points_on_every_face() {
        var random = new SplittableRandom(5);
        int compared = 0;
        while (compared < 60) {
            Shape shape = random.nextBoolean()
                    ? Shape.of(1 + random.nextInt(6), 1 + random.nextInt(6))
                    : Shape.of(1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(4));
            Grid grid = Grid.of(shape, Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 2, random);
            LabelMap b = Masks.scattered(grid, 2, random);
            if (compare(a, b, 32, random)) compared++;
        }
    }

    @Test
    void masks_far_from_each_other_agree_with_points() {
        var random = new SplittableRandom(6);
        for (Shape shape : List.of(Shape.of(1, 300), Shape.of(200, 170), Shape.of(40, 60, 150),
                Shape.of(90, 20, 90), Shape.of(1, 70, 70))) {
            for (int trial = 0; trial < 4; trial++) {
                Grid grid = Grid.of(shape, Masks.spacing(random));
                compare(few(grid, random), few(grid, random), 8, random);
            }
        }
    }

    /// Some voxels near each other, and one anywhere.
    private static LabelMap few(Grid grid, SplittableRandom random) {
        byte[] labels = new byte[grid.voxels()];
        int near = random.nextInt(labels.length);
        for (int i = 0; i < 15; i++) {
            labels[(near + random.nextInt(4) * grid.shape().width() + random.nextInt(4)) % labels.length] = 1;
        }
        labels[random.nextInt(labels.length)] = 1;
        return new LabelMap(grid, 2, labels);
    }

    private static boolean compare(LabelMap a, LabelMap b, int cuts, SplittableRandom random) {
        var masks = new MaskPair(a, b, 1);
        if (masks.emptiness().isPresent()) return false;
        Spacing w = a.grid().spacing();
        double widest = Math.max(w.y(), w.x());
        if (a.grid().shape().axes() == 3) widest = Math.max(widest, w.z());
        double half = widest / cuts / Math.sqrt(2) + 1e-9; // half of the diagonal of a small rectangle
        double percentile = 1 + 98 * random.nextDouble();
        Surface surface = masks.faces();
        List<BorderDistances> exact = List.of(surface.fromPrediction(), surface.fromReference());
        List<Points> points = List.of(Points.of(a, b, cuts), Points.of(b, a, cuts));
        String name = a.grid().shape() + " " + w;
        for (int i = 0; i < 2; i++) {
            BorderDistances ours = exact.get(i);
            Points theirs = points.get(i);
            double tolerance = theirs.largest() * random.nextDouble();
            assertThat(ours.total()).as(name).isCloseTo(theirs.total(), within(1e-9 * theirs.total()));
            assertThat(ours.mean()).as(name).isCloseTo(theirs.mean(), within(0.5 * half / cuts + 1e-9));
            assertThat(ours.largest()).as(name).isCloseTo(theirs.largest(), within(half));
            assertThat(ours.covering(percentile)).as(name)
                    .isCloseTo(theirs.covering(percentile), within(half));
            assertThat(ours.covering(95)).as(name).isCloseTo(theirs.covering(95), within(half));
            assertThat(ours.within(tolerance)).as(name).isBetween(
                    theirs.within(tolerance - half) * (1 - 1e-9),
                    theirs.within(tolerance + half) * (1 + 1e-9));
        }
        return true;
    }

    /// Means come from another integral than areas: both must say the same.
    @Test
    void the_mean_is_the_area_beyond_every_distance() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 30; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 2, random);
            LabelMap b = Masks.scattered(grid, 2, random);
            if (a.count(1) == 0 || b.count(1) == 0) continue;
            BorderDistances distances = new MaskPair(a, b, 1).faces().fromPrediction();
            double step = distances.largest() / 1000;
            double sum = 0;
            for (int i = 0; i < 1000; i++) {
                sum += (distances.total() - distances.within((i + 0.5) * step)) * step;
            }
            assertThat(sum / distances.total()).isCloseTo(distances.mean(), within(step / 2 + 1e-12));
        }
    }
}
