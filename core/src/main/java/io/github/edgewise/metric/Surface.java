package io.github.edgewise.metric;

import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The distances between the borders of two masks, in mm, in both directions. All surface metrics use them.
///
/// Of voxels: a voxel belongs to the border of a mask if one of its face neighbours is outside the mask. What
/// lies beyond the image counts as outside. Distances are between voxel centres (medpy, MONAI).
///
/// Of elements: eight voxels meet at each voxel corner. If they are neither all inside nor all outside, an
/// element of the surface lies there, with the area that marching cubes gives it. Distances are between these
/// corners (DeepMind's surface-distance). In 2-D there are four pixels and a contour.
///
/// Of faces: the surface of a mask is made of the faces between a voxel of the mask and one outside (in 2-D,
/// of the edges of pixels). Distances are from every point of this surface to the nearest point of the other
/// one.
///
/// Exact in double precision.
///
/// @param fromPrediction from each part of the prediction's border to the reference's border
/// @param fromReference from each part of the reference's border to the prediction's border
public record Surface(BorderDistances fromPrediction, BorderDistances fromReference) {
    /// Both directions together.
    public BorderDistances pooled() { return fromPrediction.and(fromReference); }

    /// Between the border voxels of two masks that both have voxels.
    static Surface ofVoxels(Crop crop, Spacing spacing) {
        byte[] borders = borders(crop);
        return new Surface(
                PartDistances.ofSquares(squares(crop, spacing, borders, Crop.PREDICTED, Crop.REFERENCED)),
                PartDistances.ofSquares(squares(crop, spacing, borders, Crop.REFERENCED, Crop.PREDICTED)));
    }

    /// Between the surface elements of two masks that both have voxels.
    static Surface ofElements(Crop crop, Spacing spacing) {
        byte[] elements = elements(crop);
        double[] areas = ElementAreas.of(crop.shape().axes(), spacing);
        return new Surface(
                PartDistances.ofSquares(squares(crop, spacing, elements, Crop.PREDICTED, Crop.REFERENCED),
                        weights(crop, elements, Crop.PREDICTED, areas)),
                PartDistances.ofSquares(squares(crop, spacing, elements, Crop.REFERENCED, Crop.PREDICTED),
                        weights(crop, elements, Crop.REFERENCED, areas)));
    }

    /// Each mask without the voxels whose face neighbours all belong to it.
    private static byte[] borders(Crop crop) {
        byte[] masks = crop.masks();
        int[] steps = crop.steps();
        int frame = steps[steps.length - 1];
        byte[] borders = new byte[masks.length];
        for (int i = frame; i < crop.shape().voxels() - frame; i += 8) {
            long here = ByteRuns.eight(masks, i);
            if (here == 0) continue;
            long surrounded = here;
            for (int step : steps) {
                surrounded &= ByteRuns.eight(masks, i - step) & ByteRuns.eight(masks, i + step);
            }
            ByteRuns.put(borders, i, here & ~surrounded);
        }
        return borders;
    }

    /// For each voxel i of the crop: the masks whose surface passes between the voxel and its neighbours
    /// towards higher indices.
    private static byte[] elements(Crop crop) {
        byte[] masks = crop.masks();
        int[] corners = corners(crop);
        byte[] elements = new byte[masks.length];
        for (int i = 0; i < crop.shape().voxels() - corners[corners.length - 1]; i += 8) {
            long all = -1;
            long any = 0;
            for (int corner : corners) {
                long there = ByteRuns.eight(masks, i + corner);
                all &= there;
                any |= there;
            }
            ByteRuns.put(elements, i, any & ~all);
        }
        return elements;
    }

    /// The offsets from a voxel to the 4 or 8 voxels around its upper corner, numbered as in [ElementAreas].
    private static int[] corners(Crop crop) {
        int[] steps = crop.steps();
        int[] corners = new int[1 << steps.length];
        for (int corner = 0; corner < corners.length; corner++) {
            for (int axis = 0; axis < steps.length; axis++) {
                if (((corner >> axis) & 1) == 1) corners[corner] += steps[axis];
            }
        }
        return corners;
    }

    private static double[] weights(Crop crop, byte[] elements, byte mask, double[] areas) {
        int[] corners = corners(crop);
        double[] weights = new double[1024];
        int n = 0;
        int end = crop.shape().voxels();
        for (int i = Scan.next(elements, 0, end, mask); i < end; i = Scan.next(elements, i + 1, end, mask)) {
            int code = 0;
            for (int corner = 0; corner < corners.length; corner++) {
                if ((crop.masks()[i + corners[corner]] & mask) != 0) code |= 1 << corner;
            }
            if (n == weights.length) weights = Arrays.copyOf(weights, 2 * n);
            weights[n++] = areas[code];
        }
        return Arrays.copyOf(weights, n);
    }

    /// Squared distances in mm squared from every part of one border, in the order of the crop, to the
    /// nearest part of the other border.
    private static double[] squares(Crop crop, Spacing spacing, byte[] borders, byte from, byte to) {
        Shape s = crop.shape();
        var nearest = new NearestPart(s, spacing, borders, to);
        double[] squares = new double[1024];
        int n = 0;
        for (int z = 0, start = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++, start += s.width()) {
                int end = start + s.width();
                for (int i = Scan.next(borders, start, end, from); i < end; i = Scan.next(borders, i + 1, end,
                        from)) {
                    if (n == squares.length) squares = Arrays.copyOf(squares, 2 * n);
                    squares[n++] = (borders[i] & to) != 0 ? 0 : nearest.squaredMm(z, y, i - start);
                }
            }
        }
        return Arrays.copyOf(squares, n);
    }
}
