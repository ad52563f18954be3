package io.github.edgewise.metric;

import io.github.edgewise.metric.NearestComponents.Block;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Boxes;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Two masks in the region of one component of the reference: in the voxels that are nearer to it than to any
/// other component, see [NearestComponents].
///
/// @param masks the component, and what is predicted in its region, in the box around both
/// @param diagonalMm of the box around the whole region; NaN if something is predicted in it
record RegionPair(MaskPair masks, double diagonalMm) {
    /// One for each component of the reference, in their order.
    static List<RegionPair> of(Components predicted, Components referenced, Grid grid) {
        int count = referenced.count();
        if (count == 0) return List.of();
        var regions = new Regions(new NearestComponents(referenced, grid), predicted, referenced);
        Boxes boxes = referenced.boxes();
        boolean[] isMissed = new boolean[count + 1];
        Arrays.fill(isMissed, 1, count + 1, true);
        for (int[] part : regions.parts) {
            boxes.grow(part[0], part[1], part[2], part[3], part[4]);
            isMissed[part[0]] = false;
        }
        byte[][] masks = new byte[count + 1][];
        for (int i = 1; i <= count; i++) {
            masks[i] = new byte[boxes.box(i).shape().voxels()];
        }
        for (int[] part : regions.parts) {
            Box box = boxes.box(part[0]);
            int row = box.shape().index(part[1] - box.z(), part[2] - box.y(), -box.x());
            Arrays.fill(masks[part[0]], row + part[3], row + part[4], (byte) 1);
        }
        var pairs = new ArrayList<RegionPair>();
        for (int i = 1; i <= count; i++) {
            int region = i;
            Box box = boxes.box(i);
            Grid part = Grid.of(box.shape(), grid.spacing());
            byte[] component = referenced.mask(box, number -> number == region);
            pairs.add(new RegionPair(
                    new MaskPair(new LabelMap(part, 2, masks[i]), new LabelMap(part, 2, component), 1),
                    isMissed[i]
                            ? Grid.of(regions.boxes.box(i).shape(), grid.spacing()).diagonalMm()
                            : Double.NaN));
        }
        return pairs;
    }

    /// The region of every predicted voxel, and the boxes around the regions of components without overlap,
    /// among which are all the missed ones.
    private static final class Regions implements NearestComponents.Question {
        private final int[] runs; // predicted: z, y, from, to
        private final boolean[] isWithoutOverlap;
        /// Parts of the predicted runs: region, z, y, from, to.
        private final List<int[]> parts = new ArrayList<>();
        /// At first around the components, in the end around the regions of those without overlap.
        private final Boxes boxes;

        Regions(NearestComponents nearest, Components predicted, Components referenced) {
            this.boxes = referenced.boxes();
            int[] overlaps = referenced.overlaps(predicted);
            this.isWithoutOverlap = new boolean[overlaps.length + 1];
            for (int i = 0; i < overlaps.length; i++) {
                isWithoutOverlap[i + 1] = overlaps[i] == 0;
            }
            int[] count = new int[1];
            predicted.visit((number, z, y, from, to) -> count[0]++);
            this.runs = new int[4 * count[0]];
            int[] next = new int[1];
            predicted.visit((number, z, y, from, to) -> {
                runs[next[0]++] = z;
                runs[next[0]++] = y;
                runs[next[0]++] = from;
                runs[next[0]++] = to;
            });
            int[] all = new int[count[0]];
            Arrays.setAll(all, i -> 4 * i);
            nearest.answer(this, all);
        }

        @Override
        public boolean wants(Block block) {
            int[] inside = new int[block.marks.length];
            int n = 0;
            Box box = block.box;
            int endZ = box.z() + box.shape().depth();
            int endY = box.y() + box.shape().height();
            int endX = box.x() + box.shape().width();
            for (int run : block.marks) {
                boolean isInside = runs[run] >= box.z() && runs[run] < endZ && runs[run + 1] >= box.y()
                        && runs[run + 1] < endY && runs[run + 3] > box.x() && runs[run + 2] < endX;
                if (isInside) inside[n++] = run;
            }
            if (n < inside.length) block.marks = Arrays.copyOf(inside, n);
            return n > 0 || NearestComponents.canBeNearest(block,
                    number -> isWithoutOverlap[number] && !boxes.holds(number, box));
        }

        @Override
        public void found(Block block, int number) {
            if (isWithoutOverlap[number]) boxes.grow(number, block.box);
            for (int run : block.marks) {
                int from = Math.max(runs[run + 2], block.box.x());
                int to = Math.min(runs[run + 3], block.box.x() + block.box.shape().width());
                parts.add(new int[]{number, runs[run], runs[run + 1], from, to});
            }
        }

        @Override
        public void sampled(int z, int y, int x, int number) { boxes.grow(number, z, y, x, x + 1); }
    }
}
