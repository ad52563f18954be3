package io.github.edgewise.metric;

import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Boxes;
import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Two masks in the region of one component of the reference: in the voxels that are nearer to it than to any
/// other component, see [ComponentRegions].
///
/// @param masks the component, and what is predicted in its region, in the box around both
/// @param diagonalMm of the box around the whole region; NaN if something is predicted in it
record RegionPair(MaskPair masks, double diagonalMm) {
    /// Is told about the voxels `from` to `to - 1` of a row.
    private interface Part {
        void of(int region, int z, int y, int from, int to);
    }

    /// One for each component of the reference, in their order.
    static List<RegionPair> of(LabelMap prediction, Components referenced, Grid grid, int classIndex) {
        int count = referenced.count();
        if (count == 0) return List.of();
        var reference = new LabelMap(grid, 2, referenced.mask(number -> true));
        int[] nearest = ComponentRegions.of(reference, referenced.numbers())[1];
        Boxes boxes = referenced.boxes();
        boolean[] isMet = new boolean[count + 1];
        predicted(prediction, classIndex, nearest, (region, z, y, from, to) -> {
            boxes.grow(region, z, y, from, to);
            isMet[region] = true;
        });
        byte[][] parts = new byte[count + 1][];
        for (int i = 1; i <= count; i++) {
            parts[i] = new byte[boxes.box(i).shape().voxels()];
        }
        Box[] cut = new Box[count + 1];
        Arrays.setAll(cut, boxes::box);
        predicted(prediction, classIndex, nearest, (region, z, y, from, to) -> {
            Box box = cut[region];
            int at = box.shape().index(z - box.z(), y - box.y(), -box.x());
            Arrays.fill(parts[region], at + from, at + to, (byte) 1);
        });
        double[] diagonals = diagonals(nearest, grid, isMet);
        var pairs = new ArrayList<RegionPair>();
        for (int i = 1; i <= count; i++) {
            int region = i;
            Grid part = Grid.of(cut[i].shape(), grid.spacing());
            pairs.add(new RegionPair(new MaskPair(new LabelMap(part, 2, parts[i]),
                    new LabelMap(part, 2, referenced.mask(cut[i], number -> number == region)), 1),
                    diagonals[i]));
        }
        return pairs;
    }

    /// The predicted voxels by their region, run by run.
    private static void predicted(LabelMap prediction, int classIndex, int[] nearest, Part each) {
        Shape s = prediction.grid().shape();
        byte[] labels = prediction.labels();
        byte k = (byte) classIndex;
        for (int row = 0, start = 0; start < labels.length; row++, start += s.width()) {
            int end = start + s.width();
            int x = ByteRuns.next(labels, start, end, k);
            while (x < end) {
                int stop = ByteRuns.end(labels, x, end, k);
                while (x < stop) {
                    int to = end(nearest, x, stop);
                    each.of(nearest[x], row / s.height(), row % s.height(), x - start, to - start);
                    x = to;
                }
                x = ByteRuns.next(labels, stop, end, k);
            }
        }
    }

    /// The first place after `from` with another number; `to` if there is none.
    private static int end(int[] numbers, int from, int to) {
        int at = from + 1;
        while (at < to && numbers[at] == numbers[from]) at++;
        return at;
    }

    private static double[] diagonals(int[] nearest, Grid grid, boolean[] isMet) {
        double[] diagonals = new double[isMet.length];
        Arrays.fill(diagonals, Double.NaN);
        Shape s = grid.shape();
        boolean isAll = true;
        for (int i = 1; i < isMet.length; i++) {
            isAll &= isMet[i];
        }
        if (isAll) return diagonals;
        var boxes = new Boxes(isMet.length, s.axes());
        for (int row = 0, start = 0; start < nearest.length; row++, start += s.width()) {
            int end = start + s.width();
            int stop;
            for (int x = start; x < end; x = stop) {
                stop = end(nearest, x, end);
                if (!isMet[nearest[x]]) {
                    boxes.grow(nearest[x], row / s.height(), row % s.height(), x - start, stop - start);
                }
            }
        }
        for (int i = 1; i < isMet.length; i++) {
            if (!isMet[i]) diagonals[i] = Grid.of(boxes.box(i).shape(), grid.spacing()).diagonalMm();
        }
        return diagonals;
    }
}
