package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Shape;

/// Boundary IoU, the intersection over union of two bands along the borders, from 0 to 1.
///
/// The band of a mask holds those of its voxels that are at most d voxels (chessboard distance) from the
/// outside: `d = max(1, round(ratio * diagonal))`. The diagonal is that of the image in voxels, and halves
/// are rounded to even. What lies beyond the image counts as outside. All lengths are in voxels, so spacings
/// do not matter. Source: Cheng et al., "Boundary IoU", CVPR 2021 (arXiv 2103.16562). Their code is for 2-D;
/// 3-D is the same with one more axis. Objects thinner than twice the band, for example small lesions,
/// consist of nothing but band: for them the value is the IoU.
///
/// Undefined if both masks are empty (the authors' code divides 0 by 0); 0 if one of them is empty.
///
/// @param ratio the width of the band as a share of the diagonal; 0.02 in the paper
public record BoundaryIou(double ratio) implements Metric {
    private static final double PUBLISHED = 0.02;

    public BoundaryIou {
        if (!(ratio > 0 && ratio < 1)) {
            throw new InvalidInputException("the width of the boundary band must be a share of the image "
                    + "diagonal between 0 and 1, but is " + ratio);
        }
    }

    /// With the band of the paper, 0.02 of the diagonal.
    public BoundaryIou() { this(PUBLISHED); }

    @Override
    public String name() { return ratio == PUBLISHED ? "boundary_iou" : "boundary_iou_" + ratio; }

    @Override
    public boolean higherIsBetter() { return true; }

    /// The width of the band in an image of that shape, in voxels.
    public int bandVoxels(Shape image) {
        double squares = (double) image.height() * image.height() + (double) image.width() * image.width()
                + (image.axes() == 3 ? (double) image.depth() * image.depth() : 0);
        return (int) Math.max(1, Math.rint(ratio * Math.sqrt(squares)));
    }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        Crop crop = masks.crop();
        int d = bandVoxels(masks.shape());
        byte[] eroded = crop.masks().clone();
        int shift = 0;
        for (int step : crop.steps()) {
            erode(eroded, 2L * d + 1, step);
            shift += (int) Math.min((long) d * step, eroded.length);
            shift = Math.min(shift, eroded.length);
        }
        long[] counts = new long[4];
        byte[] all = crop.masks();
        for (int i = 0; i < all.length; i++) {
            int inside = i < shift ? 0 : eroded[i - shift];
            counts[all[i] & ~inside]++;
        }
        long either = counts[1] + counts[2] + counts[3];
        return new Score.Value((double) counts[3] / either);
    }

    /// Keeps at every voxel the bits that it shares with the `length` voxels that begin there, `step` apart.
    /// A window that runs past the end of its line meets the empty frame, so the ends need no special case.
    private static void erode(byte[] masks, long length, int step) {
        long reached = 1;
        while (reached < length) {
            long further = Math.min(reached, length - reached);
            and(masks, further * step);
            reached += further;
        }
    }

    /// `masks[i] &= masks[i + offset]`, in ascending order, eight at a time. What lies beyond the end is
    /// empty.
    private static void and(byte[] masks, long offset) {
        int shared = (int) Math.max(0, masks.length - offset);
        int i = 0;
        for (; i + 8 <= shared; i += 8) {
            ByteRuns.put(masks, i, ByteRuns.eight(masks, i) & ByteRuns.eight(masks, (int) (i + offset)));
        }
        for (; i < shared; i++) {
            masks[i] &= masks[(int) (i + offset)];
        }
        for (; i < masks.length; i++) {
            masks[i] = 0;
        }
    }
}
