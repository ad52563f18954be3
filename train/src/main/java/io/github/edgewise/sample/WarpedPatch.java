package io.github.edgewise.sample;

import io.github.edgewise.volume.Size;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
import java.util.List;

/// A patch of a deformed case: the image interpolated linearly, the label of the nearest voxel, and the exact
/// distance map of the deformed labels, made from the patch and its surroundings up to the reach of the loss.
///
/// A map is never interpolated and never computed from the patch alone. Outside the image the outermost
/// labels are repeated, because the true ones are unknown; voxels of the patch there are padding. The extents
/// of the maps are those of the undeformed case, so all patches of a case agree.
///
/// @param sample the case
/// @param warp which point of it comes to which voxel
/// @param patch voxels of the patch
record WarpedPatch(Sample sample, Warp warp, Shape patch) {
    /// Fills patch `b` of the batch.
    void fill(Batch batch, int b) {
        boolean[] inside = fillImage(batch, b);
        List<Size> stages = sample.supervision().stages();
        WarpedLabels around = WarpedLabels.of(sample, warp, patch);
        for (int s = 0; s < stages.size(); s++) {
            fillTruth(around, stages.get(s), inside, batch.truth(s), b);
            Shape whole = sample.truth(s).grid().shape();
            int slice = Math.clamp(Math.round(warp.start(0, 0, 0, 0)), 0, whole.depth() - 1);
            batch.truth(s).extents(sample.truth(s), slice, b);
        }
    }

    /// Fills the image and returns which voxels of the patch lie in the case.
    private boolean[] fillImage(Batch batch, int b) {
        Shape whole = sample.grid().shape();
        var all = new Extent(0, 0, 0, patch.depth() - 1, patch.height() - 1, patch.width() - 1);
        Window window = Window.around(all, warp, whole);
        int channels = batch.channels();
        float[][] values = new float[channels][];
        Arrays.setAll(values, c -> window.floats(sample.values(), (long) c * whole.voxels()));
        var at = new Interpolation(window, patch.width());
        var row = new Warp.Row(patch.width());
        boolean[] inside = new boolean[patch.voxels()];
        for (int z = 0, i = 0; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++, i += patch.width()) {
                warp.locate(z, y, 0, row);
                System.arraycopy(at.move(row), 0, inside, i, patch.width());
                for (int c = 0; c < channels; c++) {
                    at.write(values[c], batch.images(), (b * channels + c) * patch.voxels() + i);
                }
            }
        }
        return inside;
    }

    private void fillTruth(WarpedLabels around, Size stage, boolean[] inside, TargetArrays into, int b) {
        LabelMap labels = around.at(stage);
        Shape from = labels.grid().shape();
        Shape to = into.patch();
        boolean[] known = coarse(inside, stage, to);
        int[] rows = new int[to.depth() * to.height()];
        for (int z = 0, row = 0; z < to.depth(); z++) {
            for (int y = 0; y < to.height(); y++, row++) {
                rows[row] = from.index(z + around.z() / stage.z(), y + around.y() / stage.y(),
                        around.x() / stage.x());
            }
        }
        int voxels = to.voxels();
        for (int i = 0; i < voxels; i++) {
            int at = rows[i / to.width()] + i % to.width();
            if (known[i]) into.labels()[b * voxels + i] = labels.labels()[at];
        }
        fillParts(new LabelParts(sample.supervision(), labels), around.numbersAt(stage, labels), known, rows,
                into, b);
        if (!into.hasDistances()) return;
        float reach = (float) sample.supervision().reachMm();
        float absent = (float) Math.min(sample.supervision().reachMm(), sample.grid().diagonalMm());
        List<DistanceMap> maps = SignedDistance.of(labels).clip(reach).threads(1).forClasses();
        for (int k = 0; k < maps.size(); k++) {
            float[] mm = maps.get(k).mm();
            // without a surface the map says how large it is itself, and it is smaller than what was looked at;
            // a class that the case lacks is as far away as in the map of the whole case
            boolean hasSurface = maps.get(k).hasSurface();
            float far = mm[0] < 0 ? -absent : absent;
            int start = (b * maps.size() + k) * voxels;
            for (int row = 0, i = 0; row < rows.length; row++) {
                for (int x = 0; x < to.width(); x++, i++) {
                    if (known[i]) into.distances()[start + i] = hasSurface ? mm[rows[row] + x] : far;
                }
            }
        }
    }

    /// Regions and centre lines. Components are those of the undeformed case, so a lesion that leaves the
    /// block stays one.
    ///
    /// @param rows where the rows of the patch begin in the block
    private static void fillParts(LabelParts parts, int[] numbers, boolean[] known, int[] rows,
            TargetArrays into, int b) {
        float[][] regions = parts.regions(numbers);
        byte[] lines = parts.centreLines();
        int width = into.patch().width();
        int voxels = into.patch().voxels();
        for (int i = 0; i < voxels; i++) {
            if (!known[i]) continue;
            int at = rows[i / width] + i % width;
            for (int k = 1; k < regions.length; k++) {
                into.regions()[(b * regions.length + k) * voxels + i] = regions[k][at];
            }
            if (into.hasCentreLines()) into.centreLines()[b * voxels + i] = lines[at];
        }
    }

    /// Which voxels of a stage lie in the case: their first and their last voxel do.
    private boolean[] coarse(boolean[] inside, Size stage, Shape to) {
        if (stage.equals(Size.ONE)) return inside;
        boolean[] known = new boolean[to.voxels()];
        for (int z = 0, i = 0; z < to.depth(); z++) {
            for (int y = 0; y < to.height(); y++) {
                for (int x = 0; x < to.width(); x++, i++) {
                    known[i] = inside[patch.index(z * stage.z(), y * stage.y(), x * stage.x())]
                            && inside[patch.index((z + 1) * stage.z() - 1, (y + 1) * stage.y() - 1,
                                    (x + 1) * stage.x() - 1)];
                }
            }
        }
        return known;
    }
}
