package io.github.edgewise.data;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;

/// Cuts random patches: a share of them must hold a voxel of a class in its turn, the others lie anywhere.
///
/// @param shape voxels of a patch; an image that is smaller is padded on both sides
/// @param foregroundShare how many of the patches must hold a voxel of a foreground class, 0 to 1. The share
///     is kept, not drawn: of a batch of B, B times this, to within one patch. The classes take turns, those
///     that few cases have as often as the others, each with a voxel drawn evenly from a case that has it
/// @param augmentation how patches are varied
public record Patches(Shape shape, double foregroundShare, Augmentation augmentation) {
    public Patches {
        if (!(foregroundShare >= 0 && foregroundShare <= 1)) {
            throw new IllegalArgumentException("the foreground share lies in 0 to 1, not " + foregroundShare);
        }
    }

    /// Fills patch `b` of the batch from the sample.
    ///
    /// @param aim the class that the patch must hold, which the sample has; 0 for a patch from anywhere
    void cut(Sample sample, int aim, Batch batch, int b, SplittableRandom random) {
        Spacing spacing = sample.grid().spacing();
        List<Size> stages = sample.supervision().stages();
        batch.spacing(b, spacing);
        Symmetry symmetry = augmentation.symmetry(shape.axes(), spacing, stages, random);
        Deformation deformation = augmentation.deformation();
        if (deformation.share() > 0 && random.nextDouble() < deformation.share()) {
            Warp warp = deformation.draw(shape.axes(), spacing, symmetry, random);
            Place place = place(sample, aim, shape, Size.ONE, random);
            new WarpedPatch(sample, place.anchored(warp, shape), shape).fill(batch, b);
        } else {
            int[] corner = place(sample, aim, symmetry.source(shape), stages.getLast(), random).corner;
            copyImage(sample, batch, b, symmetry, corner);
            for (int stage = 0; stage < batch.stages(); stage++) {
                copyTruth(sample.truth(stage), batch.truth(stage), b, symmetry,
                        at(corner, stages.get(stage)));
            }
        }
        augmentation.intensity().vary(batch.images(), b * batch.channels() * shape.voxels(), batch.channels(),
                shape, spacing, random);
    }

    /// Where a block is cut: its first voxel, as z, y, x, negative where the block is larger than the image,
    /// and the voxel that it must hold, if it is aimed at one.
    private static final class Place {
        private final int[] corner;
        private final int[] voxel;
        private final boolean isAimed;

        Place(int[] corner, int[] voxel, boolean isAimed) {
            this.corner = corner;
            this.voxel = voxel;
            this.isAimed = isAimed;
        }

        /// The deformation that keeps the voxel to hold, or else the centre of the block, where it is.
        Warp anchored(Warp warp, Shape block) {
            double[] to = {(block.depth() - 1) / 2., (block.height() - 1) / 2., (block.width() - 1) / 2.};
            double[] from = new double[3];
            for (int a = 0; a < 3; a++) {
                if (isAimed) to[a] = voxel[a] - corner[a];
                from[a] = isAimed ? voxel[a] : corner[a] + to[a];
            }
            return warp.at(to, from);
        }
    }

    /// A random place for a block.
    ///
    /// @param unit what its corner is a multiple of, so that the voxels of all stages lie on one raster; the
    ///     block can then reach beyond the image by less than that
    private static Place place(Sample sample, int aim, Shape block, Size unit, SplittableRandom random) {
        Shape whole = sample.grid().shape();
        int[] n = {whole.depth(), whole.height(), whole.width()};
        int[] m = {block.depth(), block.height(), block.width()};
        int[] steps = {unit.z(), unit.y(), unit.x()};
        int[] members = sample.members(aim);
        int target = aim > 0 ? members[random.nextInt(members.length)] : -1;
        int[] voxel = {target / whole.width() / whole.height(), target / whole.width() % whole.height(),
            target % whole.width()};
        int[] corner = new int[3];
        for (int a = 0; a < 3; a++) {
            int step = steps[a];
            if (m[a] >= n[a]) {
                corner[a] = -random.nextInt(m[a] - n[a] + 1) / step * step;
            } else if (target < 0) {
                corner[a] = random.nextInt((n[a] - m[a] + step - 1) / step + 1) * step;
            } else {
                int first = Math.clamp((long) voxel[a] - random.nextInt(m[a]), 0, n[a] - m[a]);
                int snapped = (first + step / 2) / step * step;
                boolean before = snapped > voxel[a];
                boolean behind = snapped + m[a] <= voxel[a];
                corner[a] = before ? snapped - step : behind ? snapped + step : snapped;
            }
        }
        return new Place(corner, voxel, target >= 0);
    }

    /// A corner in voxels of a stage.
    private static int[] at(int[] corner, Size stage) {
        return new int[]{corner[0] / stage.z(), corner[1] / stage.y(), corner[2] / stage.x()};
    }

    private void copyImage(Sample sample, Batch batch, int b, Symmetry symmetry, int[] corner) {
        int voxels = shape.voxels();
        int wholeVoxels = sample.grid().voxels();
        int channels = batch.channels();
        float[] image = sample.image().values();
        forEach(shape, symmetry, corner, sample.grid().shape(), (to, from) -> {
            for (int c = 0; c < channels; c++) {
                batch.images()[(b * channels + c) * voxels + to] = image[c * wholeVoxels + from];
            }
        });
    }

    private static void copyTruth(Truth truth, TruthBatch batch, int b, Symmetry symmetry, int[] corner) {
        batch.extents(truth, Math.max(0, corner[0]), b);
        forEach(batch.patch(), symmetry, corner, truth.labels().grid().shape(),
                (to, from) -> batch.copy(truth, from, b, to));
    }

    private interface VoxelCopy {
        void copy(int to, int from);
    }

    /// All voxels of a patch that lie inside the whole image, with their places in both.
    private static void forEach(Shape patch, Symmetry symmetry, int[] corner, Shape whole, VoxelCopy copy) {
        Shape source = symmetry.source(patch);
        int[] v = new int[3];
        for (int z = 0, i = 0; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++) {
                for (int x = 0; x < patch.width(); x++, i++) {
                    symmetry.locate(z, y, x, source, v);
                    int sz = v[0] + corner[0];
                    int sy = v[1] + corner[1];
                    int sx = v[2] + corner[2];
                    boolean inside = sz >= 0 && sz < whole.depth() && sy >= 0 && sy < whole.height()
                            && sx >= 0 && sx < whole.width();
                    if (inside) copy.copy(i, whole.index(sz, sy, sx));
                }
            }
        }
    }
}
