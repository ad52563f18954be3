package io.github.edgewise.data;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;

/// Cuts random patches: a share of them must contain foreground, the others lie anywhere.
///
/// @param shape voxels of a patch; an image that is smaller is padded on both sides
/// @param foregroundShare how many of the patches hold a voxel of a random foreground class of their image, 0
///     to 1
/// @param augmentation how patches are varied
public record Patches(Shape shape, double foregroundShare, Augmentation augmentation) {
    public Patches {
        if (!(foregroundShare >= 0 && foregroundShare <= 1)) {
            throw new IllegalArgumentException("the foreground share lies in 0 to 1, not " + foregroundShare);
        }
    }

    /// Fills patch `b` of the batch from the sample.
    void cut(Sample sample, Batch batch, int b, SplittableRandom random) {
        Spacing spacing = sample.grid().spacing();
        batch.spacing(b, spacing);
        Symmetry symmetry = augmentation.symmetry(shape.axes(), spacing, random);
        Shape source = symmetry.source(shape);
        int[] corner = corner(sample, source, random);
        copy(sample, batch, b, symmetry, source, corner);
        int length = batch.channels() * shape.voxels();
        augmentation.intensities(batch.images(), b * length, length, batch.channels(), random);
    }

    /// The first voxel of the block to cut, as z, y, x; negative where the block is larger than the image.
    private int[] corner(Sample sample, Shape block, SplittableRandom random) {
        Shape whole = sample.grid().shape();
        int[] n = {whole.depth(), whole.height(), whole.width()};
        int[] m = {block.depth(), block.height(), block.width()};
        int target = random.nextDouble() < foregroundShare ? foregroundVoxel(sample, random) : -1;
        int[] voxel = {target / whole.width() / whole.height(), target / whole.width() % whole.height(),
            target % whole.width()};
        int[] corner = new int[3];
        for (int a = 0; a < 3; a++) {
            if (m[a] >= n[a]) {
                corner[a] = -random.nextInt(m[a] - n[a] + 1);
            } else if (target < 0) {
                corner[a] = random.nextInt(n[a] - m[a] + 1);
            } else {
                corner[a] = Math.clamp((long) voxel[a] - random.nextInt(m[a]), 0, n[a] - m[a]);
            }
        }
        return corner;
    }

    /// A voxel of a random class that the image has; -1 where it has none but background.
    private static int foregroundVoxel(Sample sample, SplittableRandom random) {
        int classes = sample.labels().classes();
        int start = random.nextInt(Math.max(1, classes - 1));
        for (int i = 0; i < classes - 1; i++) {
            int[] members = sample.members(1 + (start + i) % (classes - 1));
            if (members.length > 0) return members[random.nextInt(members.length)];
        }
        return -1;
    }

    private void copy(Sample sample, Batch batch, int b, Symmetry symmetry, Shape source, int[] corner) {
        Shape whole = sample.grid().shape();
        int voxels = shape.voxels();
        int wholeVoxels = whole.voxels();
        int channels = batch.channels();
        int classes = batch.classes();
        float[] image = sample.image().values();
        byte[] labels = sample.labels().labels();
        int[] v = new int[3];
        for (int z = 0, i = 0; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++, i++) {
                    symmetry.locate(z, y, x, source, v);
                    int sz = v[0] + corner[0];
                    int sy = v[1] + corner[1];
                    int sx = v[2] + corner[2];
                    if (sz < 0 || sz >= whole.depth() || sy < 0 || sy >= whole.height() || sx < 0
                            || sx >= whole.width()) {
                        continue;
                    }
                    int s = whole.index(sz, sy, sx);
                    batch.labels()[b * voxels + i] = labels[s];
                    for (int c = 0; c < channels; c++) {
                        batch.images()[(b * channels + c) * voxels + i] = image[c * wholeVoxels + s];
                    }
                    if (batch.hasDistances()) {
                        for (int k = 0; k < classes; k++) {
                            batch.distances()[(b * classes + k) * voxels + i] = sample.distances(k)[s];
                        }
                    }
                }
            }
        }
    }
}
