package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Finds the voxels of a set that can be nearest to some point of a voxel face, each voxel as a whole box.
///
/// The square of the distance from a point of the face to a box is a sum of one term for each axis. Each term
/// is constant or monotone along the face, and so is its difference to the same term of another box. So a box
/// that is nearer than another one at all four corners of the face is nearer at every point of it. The search
/// keeps only boxes for which no other one is nearer at all corners.
///
/// It looks at rows of voxels in the order of their distance from the face. If the boxes are farther away
/// than about six rows, it goes through a tree, the nearest brick first.
final class BoxSearch {
    private static final int ROWS = 128; // looked at before the tree

    private final Shape lattice;
    private final double[] w; // z, y, x
    private final BitRows bits;
    private final Row[][] rows; // for faces across each axis
    private final double reach; // squared mm up to which these rows are enough
    private final BitTree tree;
    private final double[][] costs; // per level: of the 4 layers along z, then y, then x
    private final int[] at = new int[3]; // the voxel below the face
    private int normal; // the axis across the face
    private final int[] last = new int[3]; // the box with the smallest largest distance
    private double bound; // its square: boxes that begin there are never nearest
    private int found;
    private int[] steps = new int[3 * 16];
    private double[] corners = new double[4 * 16];

    /// @param spacing along z, y, x; 1 along z in 2-D
    /// @param cells of the lattice; a voxel belongs to the set where `mask` is set, and there is at least one
    BoxSearch(Shape lattice, Spacing spacing, byte[] cells, byte mask) {
        this.lattice = lattice;
        this.w = new double[]{spacing.z(), spacing.y(), spacing.x()};
        this.bits = new BitRows(lattice, cells, mask);
        double radius = lattice.axes() == 2 ? ROWS / 2 * w[1] : Math.sqrt(ROWS / Math.PI * w[0] * w[1]);
        this.reach = Math.min(radius * radius, square(62 * w[2]));
        this.rows = new Row[3][];
        for (int axis = 0; axis < 3; axis++) {
            rows[axis] = Row.within(radius, axis, lattice, w);
        }
        this.tree = new BitTree(lattice, cells, mask);
        this.costs = new double[tree.depth()][12];
        int any = Scan.next(cells, 0, lattice.voxels(), mask);
        last[0] = any / lattice.width() / lattice.height();
        last[1] = any / lattice.width() % lattice.height();
        last[2] = any % lattice.width();
    }

    /// The boxes that can be nearest to a point of the face between a voxel and the next one along an axis.
    /// Three numbers for each box: whole voxels between the face and the box along the axis across the face,
    /// and the steps from the voxel to the box along the two other axes (z before y before x). Sorted, and
    /// mirrored so that most steps go upwards: patterns that give equal distances mostly become equal
    /// numbers.
    ///
    /// @param axis across the face: 0 for z, 1 for y, 2 for x
    int[] nearest(int axis, int z, int y, int x) {
        normal = axis;
        at[0] = z;
        at[1] = y;
        at[2] = x;
        found = 0;
        bound = Double.POSITIVE_INFINITY;
        offer(last[0], last[1], last[2]);
        rows();
        if (bound > reach) search(tree.depth() - 1, 0, 0, 0);
        mirror(1);
        mirror(2);
        return sorted();
    }

    /// The steps to a row of voxels, and its squared distance from the face.
    private record Row(int z, int y, double cost) {
        static Row[] within(double radius, int axis, Shape lattice, double[] w) {
            int mostZ = lattice.axes() == 2 ? 0 : (int) Math.min(lattice.depth(), radius / w[0] + 1);
            int mostY = (int) Math.min(lattice.height(), radius / w[1] + 1);
            return IntStream.rangeClosed(-mostZ, mostZ).boxed()
                    .flatMap(z -> IntStream.rangeClosed(-mostY, mostY)
                            .mapToObj(y -> new Row(z, y, square(gap(z, axis == 0) * w[0])
                                    + square(gap(y, axis == 1) * w[1]))))
                    .filter(row -> row.cost <= radius * radius)
                    .sorted(Comparator.comparingDouble(Row::cost)).toArray(Row[]::new);
        }

        /// Whole voxels between a face and a voxel so many steps from the one below or beside the face.
        private static int gap(int steps, boolean across) {
            return across ? Math.max(steps - 1, -steps) : Math.max(0, Math.abs(steps) - 1);
        }
    }

    /// Boxes of a row beyond its first one on either side are never nearer.
    private void rows() {
        int x = at[2];
        for (Row row : rows[normal]) {
            if (row.cost >= bound) return;
            int z = at[0] + row.z;
            int y = at[1] + row.y;
            if (z < 0 || z >= lattice.depth() || y < 0 || y >= lattice.height()) continue;
            int line = z * lattice.height() + y;
            int down = bits.down(line, x);
            if (down < 64) offer(z, y, x - down);
            if (down == 0) continue;
            int up = bits.up(line, x);
            if (up < 64) offer(z, y, x + up);
        }
    }

    private void search(int level, int brickZ, int brickY, int brickX) {
        double[] cost = costs[level];
        for (int i = 0; i < 4; i++) {
            cost[i] = square(away(0, brickZ * 4 + i, level) * w[0]);
            cost[4 + i] = square(away(1, brickY * 4 + i, level) * w[1]);
            cost[8 + i] = square(away(2, brickX * 4 + i, level) * w[2]);
        }
        long word = tree.word(level, brickZ, brickY, brickX);
        int first = 0;
        double nearest = bound;
        for (long left = word; left != 0; left &= left - 1) {
            int child = Long.numberOfTrailingZeros(left);
            double away = cost[child >> 4] + cost[4 + ((child >> 2) & 3)] + cost[8 + (child & 3)];
            if (away < nearest) {
                nearest = away;
                first = child;
            }
        }
        if (nearest >= bound) return;
        child(level, brickZ, brickY, brickX, first);
        for (long left = word & ~(1L << first); left != 0; left &= left - 1) {
            int child = Long.numberOfTrailingZeros(left);
            double away = cost[child >> 4] + cost[4 + ((child >> 2) & 3)] + cost[8 + (child & 3)];
            if (away < bound) child(level, brickZ, brickY, brickX, child);
        }
    }

    private void child(int level, int brickZ, int brickY, int brickX, int child) {
        int z = brickZ * 4 + (child >> 4);
        int y = brickY * 4 + ((child >> 2) & 3);
        int x = brickX * 4 + (child & 3);
        if (level > 0) search(level - 1, z, y, x);
        else offer(z, y, x);
    }

    /// The number of whole voxels between the face and a layer of bricks along an axis; 0 beside the face.
    private int away(int axis, int layer, int level) {
        int shift = 2 * level;
        int low = layer << shift;
        int high = low + (1 << shift) - 1;
        int first = axis == normal ? at[axis] : at[axis] - 1;
        return Math.max(0, Math.max(low - at[axis] - 1, first - high));
    }

    /// Keeps a box unless another one is nearer everywhere, and forgets those that it makes superfluous.
    private void offer(int z, int y, int x) {
        int one = normal == 0 ? 1 : 0;
        int two = normal == 2 ? 1 : 2;
        int across = normal == 0 ? z : normal == 1 ? y : x;
        int stepsOne = (one == 0 ? z : y) - at[one];
        int stepsTwo = (two == 1 ? y : x) - at[two];
        int gap = Math.max(across - at[normal] - 1, at[normal] - across);
        double fixed = square(gap * w[normal]);
        double lowOne = fixed + square(atLow(stepsOne) * w[one]);
        double highOne = fixed + square(atLow(-stepsOne) * w[one]);
        double lowTwo = square(atLow(stepsTwo) * w[two]);
        double highTwo = square(atLow(-stepsTwo) * w[two]);
        double a = lowOne + lowTwo;
        double b = lowOne + highTwo;
        double c = highOne + lowTwo;
        double d = highOne + highTwo;
        int kept = 0;
        for (int i = 0; i < found; i++) {
            int k = 4 * i;
            double e = corners[k];
            double f = corners[k + 1];
            double g = corners[k + 2];
            double h = corners[k + 3];
            if (e <= a && f <= b && g <= c && h <= d) return;
            if (a <= e && b <= f && c <= g && d <= h) continue;
            if (kept < i) {
                System.arraycopy(corners, k, corners, 4 * kept, 4);
                System.arraycopy(steps, 3 * i, steps, 3 * kept, 3);
            }
            kept++;
        }
        if (4 * kept == corners.length) {
            corners = Arrays.copyOf(corners, 2 * corners.length);
            steps = Arrays.copyOf(steps, 2 * steps.length);
        }
        corners[4 * kept] = a;
        corners[4 * kept + 1] = b;
        corners[4 * kept + 2] = c;
        corners[4 * kept + 3] = d;
        steps[3 * kept] = gap;
        steps[3 * kept + 1] = stepsOne;
        steps[3 * kept + 2] = stepsTwo;
        found = kept + 1;
        double farthest = Math.max(Math.max(a, b), Math.max(c, d));
        if (farthest < bound) {
            bound = farthest;
            last[0] = z;
            last[1] = y;
            last[2] = x;
        }
    }

    /// Voxels between the lower end of the face and a box so many steps away; at the upper end it is the same
    /// for the opposite number of steps.
    private static int atLow(int steps) { return steps >= 0 ? steps : -steps - 1; }

    /// Turns the pattern of boxes so that most steps along an axis go upwards.
    private void mirror(int column) {
        long sum = 0;
        for (int i = column; i < 3 * found; i += 3) {
            sum += steps[i];
        }
        if (sum >= 0) return;
        for (int i = column; i < 3 * found; i += 3) {
            steps[i] = -steps[i];
        }
    }

    private int[] sorted() {
        for (int i = 3; i < 3 * found; i += 3) {
            for (int j = i; j > 0 && isBefore(j, j - 3); j -= 3) {
                for (int k = j; k < j + 3; k++) {
                    int other = steps[k];
                    steps[k] = steps[k - 3];
                    steps[k - 3] = other;
                }
            }
        }
        return Arrays.copyOf(steps, 3 * found);
    }

    private boolean isBefore(int one, int other) {
        for (int k = 0; k < 3; k++) {
            if (steps[one + k] != steps[other + k]) return steps[one + k] < steps[other + k];
        }
        return false;
    }

    private static double square(double v) { return v * v; }
}
