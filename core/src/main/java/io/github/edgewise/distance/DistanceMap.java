package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;

/// The signed distance of every voxel to the boundary of one class, in mm: negative inside, positive outside.
public final class DistanceMap {
    private final Grid grid;
    private final float[] mm;
    private final boolean hasSurface;

    DistanceMap(Grid grid, float[] mm, boolean hasSurface) {
        this.grid = grid;
        this.mm = mm;
        this.hasSurface = hasSurface;
    }

    public Grid grid() { return grid; }

    /// All distances, `z, y, x` with x fastest; not a copy.
    public float[] mm() { return mm; }

    /// All distances in half the memory, as the bits of 16-bit floats (see [Float#float16ToFloat]). They have
    /// 11 significant bits, so the error is up to 0.05 %. From 65,520 mm on they are infinite.
    public short[] float16() {
        short[] half = new short[mm.length];
        for (int i = 0; i < half.length; i++) {
            half[i] = Float.floatToFloat16(mm[i]);
        }
        return half;
    }

    /// The distance of one voxel.
    public float at(int z, int y, int x) { return mm[grid.shape().index(z, y, x)]; }

    /// The largest depth inside the class, in mm; 0 where it has no voxel.
    public float deepest() { return -extreme(-1); }

    /// The largest distance outside the class, in mm; 0 where it fills the image.
    public float farthest() { return extreme(1); }

    /// The value that is farthest from 0 on the side of `sign`.
    private float extreme(int sign) {
        float most = 0;
        for (float d : mm) {
            most = Math.max(most, sign * d);
        }
        return sign * most;
    }

    /// False where the class is absent or fills the image. Then there is no boundary, and all values are the
    /// constant that [SignedDistance] documents.
    public boolean hasSurface() { return hasSurface; }
}
