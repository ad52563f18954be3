package io.github.edgewise.distance;

/// Which voxels can be removed from a mask without changing its topology, and which are the end of a line.
///
/// Foreground voxels are neighbours if they share a corner (8 in 2-D, 26 in 3-D), background voxels if they
/// share a face (4 and 6). A voxel is simple if its foreground neighbours are connected among themselves, and
/// so are the background voxels that share a face with it, within the neighbours that share an edge with it
/// (Bertrand and Malandain, Pattern Recognition Letters 15, 1994).
///
/// A neighbourhood is an int with a bit per voxel: `9 (dz + 1) + 3 (dy + 1) + (dx + 1)` in 3-D, without the
/// first term in 2-D. The bit of the voxel itself has no effect.
final class SimplePoints {
    private static final int CENTRE_2D = 1 << 4;
    private static final int FACES_2D = 0b010_101_010;
    private static final int CENTRE = 1 << 13;
    private static final int ALL = (1 << 27) - 1;
    private static final int CORNERS = 0b101_000_101 | 0b101_000_101 << 18;
    private static final int WITHOUT_CORNERS = ALL & ~CORNERS & ~CENTRE;
    private static final int FACES = FACES_2D << 9 | 1 << 4 | 1 << 22;
    private static final int NOT_FIRST_X = ALL & ~0b001_001_001_001_001_001_001_001_001;
    private static final int NOT_LAST_X = ALL & ~0b100_100_100_100_100_100_100_100_100;
    private static final int NOT_FIRST_Y = ALL & ~0b000_000_111_000_000_111_000_000_111;
    private static final int NOT_LAST_Y = ALL & ~0b111_000_000_111_000_000_111_000_000;
    private static final boolean[] SIMPLE_2D = plane();

    private SimplePoints() {}

    /// True if the pixel with these 9 neighbours is simple.
    static boolean isSimple2d(int square) { return SIMPLE_2D[square]; }

    /// True if the pixel has exactly one foreground neighbour.
    static boolean isEnd2d(int square) { return isSingle(square & ~CENTRE_2D); }

    /// True if the voxel with these 27 neighbours is simple.
    static boolean isSimple(int cube) {
        int outside = ~cube & WITHOUT_CORNERS;
        int faces = outside & FACES;
        int inside = cube & ALL & ~CENTRE;
        if (faces == 0 || inside == 0) return false;
        int reached = Integer.lowestOneBit(faces);
        for (int before = 0; before != reached;) {
            before = reached;
            reached = acrossFaces(reached) & outside;
        }
        if ((faces & ~reached) != 0) return false;
        reached = Integer.lowestOneBit(inside);
        for (int before = 0; before != reached;) {
            before = reached;
            reached = acrossCorners(reached) & inside;
        }
        return reached == inside;
    }

    /// True if the voxel has exactly one foreground neighbour.
    static boolean isEnd(int cube) { return isSingle(cube & ALL & ~CENTRE); }

    private static boolean isSingle(int bits) { return bits != 0 && (bits & (bits - 1)) == 0; }

    /// These voxels and all that share a face with one of them.
    private static int acrossFaces(int m) {
        return m | (m << 1 & NOT_FIRST_X) | (m >>> 1 & NOT_LAST_X) | (m << 3 & NOT_FIRST_Y)
                | (m >>> 3 & NOT_LAST_Y) | (m << 9 & ALL) | m >>> 9;
    }

    /// These voxels and all that share a corner with one of them.
    private static int acrossCorners(int m) {
        int x = m | (m << 1 & NOT_FIRST_X) | (m >>> 1 & NOT_LAST_X);
        int y = x | (x << 3 & NOT_FIRST_Y) | (x >>> 3 & NOT_LAST_Y);
        return y | (y << 9 & ALL) | y >>> 9;
    }

    /// The answers for all neighbourhoods of a pixel. A plane within empty space has the topology of the
    /// plane alone, so they are those of 3-D.
    private static boolean[] plane() {
        boolean[] simple = new boolean[1 << 9];
        for (int square = 0; square < simple.length; square++) {
            simple[square] = isSimple(square << 9);
        }
        return simple;
    }
}
