package io.github.edgewise.distance;

import io.github.edgewise.volume.Shape;

/// Simple voxels by their definition, slow and obvious.
final class PlainTopology {
    private static final int CENTRE = 13;

    private PlainTopology() {}

    /// The 27 voxels around voxel `index` and itself; false beyond the image.
    static boolean[] cube(Shape s, boolean[] mask, int index) {
        boolean[] cube = new boolean[27];
        for (int n = 0; n < 27; n++) {
            int z = index / s.width() / s.height() + n / 9 - 1;
            int y = index / s.width() % s.height() + n / 3 % 3 - 1;
            int x = index % s.width() + n % 3 - 1;
            boolean isInImage = z >= 0 && z < s.depth() && y >= 0 && y < s.height() && x >= 0
                    && x < s.width();
            cube[n] = isInImage && mask[s.index(z, y, x)];
        }
        return cube;
    }

    /// How many of the neighbours are foreground.
    static int neighbours(boolean[] cube) {
        int count = 0;
        for (int n = 0; n < 27; n++) {
            if (n != CENTRE && cube[n]) count++;
        }
        return count;
    }

    /// One 26-connected component of foreground neighbours, and one 6-connected component of background among
    /// the neighbours across faces and edges that touches the voxel by a face.
    static boolean isSimple(boolean[] cube) {
        return components(cube, true) == 1 && components(cube, false) == 1;
    }

    private static int components(boolean[] cube, boolean isForeground) {
        boolean[] seen = new boolean[27];
        int components = 0;
        for (int n = 0; n < 27; n++) {
            boolean isSeed = isForeground || steps(n, CENTRE) == 1;
            if (!isSeed || seen[n] || !isOf(cube, n, isForeground)) continue;
            components++;
            flood(cube, n, isForeground, seen);
        }
        return components;
    }

    private static boolean isOf(boolean[] cube, int n, boolean isForeground) {
        if (n == CENTRE || cube[n] != isForeground) return false;
        return isForeground || steps(n, CENTRE) <= 2;
    }

    private static void flood(boolean[] cube, int from, boolean isForeground, boolean[] seen) {
        seen[from] = true;
        for (int n = 0; n < 27; n++) {
            boolean touches = isForeground ? largest(from, n) == 1 : steps(from, n) == 1;
            if (touches && !seen[n] && isOf(cube, n, isForeground)) flood(cube, n, isForeground, seen);
        }
    }

    private static int steps(int a, int b) {
        return Math.abs(a / 9 - b / 9) + Math.abs(a / 3 % 3 - b / 3 % 3) + Math.abs(a % 3 - b % 3);
    }

    private static int largest(int a, int b) {
        return Math.max(Math.abs(a / 9 - b / 9),
                Math.max(Math.abs(a / 3 % 3 - b / 3 % 3), Math.abs(a % 3 - b % 3)));
    }
}
