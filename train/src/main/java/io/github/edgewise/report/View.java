package io.github.edgewise.report;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// The part of a case that is shown: some slices, all cut to the same box around the foreground.
///
/// @param plane how the case is drawn; slices, rows and columns are those of the plane
/// @param slices the slices, ascending; only 0 in 2-D
/// @param start index of the slice that is shown first
/// @param box the shown rows and columns
record View(Plane plane, List<Integer> slices, int start, Box box) {
    static final int MOST_SLICES = 24;
    private static final int MARGIN = 8;
    private static final int SMALLEST_SHARE = 4;

    /// Rows and columns of a slice as drawn.
    record Box(int top, int left, int height, int width) {
        /// The size of a picture of this box, as a box at the origin: one pixel per voxel, or fewer if a side
        /// would exceed `largest` pixels.
        Box fitted(int largest) {
            double shrink = Math.max(1, (double) Math.max(height, width) / largest);
            return new Box(0, 0, Math.max(1, (int) (height / shrink)), Math.max(1, (int) (width / shrink)));
        }
    }

    View {
        slices = List.copyOf(slices);
    }

    /// A view of label maps on one grid. It has at most 24 slices, evenly spaced among those with foreground
    /// in any map, and starts with the slice in which the maps differ in most voxels (for one map: the slice
    /// with most foreground). Without foreground it has the middle slice alone. The box encloses the
    /// foreground with a margin; if that is more than half of the slice, it is the whole slice.
    static View of(List<LabelMap> maps) { return of(maps.getFirst().grid(), maps); }

    /// The same, drawn as the position of another grid of the same shape says: that of the image, because
    /// masks may have none.
    static View of(Grid grid, List<LabelMap> maps) {
        Plane plane = Plane.of(grid);
        Shape s = plane.shape();
        long[] weights = new long[s.depth()];
        int[] low = {s.height(), s.width()};
        int[] high = {-1, -1};
        for (int z = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++) {
                    long weight = weight(maps, plane.index(z, y, x), s.height() * s.width());
                    if (weight == 0) continue;
                    weights[z] += weight;
                    low[0] = Math.min(low[0], y);
                    low[1] = Math.min(low[1], x);
                    high[0] = Math.max(high[0], y);
                    high[1] = Math.max(high[1], x);
                }
            }
        }
        List<Integer> filled = IntStream.range(0, s.depth()).filter(z -> weights[z] > 0).boxed().toList();
        if (filled.isEmpty())
            return new View(plane, List.of(s.depth() / 2), 0, new Box(0, 0, s.height(), s.width()));
        int first = filled.getFirst();
        for (int z : filled) {
            if (weights[z] > weights[first]) first = z;
        }
        List<Integer> slices = thinned(filled, first);
        return new View(plane, slices, slices.indexOf(first), box(s, low, high));
    }

    /// 0 if no map has foreground here. One voxel where maps differ outweighs a slice in which they agree.
    private static long weight(List<LabelMap> maps, int i, int plane) {
        int one = maps.getFirst().at(i);
        boolean differ = false;
        for (int m = 1; m < maps.size(); m++) {
            differ |= maps.get(m).at(i) != one;
        }
        return differ ? plane : one == 0 ? 0 : 1;
    }

    private static List<Integer> thinned(List<Integer> filled, int kept) {
        if (filled.size() <= MOST_SLICES) return filled;
        var chosen = new ArrayList<Integer>();
        for (int i = 0; i < MOST_SLICES; i++) {
            chosen.add(filled.get(Math.round((float) i * (filled.size() - 1) / (MOST_SLICES - 1))));
        }
        int nearest = 0;
        for (int i = 1; i < chosen.size(); i++) {
            if (Math.abs(chosen.get(i) - kept) < Math.abs(chosen.get(nearest) - kept)) nearest = i;
        }
        chosen.set(nearest, kept);
        return List.copyOf(new TreeSet<>(chosen));
    }

    private static Box box(Shape s, int[] low, int[] high) {
        int margin = Math.max(MARGIN, Math.max(high[0] - low[0], high[1] - low[1]) / 6);
        int height = Math.min(s.height(),
                Math.max(high[0] - low[0] + 1 + 2 * margin, s.height() / SMALLEST_SHARE));
        int width = Math.min(s.width(),
                Math.max(high[1] - low[1] + 1 + 2 * margin, s.width() / SMALLEST_SHARE));
        if (2L * height * width > (long) s.height() * s.width())
            return new Box(0, 0, s.height(), s.width());
        return new Box(Math.clamp((low[0] + high[0] + 1 - height) / 2, 0, s.height() - height),
                Math.clamp((low[1] + high[1] + 1 - width) / 2, 0, s.width() - width), height, width);
    }

    /// True if only a part of each slice is shown.
    boolean isCut() {
        return box.height() < plane.shape().height() || box.width() < plane.shape().width();
    }

    /// The same slices, uncut.
    View whole() {
        return new View(plane, slices, start, new Box(0, 0, plane.shape().height(), plane.shape().width()));
    }

    /// The index of the voxel that is shown in this row and column of a slice.
    int index(int slice, int row, int column) {
        return plane.index(slice, box.top() + row, box.left() + column);
    }

    /// Width divided by height, both in mm.
    double aspect() {
        return box.width() * plane.spacing().x() / (box.height() * plane.spacing().y());
    }
}
