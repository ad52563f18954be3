package io.github.edgewise.volume;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
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

    /// The wanted components inside a box of the image: 1 at their voxels, 0 elsewhere, in the order of the
    /// box. A new array at every call.
    ///
    /// @param wanted which components, by their number from 1
    public byte[] mask(Box box, IntPredicate wanted) {
        Shape part = box.shape();
        byte[] mask = new byte[part.voxels()];
        for (int z = 0, at = 0; z < part.depth(); z++) {
            for (int y = 0; y < part.height(); y++, at += part.width()) {
                int row = (box.z() + z) * shape.height() + box.y() + y;
                for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                    int from = Math.max(0, runs.from[run] - box.x());
                    int to = Math.min(part.width(), runs.to[run] - box.x());
                    if (from < to && wanted.test(component[run]))
                        Arrays.fill(mask, at + from, at + to, (byte) 1);
                }
            }
        }
        return mask;
    }

    /// Is told about neighbouring voxels of a component.
    public interface RunVisitor {
        /// The voxels `from` to `to - 1` of the row at `z` and `y` belong to component `number`.
        void run(int number, int z, int y, int from, int to);
    }

    /// Tells about all runs, in the order of their voxels.
    public void visit(RunVisitor visitor) {
        for (int row = 0; row < runs.rows(); row++) {
            for (int run = runs.first[row]; run < runs.first[row + 1]; run++) {
                visitor.run(component[run], row / shape.height(), row % shape.height(), runs.from[run],
                        runs.to[run]);
            }
        }
    }

    /// The smallest box around each component, by its number from 1. A new object at every call.
    public Boxes boxes() {
        var boxes = new Boxes(count() + 1, shape.axes());
        visit(boxes::grow);
        return boxes;
    }

    /// For each of these components, component 1 first, how many of its voxels lie in any component of
    /// `other`.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public int[] overlaps(Components other) {
        int[] shared = new int[count()];
        meet(other, (number, that, voxels) -> shared[number - 1] += voxels);
        return shared;
    }

    /// The voxels that two components share.
    ///
    /// @param number of a component
    /// @param other the number of a component of the other mask
    /// @param voxels how many, at least one
    public record Overlap(int number, int other, int voxels) {}

    /// The overlaps of these components with those of `other`, in the order of both numbers. Pairs without a
    /// common voxel are left out.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public List<Overlap> shared(Components other) {
        var shared = new TreeMap<Long, Integer>();
        meet(other,
                (number, that, voxels) -> shared.merge(((long) number << 32) | that, voxels, Integer::sum));
        return shared.entrySet().stream().map(
                e -> new Overlap((int) (e.getKey() >> 32), e.getKey().intValue(), e.getValue())).toList();
    }

    /// Is told how many voxels of a row are in a component of each mask.
    private interface Meeting {
        void of(int number, int other, int voxels);
    }

    private void meet(Components other, Meeting each) {
        if (!shape.equals(other.shape)) {
            throw new IllegalArgumentException(
                    "components can be compared only on equal shapes, but these have "
                            + shape + " and " + other.shape + " voxels");
        }
        for (int row = 0; row < runs.rows(); row++) {
            int i = runs.first[row];
            int j = other.runs.first[row];
            while (i < runs.first[row + 1] && j < other.runs.first[row + 1]) {
                int from = Math.max(runs.from[i], other.runs.from[j]);
                int to = Math.min(runs.to[i], other.runs.to[j]);
                if (from < to) each.of(component[i], other.component[j], to - from);
                if (runs.to[i] == to) i++;
                else j++;
            }
        }
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
