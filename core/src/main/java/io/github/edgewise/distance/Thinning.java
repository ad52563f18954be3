package io.github.edgewise.distance;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Boxes;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One run of the thinning that [Skeleton] describes.
///
/// The mask is cut to the box around it and gets a frame of background, so that every voxel has all its
/// neighbours. The work is done on lists of voxels; voxels of the background cost nothing after the start.
final class Thinning {
    /// Deeper layers are one layer. Depths this large occur only if spacings are extreme.
    private static final int DEEPEST = Character.MAX_VALUE;
    /// A share of a layer, so that the rounding of a distance does not choose its layer.
    private static final double ROUNDING = 1e-4;

    private final Box wide; // the box with a voxel more on every side, as far as the image goes
    private final Box box; // around the mask
    private final boolean isPlane;
    private final int row; // steps from row to row in the framed array
    private final int slice;
    private final byte[] inside; // framed; 1 for the voxels that are left
    private final char[] layer; // framed
    private final int[] neighbours;
    private final int[] sides; // steps to the neighbours across faces, opposite ones together

    private final byte[] isWaiting; // framed; 1 if in `next`
    private int[] next;
    private int waiting;

    /// @param mask class 1 of the wide box
    private Thinning(LabelMap mask, Box wide, Box box, double layerMm) {
        this.wide = wide;
        this.box = box;
        Shape part = box.shape();
        this.isPlane = part.depth() == 1;
        this.row = part.width() + 2;
        this.slice = row * (part.height() + 2);
        int framed = Math.multiplyExact(slice, isPlane ? 1 : part.depth() + 2);
        this.inside = new byte[framed];
        this.layer = new char[framed];
        this.isWaiting = new byte[framed];
        this.sides = isPlane ? new int[]{-row, row, -1, 1} : new int[]{-slice, slice, -row, row, -1, 1};
        this.neighbours = neighbours(isPlane, slice, row);
        this.next = new int[64];
        fill(mask, layerMm);
    }

    /// The skeleton of a class: true at its voxels.
    ///
    /// Components do not touch, so each can be thinned alone, and the boundary nearest to a voxel is that of
    /// its own component. That saves the space between them. If their boxes overlap much, all are thinned
    /// together.
    static boolean[] of(LabelMap labels, int classIndex) {
        Grid grid = labels.grid();
        boolean[] skeleton = new boolean[grid.voxels()];
        Optional<Box> whole = Box.around(labels, classIndex);
        if (whole.isEmpty()) return skeleton;
        Components parts = Components.of(labels, classIndex);
        Boxes all = parts.boxes();
        List<Box> boxes = IntStream.rangeClosed(1, parts.count()).mapToObj(all::box).toList();
        long apart = boxes.stream().map(box -> wider(box, grid.shape()).shape()).mapToLong(Shape::count)
                .sum();
        if (apart >= whole.get().shape().count()) {
            Box wide = wider(whole.get(), grid.shape());
            LabelMap cut = wide.cut(labels);
            byte[] mask = new byte[cut.labels().length];
            for (int i = 0; i < mask.length; i++) {
                if (cut.at(i) == classIndex) mask[i] = 1;
            }
            thin(grid, mask, wide, whole.get(), skeleton);
            return skeleton;
        }
        for (int i = 0; i < boxes.size(); i++) {
            Box wide = wider(boxes.get(i), grid.shape());
            int number = i + 1;
            thin(grid, parts.mask(wide, n -> n == number), wide, boxes.get(i), skeleton);
        }
        return skeleton;
    }

    private static void thin(Grid grid, byte[] mask, Box wide, Box box, boolean[] skeleton) {
        if (box.shape().count() == 1) {
            skeleton[grid.shape().index(box.z(), box.y(), box.x())] = true;
            return;
        }
        var labels = new LabelMap(Grid.of(wide.shape(), grid.spacing()), 2, mask);
        new Thinning(labels, wide, box, Transform.smallest(grid)).thin(grid.shape(), skeleton);
    }

    private static int[] neighbours(boolean isPlane, int slice, int row) {
        int[] steps = new int[isPlane ? 8 : 26];
        int n = 0;
        for (int z = isPlane ? 0 : -1; z <= (isPlane ? 0 : 1); z++) {
            for (int y = -1; y <= 1; y++) {
                for (int x = -1; x <= 1; x++) {
                    if (z != 0 || y != 0 || x != 0) steps[n++] = z * slice + y * row + x;
                }
            }
        }
        return steps;
    }

    /// The box with one voxel more on every side where the image has one. All that is near the mask and
    /// outside of it begins there, so depths are those of the whole image.
    private static Box wider(Box box, Shape image) {
        int z = Math.max(0, box.z() - 1);
        int y = Math.max(0, box.y() - 1);
        int x = Math.max(0, box.x() - 1);
        Shape s = box.shape();
        return new Box(z, y, x, new Shape(s.axes(), Math.min(image.depth(), box.z() + s.depth() + 1) - z,
                Math.min(image.height(), box.y() + s.height() + 1) - y,
                Math.min(image.width(), box.x() + s.width() + 1) - x));
    }

    private int framed(int z, int y, int x) {
        return (isPlane ? 0 : z - box.z() + 1) * slice + (y - box.y() + 1) * row + x - box.x() + 1;
    }

    /// Marks the voxels of the mask and sorts them into layers.
    private void fill(LabelMap mask, double finestMm) {
        DistanceMap map = SignedDistance.of(mask).threads(1).forClass(1);
        double layerMm = map.hasSurface() ? finestMm : Double.POSITIVE_INFINITY;
        Shape s = wide.shape();
        for (int z = 0, at = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                int to = framed(wide.z() + z, wide.y() + y, wide.x());
                for (int x = 0; x < s.width(); x++, at++) {
                    if (mask.at(at) == 0) continue;
                    inside[to + x] = 1;
                    layer[to + x] = (char) Math.min(DEEPEST, -map.mm()[at] / layerMm + ROUNDING);
                }
            }
        }
    }

    /// Thins the mask layer by layer. Marks what is left.
    private void thin(Shape image, boolean[] skeleton) {
        int[] sorted = sorted();
        int from = 0;
        while (from < sorted.length) {
            int now = layer[sorted[from]];
            int to = from;
            while (to < sorted.length && layer[sorted[to]] == now) to++;
            thin(now, Arrays.copyOfRange(sorted, from, to));
            from = to;
        }
        Shape s = box.shape();
        for (int z = box.z(); z < box.z() + s.depth(); z++) {
            for (int y = box.y(); y < box.y() + s.height(); y++) {
                int to = image.index(z, y, box.x());
                int at = framed(z, y, box.x());
                for (int x = 0; x < s.width(); x++) {
                    if (inside[at + x] == 1) skeleton[to + x] = true;
                }
            }
        }
    }

    /// All voxels of the mask, by layer and then by index.
    private int[] sorted() {
        int deepest = 0;
        for (char one : layer) {
            deepest = Math.max(deepest, one);
        }
        int[] first = new int[deepest + 2];
        for (int i = 0; i < inside.length; i++) {
            if (inside[i] == 1) first[layer[i] + 1]++;
        }
        for (int k = 0; k <= deepest; k++) {
            first[k + 1] += first[k];
        }
        int[] sorted = new int[first[deepest + 1]];
        for (int i = 0; i < inside.length; i++) {
            if (inside[i] == 1) sorted[first[layer[i]]++] = i;
        }
        return sorted;
    }

    /// Removes what can be removed from a layer and those before it, until nothing changes.
    private void thin(int current, int[] begin) {
        int[] voxels = begin;
        int count = begin.length;
        int[] marked = new int[count];
        while (count > 0) {
            waiting = 0;
            count = withBackground(voxels, count);
            if (marked.length < count) marked = new int[2 * count];
            for (int side = 0; side <= sides.length; side++) {
                int found = 0;
                for (int i = 0; i < count; i++) {
                    int at = voxels[i];
                    if (inside[at] == 1 && isOpen(at, side) && isRemovable(at)) marked[found++] = at;
                }
                for (int i = 0; i < found; i++) {
                    if (isRemovable(marked[i])) remove(marked[i], current);
                }
            }
            for (int i = 0; i < waiting; i++) {
                isWaiting[next[i]] = 0;
            }
            int[] done = voxels;
            voxels = next;
            count = waiting;
            next = done;
        }
    }

    /// Keeps the voxels of a list that share a face with the background, in their order. Returns how many.
    /// The others come back when a neighbour of theirs is removed. So a round takes one layer of voxels at
    /// most.
    private int withBackground(int[] voxels, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int at = voxels[i];
            int full = inside[at];
            for (int step : sides) {
                full &= inside[at + step];
            }
            if (full == 0) voxels[kept++] = at;
        }
        return kept;
    }

    /// True if a voxel lies open on that side and has a voxel behind it. So parts of one voxel thickness are
    /// not open across their thickness. The last number, which is of no side, is for voxels that are open on
    /// no side in this sense.
    private boolean isOpen(int at, int side) {
        if (side < sides.length) return isOpen(at, sides[side], sides[side ^ 1]);
        for (int i = 0; i < sides.length; i++) {
            if (isOpen(at, sides[i], sides[i ^ 1])) return false;
        }
        return true;
    }

    private boolean isOpen(int at, int step, int back) {
        return inside[at + step] == 0 && inside[at + back] == 1;
    }

    private boolean isRemovable(int at) {
        if (isPlane) {
            int square = square(at);
            return SimplePoints.isSimple2d(square) && !SimplePoints.isEnd2d(square);
        }
        int cube = square(at - slice) | square(at) << 9 | square(at + slice) << 18;
        return !SimplePoints.isEnd(cube) && SimplePoints.isSimple(cube);
    }

    private int square(int at) { return line(at - row) | line(at) << 3 | line(at + row) << 6; }

    private int line(int at) { return inside[at - 1] | inside[at] << 1 | inside[at + 1] << 2; }

    /// Removes a voxel. Its neighbours may be removable now.
    private void remove(int at, int current) {
        inside[at] = 0;
        for (int step : neighbours) {
            int other = at + step;
            if (inside[other] == 0 || isWaiting[other] == 1 || layer[other] > current) continue;
            if (waiting == next.length) next = Arrays.copyOf(next, 2 * waiting);
            isWaiting[other] = 1;
            next[waiting++] = other;
        }
    }
}
