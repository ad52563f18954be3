package io.github.edgewise.sample;

import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Moves the voxels of a block of a whole image into a patch, flipped and turned. What of the block lies
/// beyond the image stays as it is in the patch.
///
/// Whole rows are copied, straight into the patch where rows stay rows, else into a dense block first: so the
/// image may be an array or a file that is mapped, and neither is read voxel by voxel.
final class BlockCopy {
    private final Shape patch;
    private final Shape block;
    private final Shape whole;
    private final int[] corner;
    /// Where voxel (0, 0, 0) of the patch lies in the block.
    private final int start;
    /// Steps in the block for one along z, y and x of the patch.
    private final int[] steps;
    private final int first;
    private final int last;

    /// @param corner the first voxel of the block in the image, as z, y, x; may be negative
    BlockCopy(Shape patch, Symmetry symmetry, int[] corner, Shape whole) {
        this.patch = patch;
        this.block = symmetry.source(patch);
        this.whole = whole;
        this.corner = corner.clone();
        int[] strides = {block.height() * block.width(), block.width(), 1};
        int[] lengths = {block.depth(), block.height(), block.width()};
        int[] axes = {symmetry.first(), symmetry.second(), symmetry.third()};
        this.steps = new int[3];
        int begin = 0;
        for (int a = 0; a < 3; a++) {
            boolean backwards = (symmetry.flips() >> axes[a] & 1) != 0;
            steps[a] = backwards ? -strides[axes[a]] : strides[axes[a]];
            if (backwards) begin += (lengths[axes[a]] - 1) * strides[axes[a]];
        }
        this.start = begin;
        this.first = Math.max(0, -corner[2]);
        this.last = Math.min(block.width(), whole.width() - corner[2]);
    }

    /// Moves floats of an image that begins at element `from` into a patch that begins at `at`.
    void floats(MemorySegment image, long from, float[] to, int at) {
        if (hasRows()) {
            rows(image, ValueLayout.JAVA_FLOAT, from, to, at);
            return;
        }
        float[] dense = new float[block.voxels()];
        blockRows(image, ValueLayout.JAVA_FLOAT, from, dense);
        for (int z = 0, i = at; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++) {
                int place = start + z * steps[0] + y * steps[1];
                for (int x = 0; x < patch.width(); x++, i++, place += steps[2]) {
                    to[i] = dense[place];
                }
            }
        }
    }

    /// Likewise for bytes.
    void bytes(MemorySegment image, byte[] to, int at) {
        if (hasRows()) {
            rows(image, ValueLayout.JAVA_BYTE, 0, to, at);
            return;
        }
        byte[] dense = new byte[block.voxels()];
        blockRows(image, ValueLayout.JAVA_BYTE, 0, dense);
        for (int z = 0, i = at; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++) {
                int place = start + z * steps[0] + y * steps[1];
                for (int x = 0; x < patch.width(); x++, i++, place += steps[2]) {
                    to[i] = dense[place];
                }
            }
        }
    }

    /// True where a row of the patch is one of the block, in the same direction.
    private boolean hasRows() { return steps[2] == 1; }

    private void rows(MemorySegment image, ValueLayout layout, long from, Object to, int at) {
        for (int z = 0; z < patch.depth(); z++) {
            for (int y = 0; y < patch.height(); y++) {
                int place = start + z * steps[0] + y * steps[1];
                copy(image, layout, from, place, to, at + (z * patch.height() + y) * patch.width());
            }
        }
    }

    private void blockRows(MemorySegment image, ValueLayout layout, long from, Object to) {
        for (int place = 0; place < block.voxels(); place += block.width()) {
            copy(image, layout, from, place, to, place);
        }
    }

    /// Copies what lies in the image of the row of the block that begins at `place`.
    private void copy(MemorySegment image, ValueLayout layout, long from, int place, Object to, int at) {
        int z = place / block.width() / block.height() + corner[0];
        int y = place / block.width() % block.height() + corner[1];
        if (last <= first || z < 0 || z >= whole.depth() || y < 0 || y >= whole.height()) return;
        long element = from + whole.index(z, y, corner[2] + first);
        MemorySegment.copy(image, layout, element * layout.byteSize(), to, at + first, last - first);
    }
}
