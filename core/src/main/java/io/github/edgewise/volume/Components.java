package io.github.edgewise.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// The connected components of one class of a label map: its separate lesions, cells or organs.
///
/// They are numbered from 1 in the order of their first voxels, `z, y, x` with x fastest. An absent class has
/// none. The algorithm joins the runs of the rows by union-find (Wu, Otoo and Suzuki, Pattern Analysis and
/// Applications 12, 2009). So it takes about as long as reading the map once.
public final class Components {

    /// Which voxels are neighbours.
    public enum Connectivity {
        /// Voxels that share a face: 4 neighbours in 2-D, 6 in 3-D.
        FACES,
        /// Voxels that share a face or an edge: 8 neighbours in 2-D, 18 in 3-D.
        EDGES,
        /// Voxels that share a face, an edge or a corner: 8 neighbours in 2-D, 26 in 3-D.
        FULL
    }

    private final Shape shape;
    private final Runs runs;
    private final int[] component;
    private final int[] sizes;

    private Components(Shape shape, Runs runs, int[] parent) {
        this.shape = shape;
        this.runs = runs;
        this.component = parent;
        int count = 0;
        for (int run = 0; run < runs.count; run++) {
            component[run] = parent[run] == run ? ++count : component[parent[run]]; // roots precede their runs
        }
        this.sizes = new int[count];
        for (int run = 0; run < runs.count; run++) {
            sizes[component[run] - 1] += runs.to[run] - runs.from[run];
        }
    }

    /// The components of class `classIndex` with [Connectivity#FULL].
    public static Components of(LabelMap labels, int classIndex) {
        return of(labels, classIndex, Connectivity.FULL);
    }

    /// The components of class `classIndex`.
    public static Components of(LabelMap labels, int classIndex, Connectivity connectivity) {
        Shape s = labels.grid().shape();
        Runs runs = new Runs(labels.labels(), s, (byte) classIndex);
        int[] parent = new int[runs.count];
        for (int run = 0; run < parent.length; run++) {
            parent[run] = run;
        }
        int beside = connectivity == Connectivity.FACES ? 0 : 1;
        int across = connectivity == Connectivity.FULL ? 1 : 0;
        for (int z = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                int row = z * s.height() + y;
                if (runs.isEmpty(row)) continue;
                if (y > 0) runs.join(parent, row, row - 1, beside);
                if (z == 0) continue;
                runs.join(parent, row, row - s.height(), beside);
                if (beside == 0) continue;
                if (y > 0) runs.join(parent, row, row - s.height() - 1, across);
                if (y + 1 < s.height()) runs.join(parent, row, row - s.height() + 1, across);
            }
        }
        for (int run = 0; run < parent.length; run++) {
            parent[run] = root(parent, run);
        }
        return new Components(s, runs, parent);
    }

    private static int root(int[] parent, int run) {
        int r = run;
        while (parent[r] != r) {
            parent[r] = parent[parent[r]];
            r = parent[r];
        }
        return r;
    }

    /// The number of components.
    public int count() { return sizes.length; }

    /// The number of voxels of each component, component 1 first; a copy.
    public int[] sizes() { return sizes.clone(); }

    /// The number of the component of every voxel, 0 outside of the class. A new array at every call.
    public int[] numbers() {
        int[] numbers = new int[shape.voxels()];
        for (int row = 0; row < runs.rows(); row++) {
            for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                int at = row * shape.width();
                Arrays.fill(numbers, at + runs.from[run], at + runs.to[run], component[run]);
            }
        }
        return numbers;
    }

    /// A mask of the wanted components: 1 at their voxels, 0 elsewhere. A new array at every call.
    ///
    /// @param wanted which components, by their number from 1
    public byte[] mask(IntPredicate wanted) {
        byte[] mask = new byte[shape.voxels()];
        for (int row = 0; row < runs.rows(); row++) {
            int at = row * shape.width();
            for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                if (wanted.test(component[run]))
                    Arrays.fill(mask, at + runs.from[run], at + runs.to[run], (byte) 1);
            }
        }
        return mask;
    }

    /// The smallest box around each component, component 1 first.
    public List<Box> boxes() {
        int[] low = new int[3 * count()];
        int[] high = new int[3 * count()];
        Arrays.fill(low, Integer.MAX_VALUE);
        for (int row = 0; row < runs.rows(); row++) {
            int z = row / shape.height();
            int y = row % shape.height();
            for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                int i = 3 * (component[run] - 1);
                low[i] = Math.min(low[i], z);
                high[i] = z + 1; // z only grows
                low[i + 1] = Math.min(low[i + 1], y);
                high[i + 1] = Math.max(high[i + 1], y + 1);
                low[i + 2] = Math.min(low[i + 2], runs.from[run]);
                high[i + 2] = Math.max(high[i + 2], runs.to[run]);
            }
        }
        var boxes = new ArrayList<Box>();
        for (int i = 0; i < low.length; i += 3) {
            boxes.add(new Box(low[i], low[i + 1], low[i + 2], new Shape(shape.axes(), high[i] - low[i],
                    high[i + 1] - low[i + 1], high[i + 2] - low[i + 2])));
        }
        return List.copyOf(boxes);
    }

    /// A mask of a part of the image: 1 at the voxels of one component, 0 elsewhere. A new array at every
    /// call.
    ///
    /// @param number of the component, from 1
    /// @param box the part
    public byte[] mask(int number, Box box) {
        Shape s = box.shape();
        byte[] mask = new byte[s.voxels()];
        for (int at = 0; at < s.depth() * s.height(); at++) {
            int row = (box.z() + at / s.height()) * shape.height() + box.y() + at % s.height();
            for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                if (component[run] != number) continue;
                int from = Math.max(0, runs.from[run] - box.x());
                int to = Math.min(s.width(), runs.to[run] - box.x());
                if (from < to) Arrays.fill(mask, at * s.width() + from, at * s.width() + to, (byte) 1);
            }
        }
        return mask;
    }

    /// For each of these components, component 1 first, how many of its voxels lie in any component of
    /// `other`.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public int[] overlaps(Components other) {
        if (!shape.equals(other.shape)) {
            throw new IllegalArgumentException(
                    "components can be compared only on equal shapes, but these have "
                            + shape + " and " + other.shape + " voxels");
        }
        int[] shared = new int[count()];
        for (int row = 0; row < runs.rows(); row++) {
            int i = runs.first[row];
            int j = other.runs.first[row];
            while (i < runs.first[row + 1] && j < other.runs.first[row + 1]) {
                int from = Math.max(runs.from[i], other.runs.from[j]);
                int to = Math.min(runs.to[i], other.runs.to[j]);
                if (from < to) shared[component[i] - 1] += to - from;
                if (runs.to[i] == to) i++;
                else j++;
            }
        }
        return shared;
    }

    /// The runs of one class. Run r covers the voxels `from[r]` to `to[r] - 1` of its row. Row i has the runs
    /// `first[i]` to `first[i + 1] - 1`.
    private static final class Runs {
        private final int[] first;
        private int[] from = new int[64];
        private int[] to = new int[64];
        private int count;

        Runs(byte[] labels, Shape s, byte k) {
            this.first = new int[s.depth() * s.height() + 1];
            for (int row = 0; row < rows(); row++) {
                find(labels, row * s.width(), (row + 1) * s.width(), k);
                first[row + 1] = count;
            }
        }

        int rows() { return first.length - 1; }

        boolean isEmpty(int row) { return first[row] == first[row + 1]; }

        private void find(byte[] labels, int start, int end, byte k) {
            int x = ByteRuns.next(labels, start, end, k);
            while (x < end) {
                if (count == from.length) {
                    from = Arrays.copyOf(from, 2 * count);
                    to = Arrays.copyOf(to, 2 * count);
                }
                from[count] = x - start;
                x = ByteRuns.end(labels, x + 1, end, k);
                to[count++] = x - start;
                x = ByteRuns.next(labels, x, end, k);
            }
        }

        /// Joins the runs of two rows that touch, or that are at most `reach` voxels apart to the side.
        void join(int[] parent, int row, int other, int reach) {
            int i = first[row];
            int j = first[other];
            while (i < first[row + 1] && j < first[other + 1]) {
                if (from[i] < to[j] + reach && from[j] < to[i] + reach) {
                    int a = root(parent, i);
                    int b = root(parent, j);
                    parent[Math.max(a, b)] = Math.min(a, b);
                }
                if (to[i] < to[j]) i++;
                else j++;
            }
        }
    }
}
