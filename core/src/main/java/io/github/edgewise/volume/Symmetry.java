package io.github.edgewise.volume;

/// A flip, a quarter turn or any mix of both: the axes in another order, some of them backwards.
///
/// @param first the source axis (0 = z, 1 = y, 2 = x) that becomes z
/// @param second the source axis that becomes y
/// @param third the source axis that becomes x
/// @param flips bit a set: source axis a runs backwards
public record Symmetry(int first, int second, int third, int flips) {
    /// No change.
    public static final Symmetry IDENTITY = new Symmetry(0, 1, 2, 0);

    /// The shape that has to be cut so that it becomes `target`.
    public Shape source(Shape target) {
        int[] n = new int[3];
        n[first] = target.depth();
        n[second] = target.height();
        n[third] = target.width();
        return new Shape(target.axes(), n[0], n[1], n[2]);
    }

    /// The same as a matrix from target axes to source axes.
    public double[][] matrix() {
        double[][] m = new double[3][3];
        m[first][0] = (flips >> first & 1) != 0 ? -1 : 1;
        m[second][1] = (flips >> second & 1) != 0 ? -1 : 1;
        m[third][2] = (flips >> third & 1) != 0 ? -1 : 1;
        return m;
    }
}
