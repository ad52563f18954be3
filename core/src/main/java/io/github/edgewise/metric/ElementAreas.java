package io.github.edgewise.metric;

import io.github.edgewise.volume.Spacing;

/// The area of the surface element among 2 x 2 x 2 voxels, for each combination of voxels inside: 256 areas
/// in mm^2, or in 2-D 16 lengths in mm.
///
/// They come from marching cubes with the corners of its triangles half-way between voxels. The corners of
/// the cube that are inside form pieces that are connected along its edges. If more than four corners are
/// inside, the outside corners are used instead. Each piece has its own polygon. The normals of the
/// triangles, as shares of a face of the cube, are:
///
/// | piece | normals (z, y, x in some order) |
/// |---|---|
/// | one corner | (1/8, 1/8, 1/8) |
/// | an edge | (0, 1/2, 1/2), 0 along the edge |
/// | three corners of a face | (1/2, 0, 0) across the face, (3/8, 3/8, 3/8) |
/// | a face | (1, 0, 0) |
/// | a corner and its three neighbours | (3/4, 3/4, 3/4) |
/// | a path along three axes | (1/2, 1/2, 1/2), and for each end 1/4 on its axis and on the middle one |
///
/// These are the numbers in the tables of DeepMind's surface-distance.
final class ElementAreas {
    private ElementAreas() {}

    /// Areas by code: corner `4 z + 2 y + x` of the cube is bit `1 << corner`; in 2-D `2 y + x`.
    static double[] of(int axes, Spacing spacing) {
        return axes == 2 ? lengths(spacing) : areas(spacing);
    }

    private static double[] lengths(Spacing w) {
        double cut = Math.hypot(w.y(), w.x()) / 2;
        double[] lengths = new double[16];
        for (int code = 1; code < 15; code++) {
            boolean rows = code == 3 || code == 12; // one row of voxels is inside
            boolean columns = code == 5 || code == 10;
            boolean diagonal = code == 6 || code == 9;
            lengths[code] = rows ? w.x() : columns ? w.y() : diagonal ? 2 * cut : cut;
        }
        return lengths;
    }

    private static double[] areas(Spacing w) {
        double[] areas = new double[256];
        for (int code = 1; code < 255; code++) {
            int left = Integer.bitCount(code) <= 4 ? code : 255 - code;
            while (left != 0) {
                int piece = piece(Integer.lowestOneBit(left), left);
                areas[code] += area(piece, w);
                left &= ~piece;
            }
        }
        return areas;
    }

    /// The corners of `all` that are connected to `seed`.
    private static int piece(int seed, int all) {
        int piece = seed;
        int before = 0;
        while (piece != before) {
            before = piece;
            for (int corner = 0; corner < 8; corner++) {
                if (((before >> corner) & 1) == 1) piece |= neighbours(corner) & all;
            }
        }
        return piece;
    }

    private static int neighbours(int corner) {
        return (1 << (corner ^ 1)) | (1 << (corner ^ 2)) | (1 << (corner ^ 4));
    }

    private static double area(int piece, Spacing w) {
        boolean z = spans(piece, 4);
        boolean y = spans(piece, 2);
        boolean x = spans(piece, 1);
        return switch (Integer.bitCount(piece)) {
            case 1 -> normal(0.125, 0.125, 0.125, w);
            case 2 -> normal(z ? 0 : 0.5, y ? 0 : 0.5, x ? 0 : 0.5, w);
            case 3 -> normal(z ? 0 : 0.5, y ? 0 : 0.5, x ? 0 : 0.5, w) + normal(0.375, 0.375, 0.375, w);
            default -> z && y && x
                    ? across(piece, w)
                    : normal(z ? 0 : 1, y ? 0 : 1, x ? 0 : 1, w);
        };
    }

    /// The area for four corners that span all axes: a corner with its neighbours, or a path.
    private static double across(int piece, Spacing w) {
        int middle = 0; // the axis between the two corners that have two neighbours
        for (int corner = 0; corner < 8; corner++) {
            if (((piece >> corner) & 1) == 0) continue;
            int degree = Integer.bitCount(neighbours(corner) & piece);
            if (degree == 3) return normal(0.75, 0.75, 0.75, w);
            if (degree == 2) middle ^= corner;
        }
        double ends = 0;
        for (int axis = 1; axis <= 4; axis *= 2) {
            if (axis == middle) continue;
            int both = axis | middle;
            ends += normal((both & 4) / 16., (both & 2) / 8., (both & 1) / 4., w);
        }
        return normal(0.5, 0.5, 0.5, w) + ends;
    }

    /// True if the piece has corners on both sides of an axis. The axis is given by its bit in a corner's
    /// number.
    private static boolean spans(int piece, int axis) {
        int low = 0;
        for (int corner = 0; corner < 8; corner++) {
            if ((corner & axis) == 0) low |= 1 << corner;
        }
        return (piece & low) != 0 && (piece & ~low) != 0;
    }

    /// The length of a normal. Its components are given as shares of the faces across z, y and x.
    private static double normal(double z, double y, double x, Spacing w) {
        double faceZ = z * w.y() * w.x();
        double faceY = y * w.z() * w.x();
        double faceX = x * w.z() * w.y();
        return Math.sqrt(faceZ * faceZ + faceY * faceY + faceX * faceX);
    }
}
