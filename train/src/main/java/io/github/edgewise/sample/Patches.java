package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.plan.Mirrors;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;

/// Cuts random patches. A fixed share of them contains a foreground class, the others are cut from anywhere.
///
/// @param shape voxels of a patch; an image that is smaller is padded on both sides
/// @param foregroundShare share of patches that contain a voxel of a foreground class, 0 to 1. Every batch
///     contains this share of foreground patches (to within one patch), not only on average. The classes take
///     turns, rare ones as often as the others; the voxel is sampled uniformly from a case with the class
/// @param augmentation how patches are varied
/// @param mirrors which mirror images there may be
public record Patches(Shape shape, double foregroundShare, Augmentation augmentation, Mirrors mirrors) {
    public Patches {
        if (!(foregroundShare >= 0 && foregroundShare <= 1)) {
            throw new InvalidInputException("the foreground share lies in 0 to 1, not " + foregroundShare);
        }
    }

    /// Patches of images that may be mirrored as the augmentation says.
    public Patches(Shape shape, double foregroundShare, Augmentation augmentation) {
        this(shape, foregroundShare, augmentation, Mirrors.ALL);
    }

    /// Fills patch `b` of the batch from the sample.
    ///
    /// @param aim the class that the patch must contain, present in the sample; 0 for a patch from anywhere
    public void cut(Sample sample, int aim, Batch batch, int b, SplittableRandom random) {
        cut(sample, new PatchOrder.Draw(0, aim, -1), batch, b, random);
    }

    /// The same from one slice, if a slice was sampled.
    void cut(Sample sample, PatchOrder.Draw draw, Batch batch, int b, SplittableRandom random) {
        Spacing spacing = sample.grid().spacing();
        List<Size> stages = sample.supervision().stages();
        batch.spacing(b, spacing);
        Symmetry symmetry = augmentation.symmetry(shape.axes(), spacing, stages, mirrors, random);
        Deformation deformation = augmentation.deformation();
        if (deformation.share() > 0 && random.nextDouble() < deformation.share()) {
            Warp warp = deformation.draw(shape.axes(), spacing, symmetry, random);
            Place place = place(sample, draw, shape, Size.ONE, random);
            new WarpedPatch(sample, place.anchored(warp, shape), shape).fill(batch, b);
        } else {
            int[] corner = place(sample, draw, symmetry.source(shape), stages.getLast(), random).corner;
            copy(sample, batch, b, symmetry, corner);
        }
        augmentation.intensity().vary(batch.images(), b * batch.channels() * shape.voxels(), batch.channels(),
                shape, spacing, random);
    }

    /// Where a block is cut: its first voxel, as z, y, x, negative if the block is larger than the image, and
    /// the voxel that it must contain, if any.
    private static final class Place {
        private final int[] corner;
        private final int[] voxel;
        private final boolean isAimed;

        Place(int[] corner, int[] voxel, boolean isAimed) {
            this.corner = corner;
            this.voxel = voxel;
            this.isAimed = isAimed;
        }

        /// The deformation. It does not move the voxel to contain, or else the centre of the block.
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
    private static Place place(Sample sample, PatchOrder.Draw draw, Shape block, Size unit,
            SplittableRandom random) {
        int aim = draw.aim();
        Shape whole = sample.grid().shape();
        int[] n = {whole.depth(), whole.height(), whole.width()};
        int[] m = {block.depth(), block.height(), block.width()};
        int[] steps = {unit.z(), unit.y(), unit.x()};
        int target = aim > 0 ? sample.member(aim, random.nextInt(sample.members(aim))) : -1;
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
        if (draw.slice() >= 0) corner[0] = draw.slice();
        return new Place(corner, voxel, target >= 0);
    }

    /// A corner in voxels of a stage.
    private static int[] at(int[] corner, Size stage) {
        return new int[]{corner[0] / stage.z(), corner[1] / stage.y(), corner[2] / stage.x()};
    }

    private void copy(Sample sample, Batch batch, int b, Symmetry symmetry, int[] corner) {
        var cut = new BlockCopy(shape, symmetry, corner, sample.grid().shape());
        int voxels = shape.voxels();
        for (int c = 0; c < batch.channels(); c++) {
            cut.floats(sample.values(), (long) c * sample.grid().voxels(), batch.images(),
                    (b * batch.channels() + c) * voxels);
        }
        for (int s = 0; s < batch.stages(); s++) {
            CaseTarget truth = sample.truth(s);
            TargetArrays into = batch.truth(s);
            int[] coarse = at(corner, sample.supervision().stages().get(s));
            into.fill(truth, new BlockCopy(into.patch(), symmetry, coarse, truth.grid().shape()), b);
            into.extents(truth, Math.max(0, coarse[0]), b);
        }
    }
}
