package io.github.edgewise.data;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// A patch of a deformed case: the image interpolated linearly, the label of the nearest voxel, and the exact
/// distance map of that deformed label, made from the patch and as much around it as the loss can feel.
///
/// A map is never interpolated and never made of the bare patch. Beyond the border of the image its outermost
/// labels go on, since what is there is unknown; voxels of the patch that lie there are padding.
///
/// @param sample the case
/// @param warp which point of it comes to which voxel
/// @param patch voxels of the patch
record WarpedPatch(Sample sample, Warp warp, Shape patch) {
    /// Fills patch `b` of the batch.
    void fill(Batch batch, int b) {
        copyImage(batch, b);
        Supervision wanted = sample.supervision();
        Block block = Block.around(this, wanted);
        LabelMap labels = labels(block);
        for (int s = 0; s < batch.stages(); s++) {
            Size stage = wanted.stages().get(s);
            copyTruth(Truth.of(labels, wanted, stage), batch.truth(s), b, block, stage);
        }
    }

    private void copyImage(Batch batch, int b) {
        float[] image = sample.image().values();
        Shape whole = sample.grid().shape();
        int voxels = patch.voxels();
        int channels = batch.channels();
        var at = new Interpolation(whole);
        double[] point = new double[3];
        for (int z = 0, i = 0; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++) {
                for (int x = 0; x < patch.width(); x++, i++) {
                    warp.locate(z, y, x, point);
                    if (!at.move(point)) continue;
                    for (int c = 0; c < channels; c++) {
                        batch.images()[(b * channels + c) * voxels + i] = at.value(image, c * whole.voxels());
                    }
                }
            }
        }
    }

    /// The labels of the block around the patch.
    private LabelMap labels(Block block) {
        byte[] from = sample.labels().labels();
        Shape whole = sample.grid().shape();
        byte[] labels = new byte[block.shape().voxels()];
        double[] point = new double[3];
        for (int z = 0, i = 0; z < block.shape().depth(); z++) {
            for (int y = 0; y < block.shape().height(); y++) {
                for (int x = 0; x < block.shape().width(); x++, i++) {
                    warp.locate(z - block.depth(), y - block.height(), x - block.width(), point);
                    labels[i] = from[whole.index(nearest(point[0], whole.depth()),
                            nearest(point[1], whole.height()), nearest(point[2], whole.width()))];
                }
            }
        }
        return new LabelMap(Grid.of(block.shape(), sample.grid().spacing()), sample.labels().classes(),
                labels);
    }

    private static int nearest(double at, int n) { return Math.clamp(Math.round(at), 0, n - 1); }

    private void copyTruth(Truth truth, TruthBatch into, int b, Block block, Size stage) {
        Shape whole = sample.grid().shape();
        Shape from = truth.labels().grid().shape();
        Shape to = into.patch();
        double[] first = new double[3];
        double[] last = new double[3];
        for (int z = 0, i = 0; z < to.depth(); z++) {
            for (int y = 0; y < to.height(); y++) {
                for (int x = 0; x < to.width(); x++, i++) {
                    warp.locate(z * stage.z(), y * stage.y(), x * stage.x(), first);
                    warp.locate((z + 1) * stage.z() - 1, (y + 1) * stage.y() - 1, (x + 1) * stage.x() - 1,
                            last);
                    if (!Interpolation.isInside(first, whole) || !Interpolation.isInside(last, whole)) {
                        continue;
                    }
                    into.copy(truth, from.index(z + block.depth() / stage.z(),
                            y + block.height() / stage.y(), x + block.width() / stage.x()), b, i);
                }
            }
        }
        into.extents(truth, block.depth() / stage.z(), b);
    }

    /// The patch and what lies around it.
    ///
    /// @param shape voxels in all
    /// @param depth voxels before the patch along z
    /// @param height likewise along y
    /// @param width likewise along x
    private record Block(Shape shape, int depth, int height, int width) {
        static Block around(WarpedPatch warped, Supervision wanted) {
            Grid grid = warped.sample.grid();
            Spacing w = grid.spacing();
            double reach = wanted.reachMm();
            Size unit = wanted.coarsest();
            boolean flat = warped.patch.axes() == 2 && wanted.slices() != Slices.MAP_OF_VOLUME;
            int z = flat ? 0 : margin(reach, w.z(), unit.z());
            int y = margin(reach, w.y(), unit.y());
            int x = margin(reach, w.x(), unit.x());
            Shape p = warped.patch;
            int axes = grid.shape().axes();
            return new Block(new Shape(axes, p.depth() + 2 * z, p.height() + 2 * y, p.width() + 2 * x), z, y,
                    x);
        }

        /// One voxel more than the reach, up to a multiple of the coarsest stage's voxels.
        private static int margin(double reach, double mm, int unit) {
            return ((int) Math.ceil(reach / mm) + unit) / unit * unit;
        }
    }
}
