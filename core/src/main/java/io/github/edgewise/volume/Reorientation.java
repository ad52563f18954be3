package io.github.edgewise.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An order of the axes that maps one grid to another grid at the same position: axes may be swapped or
/// reversed.
///
/// @param from the grid of the voxels
/// @param to the grid to which they are moved
/// @param axes for the axes x, y, z of `to`: the parallel axis of `from`, 0 to 2
/// @param backwards for the axes x, y, z of `to`: whether the axis of `from` has the opposite direction
public record Reorientation(Grid from, Grid to, List<Integer> axes, List<Boolean> backwards) {
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    public Reorientation {
        axes = List.copyOf(axes);
        backwards = List.copyOf(backwards);
    }

    /// The order of axes that maps `from` to `to`. Nothing if there is none, because the grids differ in
    /// shape, spacing, direction or position.
    ///
    /// @param mm the largest allowed difference of voxel centres along each world axis
    public static Optional<Reorientation> between(Grid from, Grid to, double mm) {
        if (from.shape().axes() != to.shape().axes()) return Optional.empty();
        for (int[] order : ORDERS) {
            if (from.shape().axes() == 2 && order[2] != 2) continue;
            for (int bits = 0; bits < (from.shape().axes() == 2 ? 4 : 8); bits++) {
                var candidate = new Reorientation(from, to, List.of(order[0], order[1], order[2]),
                        List.of((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
                if (candidate.fits(mm)) return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// The order of axes that gives the voxels of a grid the wanted directions, for example those of `RAS`.
    /// The voxels stay where they are in mm.
    ///
    /// @param code three letters as [Orientation#code()] gives them
    /// @return nothing if the grid has these directions already, is 2-D, or is oblique in such a way that two
    ///     axes have the same main direction
    public static Optional<Reorientation> towards(String code, Grid from) {
        String own = from.orientation().code();
        if (from.shape().axes() != 3 || own.equals(code)) return Optional.empty();
        var axes = new ArrayList<Integer>();
        var backwards = new ArrayList<Boolean>();
        for (int a = 0; a < 3; a++) {
            int axis = own.indexOf(code.charAt(a));
            boolean isBackwards = axis < 0;
            if (isBackwards) axis = own.indexOf(opposite(code.charAt(a)));
            if (axis < 0 || axes.contains(axis)) return Optional.empty();
            axes.add(axis);
            backwards.add(isBackwards);
        }
        return Optional.of(new Reorientation(from, moved(from, axes, backwards), axes, backwards));
    }

    private static char opposite(char direction) { return "LRPAIS".charAt("RLAPSI".indexOf(direction)); }

    /// The grid with other axes, its voxels at the same points.
    private static Grid moved(Grid from, List<Integer> axes, List<Boolean> backwards) {
        int[] n = lengths(from.shape());
        Spacing w = from.spacing();
        double[] mm = {w.x(), w.y(), w.z()};
        Double[] affine = new Double[12];
        double[] first = new double[3]; // the voxel of `from` that is the first of the new grid
        for (int a = 0; a < 3; a++) {
            first[axes.get(a)] = backwards.get(a) ? n[axes.get(a)] - 1 : 0;
        }
        List<Double> old = from.orientation().affine();
        for (int world = 0; world < 3; world++) {
            for (int a = 0; a < 3; a++) {
                double step = old.get(4 * world + axes.get(a));
                affine[4 * world + a] = backwards.get(a) ? -step : step;
            }
            affine[4 * world + 3] = from.orientation().mm(world, first[0], first[1], first[2]);
        }
        var shape = new Shape(3, n[axes.get(2)], n[axes.get(1)], n[axes.get(0)]);
        var spacing = new Spacing(mm[axes.get(2)], mm[axes.get(1)], mm[axes.get(0)]);
        return new Grid(shape, spacing, new Orientation(List.of(affine), from.orientation().space()));
    }

    /// The way back, from the grid `to` to the grid `from`.
    public Reorientation inverse() {
        Integer[] back = new Integer[3];
        Boolean[] reversed = new Boolean[3];
        for (int a = 0; a < 3; a++) {
            back[axes.get(a)] = a;
            reversed[axes.get(a)] = backwards.get(a);
        }
        return new Reorientation(to, from, List.of(back), List.of(reversed));
    }

    /// True if the corners of both grids are at the same points.
    private boolean fits(double mm) {
        int[] n = lengths(from.shape());
        int[] m = lengths(to.shape());
        for (int a = 0; a < 3; a++) {
            if (m[a] != n[axes.get(a)]) return false;
        }
        for (int corner = 0; corner < 8; corner++) {
            int[] there = new int[3];
            int[] here = new int[3];
            for (int a = 0; a < 3; a++) {
                boolean end = (corner >> a & 1) == 1;
                there[a] = end ? m[a] - 1 : 0;
                here[axes.get(a)] = end != backwards.get(a) ? m[a] - 1 : 0;
            }
            for (int w = 0; w < 3; w++) {
                double was = from.orientation().mm(w, here[0], here[1], here[2]);
                double is = to.orientation().mm(w, there[0], there[1], there[2]);
                if (!(Math.abs(was - is) <= mm)) return false;
            }
        }
        return true;
    }

    private static int[] lengths(Shape s) { return new int[]{s.width(), s.height(), s.depth()}; }

    /// Moves a label map from the grid `from` to the grid `to`.
    public LabelMap of(LabelMap labels) {
        byte[] moved = new byte[to.voxels()];
        forEach((there, here) -> moved[there] = labels.labels()[here]);
        return new LabelMap(to, labels.classes(), moved);
    }

    /// Moves an image from the grid `from` to the grid `to`.
    public Volume of(Volume image) {
        float[] moved = new float[image.values().length];
        for (int c = 0; c < image.channels(); c++) {
            int channel = c * to.voxels();
            forEach((there, here) -> moved[channel + there] = image.values()[channel + here]);
        }
        return new Volume(to, moved);
    }

    private interface VoxelVisitor {
        void visit(int there, int here);
    }

    private void forEach(VoxelVisitor visitor) {
        int[] n = lengths(from.shape());
        int[] steps = {1, n[0], n[0] * n[1]};
        int[] step = new int[3];
        int start = 0;
        for (int a = 0; a < 3; a++) {
            int axis = axes.get(a);
            step[a] = backwards.get(a) ? -steps[axis] : steps[axis];
            if (backwards.get(a)) start += (n[axis] - 1) * steps[axis];
        }
        Shape s = to.shape();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    visitor.visit(i, start + x * step[0] + y * step[1] + z * step[2]);
                }
            }
        }
    }
}
