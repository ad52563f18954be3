package io.github.edgewise.metric;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// Which component of a mask is nearest to voxels, in mm between voxel centres; of equally near ones that
/// with the lowest number. The same regions as [io.github.edgewise.distance.ComponentRegions], but only where
/// they are asked for.
///
/// The image is divided into blocks, these into smaller ones, and so on. A block keeps the runs of voxels
/// that can be nearest to one of its voxels. Where all of them belong to one component, the whole block does.
/// A distance transform would visit every voxel of the image.
final class NearestComponents {
    /// What is to be found out.
    interface Question {
        /// False if the block, or what is left of it, need not be looked at. It may change `marks`.
        boolean wants(Block block);

        /// All voxels of the block are nearest to this component.
        void found(Block block, int number);

        /// This voxel of a block whose voxels may differ is nearest to this component.
        default void sampled(int z, int y, int x, int number) {}
    }

    /// A part of the image.
    static final class Block {
        final Box box;
        private final int[] candidates;
        private final int[] numbers; // of the components of the candidates
        /// What the question keeps for a block; the parts of a block begin with those of the whole.
        int[] marks;

        private Block(Box box, int[] candidates, int[] numbers, int[] marks) {
            this.box = box;
            this.candidates = candidates;
            this.numbers = numbers;
            this.marks = marks;
        }
    }

    /// Large blocks come before small ones, until so many wait. Then the latest come first.
    private static final int MANY = 1 << 15;

    /// Bits of the fraction of a squared distance, as in
    /// [io.github.edgewise.distance.ComponentRegions]: sums of such whole numbers are equal where distances
    /// are, whatever the spacing.
    private static final int FRACTION = 20;

    private final Grid grid;
    private final double[] costZ; // of steps along z, whole numbers
    private final double[] costY;
    private final double[] costX;
    private final int[] steps; // of every run: z, y, first and last x
    private final double[] z; // of every run, in mm
    private final double[] y;
    private final double[] from;
    private final double[] to;
    private final int[] number;
    private final int[] seen; // the block in which a component was last kept
    private int stamp;
    private final double rounding; // squared mm by which differences of squares may be wrong

    /// @param components at least one
    NearestComponents(Components components, Grid grid) {
        this.grid = grid;
        double finest = finest(grid);
        this.rounding = 1e-12 * square(grid.diagonalMm()) + 4 * Math.scalb(square(finest), -FRACTION);
        this.costZ = costs(grid.shape().depth(), grid.spacing().z() / finest);
        this.costY = costs(grid.shape().height(), grid.spacing().y() / finest);
        this.costX = costs(grid.shape().width(), grid.spacing().x() / finest);
        int[] count = new int[1];
        components.visit((n, atZ, atY, first, end) -> count[0]++);
        this.steps = new int[4 * count[0]];
        this.z = new double[count[0]];
        this.y = new double[count[0]];
        this.from = new double[count[0]];
        this.to = new double[count[0]];
        this.number = new int[count[0]];
        this.seen = new int[components.count() + 1];
        int[] next = new int[1];
        components.visit((n, atZ, atY, first, end) -> {
            int i = next[0]++;
            number[i] = n;
            steps[4 * i] = atZ;
            steps[4 * i + 1] = atY;
            steps[4 * i + 2] = first;
            steps[4 * i + 3] = end - 1;
            z[i] = atZ * grid.spacing().z();
            y[i] = atY * grid.spacing().y();
            from[i] = first * grid.spacing().x();
            to[i] = (end - 1) * grid.spacing().x();
        });
    }

    /// True if a component of which `wanted` holds can be nearest to a voxel of the block.
    static boolean canBeNearest(Block block, IntPredicate wanted) {
        for (int one : block.numbers) {
            if (wanted.test(one)) return true;
        }
        return false;
    }

    /// Finds the nearest components of all voxels that the question wants.
    ///
    /// @param marks of the whole image
    void answer(Question question, int[] marks) {
        int[] all = new int[number.length];
        Arrays.setAll(all, i -> i);
        int[] numbers = Arrays.stream(number).distinct().toArray();
        var open = new ArrayDeque<Block>();
        open.add(new Block(Box.whole(grid.shape()), all, numbers, marks));
        while (!open.isEmpty()) {
            Block block = open.size() < MANY ? open.removeFirst() : open.removeLast();
            if (!question.wants(block)) continue;
            int anchor = nearest(block);
            int middle = number[anchor];
            Block sharper = within(block, anchor);
            Shape s = block.box.shape();
            if (s.count() == 1 || sharper.numbers.length == 1) {
                question.found(sharper, middle);
                continue;
            }
            question.sampled(middle(block.box.z(), s.depth()), middle(block.box.y(), s.height()),
                    middle(block.box.x(), s.width()), middle);
            if (question.wants(sharper)) split(sharper, open);
        }
    }

    /// The smallest spacing of the axes with more than one voxel, in mm; 1 if there is none.
    private static double finest(Grid grid) {
        Shape s = grid.shape();
        double finest = Double.POSITIVE_INFINITY;
        if (s.depth() > 1) finest = grid.spacing().z();
        if (s.height() > 1) finest = Math.min(finest, grid.spacing().y());
        if (s.width() > 1) finest = Math.min(finest, grid.spacing().x());
        return Double.isInfinite(finest) ? 1 : finest;
    }

    private static double[] costs(int n, double ratio) {
        double[] costs = new double[n];
        double unit = Math.scalb(square(ratio), FRACTION);
        Arrays.setAll(costs, i -> Math.round((double) i * i * unit));
        return costs;
    }

    private static int middle(int first, int length) { return first + (length - 1) / 2; }

    /// The run nearest to the voxel in the middle of a block; of equally near ones, one of the component with
    /// the lowest number.
    private int nearest(Block block) {
        Shape s = block.box.shape();
        int atZ = middle(block.box.z(), s.depth());
        int atY = middle(block.box.y(), s.height());
        int atX = middle(block.box.x(), s.width());
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int run : block.candidates) {
            int at = 4 * run;
            int besides = Math.max(0, Math.max(steps[at + 2] - atX, atX - steps[at + 3]));
            double squared = costZ[Math.abs(steps[at] - atZ)] + costY[Math.abs(steps[at + 1] - atY)]
                    + costX[besides];
            if (squared < least || (squared == least && number[run] < number[best])) {
                least = squared;
                best = run;
            }
        }
        return best;
    }

    /// The block with only those candidates that are no farther than `anchor` from some place in it. The
    /// difference of the squared distances to a run and to a voxel of another is linear along z and y and
    /// concave along x. So it is least at an end of the block along each axis.
    ///
    /// @param anchor the nearest run to the middle of the block
    private Block within(Block block, int anchor) {
        Box box = block.box;
        Shape s = box.shape();
        double lowZ = box.z() * grid.spacing().z();
        double lowY = box.y() * grid.spacing().y();
        double lowX = box.x() * grid.spacing().x();
        double highZ = (box.z() + s.depth() - 1) * grid.spacing().z();
        double highY = (box.y() + s.height() - 1) * grid.spacing().y();
        double highX = (box.x() + s.width() - 1) * grid.spacing().x();
        double anchorZ = z[anchor];
        double anchorY = y[anchor];
        double middleX = middle(box.x(), s.width()) * grid.spacing().x();
        double anchorX = Math.clamp(middleX, from[anchor], to[anchor]);
        double anchorLowX = square(lowX - anchorX);
        double anchorHighX = square(highX - anchorX);
        int[] kept = new int[block.candidates.length];
        int[] numbers = new int[block.numbers.length];
        int n = 0;
        int components = 0;
        stamp++;
        for (int run : block.candidates) {
            double atZ = z[run];
            double atY = y[run];
            double alongZ = (atZ - anchorZ) * (atZ + anchorZ - 2 * (atZ > anchorZ ? highZ : lowZ));
            double alongY = (atY - anchorY) * (atY + anchorY - 2 * (atY > anchorY ? highY : lowY));
            double low = square(beside(run, lowX)) - anchorLowX;
            double high = square(beside(run, highX)) - anchorHighX;
            double least = alongZ + alongY + (low < high ? low : high);
            if (least > rounding) continue;
            kept[n++] = run;
            if (seen[number[run]] == stamp) continue;
            seen[number[run]] = stamp;
            numbers[components++] = number[run];
        }
        return new Block(box, Arrays.copyOf(kept, n), Arrays.copyOf(numbers, components), block.marks);
    }

    /// How far a place is from a run along x.
    private double beside(int run, double x) {
        if (x < from[run]) return from[run] - x;
        return x > to[run] ? x - to[run] : 0;
    }

    private static double square(double v) { return v * v; }

    /// Halves a block along its longest axis in mm.
    private void split(Block block, ArrayDeque<Block> open) {
        Box box = block.box;
        Shape s = box.shape();
        double dz = (s.depth() - 1) * grid.spacing().z();
        double dy = (s.height() - 1) * grid.spacing().y();
        double dx = (s.width() - 1) * grid.spacing().x();
        if (dz >= dy && dz >= dx) {
            int n = s.depth() / 2;
            add(block, 0, 0, 0, n, s.height(), s.width(), open);
            add(block, n, 0, 0, s.depth() - n, s.height(), s.width(), open);
        } else if (dy >= dx) {
            int n = s.height() / 2;
            add(block, 0, 0, 0, s.depth(), n, s.width(), open);
            add(block, 0, n, 0, s.depth(), s.height() - n, s.width(), open);
        } else {
            int n = s.width() / 2;
            add(block, 0, 0, 0, s.depth(), s.height(), n, open);
            add(block, 0, 0, n, s.depth(), s.height(), s.width() - n, open);
        }
    }

    private static void add(Block whole, int z, int y, int x, int depth, int height, int width,
            ArrayDeque<Block> open) {
        Box box = whole.box;
        var part = new Box(box.z() + z, box.y() + y, box.x() + x,
                new Shape(box.shape().axes(), depth, height, width));
        open.add(new Block(part, whole.candidates, whole.numbers, whole.marks));
    }
}
