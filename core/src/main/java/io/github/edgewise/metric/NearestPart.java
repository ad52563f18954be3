package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/// The distance from single points of a lattice to the nearest of a set of its points, exact in double
/// precision.
///
/// Most borders lie close to each other. So the rows around a point are searched in the order of their
/// distance, until no nearer row can follow. A bit set gives 64 points to either side of a row at once, so a
/// point one step away takes only a few accesses. Points farther away than about ten steps are left to
/// [Bricks]. A distance transform would visit every voxel of the box instead of only those of the borders.
final class NearestPart {
    private static final int ROWS = 256; // searched before the tree

    private final Shape lattice;
    private final Spacing spacing;
    private final byte[] cells;
    private final byte mask;
    private final BitRows bits;
    private final Step[] steps;
    private final double reach; // squared mm up to which the search of the rows is complete
    private Optional<Bricks> bricks = Optional.empty();
    private int lastZ;
    private int lastY;
    private int lastX;
    private double lastMm;

    /// @param cells of the lattice; a point belongs to the set where `mask` is set, and there is at least one
    NearestPart(Shape lattice, Spacing spacing, byte[] cells, byte mask) {
        this.lattice = lattice;
        this.spacing = spacing;
        this.cells = cells;
        this.mask = mask;
        this.bits = new BitRows(lattice, cells, mask);
        double radius = lattice.axes() == 2
                ? ROWS / 2 * spacing.y()
                : Math.sqrt(ROWS / Math.PI * spacing.y() * spacing.z());
        this.steps = Step.within(radius, lattice, spacing);
        this.reach = Math.min(radius * radius, square(64 * spacing.x()));
    }

    /// The way from one row to another: steps along z, steps along y, and their squared distance.
    private record Step(int z, int y, double cost) {
        static Step[] within(double radius, Shape lattice, Spacing w) {
            int mostZ = lattice.axes() == 2 ? 0 : (int) Math.min(lattice.depth() - 1, radius / w.z());
            int mostY = (int) Math.min(lattice.height() - 1, radius / w.y());
            return IntStream.rangeClosed(-mostZ, mostZ).boxed()
                    .flatMap(z -> IntStream.rangeClosed(-mostY, mostY)
                            .mapToObj(y -> new Step(z, y, square(z * w.z()) + square(y * w.y()))))
                    .filter(step -> step.cost <= radius * radius)
                    .sorted(Comparator.comparingDouble(Step::cost)).toArray(Step[]::new);
        }
    }

    /// The squared distance from a point to the nearest point of the set, in mm squared.
    double squaredMm(int z, int y, int x) {
        double best = isNear(z, y, x) ? rows(z, y, x) : Double.POSITIVE_INFINITY;
        if (best > reach) {
            if (bricks.isEmpty()) bricks = Optional.of(new Bricks(lattice, spacing, cells, mask));
            best = bricks.get().squaredMm(z, y, x);
        }
        lastZ = z;
        lastY = y;
        lastX = x;
        lastMm = Math.sqrt(best);
        return best;
    }

    /// False if the answer for the previous point shows that this point is too far for the search of the
    /// rows. A distance changes by no more than the distance between the two points.
    private boolean isNear(int z, int y, int x) {
        if (lastMm * lastMm <= reach) return true;
        double moved = Math.sqrt(square((z - lastZ) * spacing.z()) + square((y - lastY) * spacing.y())
                + square((x - lastX) * spacing.x()));
        double least = lastMm - moved;
        return least < 0 || least * least <= reach;
    }

    private double rows(int z, int y, int x) {
        double best = Double.POSITIVE_INFINITY;
        for (Step step : steps) {
            if (step.cost >= best) break;
            int otherZ = z + step.z;
            int otherY = y + step.y;
            if (otherZ < 0 || otherZ >= lattice.depth() || otherY < 0 || otherY >= lattice.height()) continue;
            int row = otherZ * lattice.height() + otherY;
            int away = Math.min(bits.up(row, x), bits.down(row, x));
            if (away < 64) best = Math.min(best, step.cost + square(away * spacing.x()));
        }
        return best;
    }

    private static double square(double v) { return v * v; }
}
