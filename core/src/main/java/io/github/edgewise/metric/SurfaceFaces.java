package io.github.edgewise.metric;

import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The faces between the voxels of two masks and all others, with the distances from each of them to the
/// faces of the other mask.
///
/// A face of one mask is also a face of the other mask, or lies between two voxels of the other mask, or
/// between two that are outside of it. In the first case its distance is 0. In the last case the nearest
/// point of the other surface is the nearest point of the other mask's voxels; in the second case, of the
/// voxels outside. So distances to whole boxes are enough, and only boxes at the surface count.
final class SurfaceFaces {
    private static final byte OUTSIDE_PREDICTED = 4;
    private static final byte OUTSIDE_REFERENCED = 8;
    private static final int[] ON_BOTH = {0, 0, 0}; // a box that touches the whole face

    private final Crop crop;
    private final Shape shape;
    private final Spacing spacing;
    private final byte[] cells; // voxels with a face of a mask, on either side of it
    private final int[] both; // faces of both masks across z, y, x

    SurfaceFaces(Crop crop, Spacing spacing) {
        this.crop = crop;
        this.shape = crop.shape();
        this.spacing = shape.axes() == 2 ? new Spacing(1, spacing.y(), spacing.x()) : spacing;
        this.cells = new byte[crop.masks().length];
        this.both = new int[3];
        byte[] masks = crop.masks();
        faces((axis, at, next) -> {
            int changed = masks[at] ^ masks[next];
            if (changed == (Crop.PREDICTED | Crop.REFERENCED)) both[axis]++;
            mark(at, masks[at], changed);
            mark(next, masks[next], changed);
        });
    }

    private void mark(int at, int inside, int changed) {
        int outside = (changed & ~inside) << 2;
        cells[at] = (byte) (cells[at] | (changed & inside) | outside);
    }

    /// What to do with a face: the axis across it (0 for z, 1 for y, 2 for x) and the voxels on both sides.
    private interface Visit {
        void face(int axis, int at, int next);
    }

    /// All faces of both masks, axis by axis. The frame of the crop is empty, so rows do not run into each
    /// other.
    private void faces(Visit visit) {
        byte[] masks = crop.masks();
        int[] steps = crop.steps();
        for (int i = 0; i < steps.length; i++) {
            int step = steps[i];
            for (int at = 0; at < shape.voxels() - step; at += 8) {
                long changed = ByteRuns.eight(masks, at) ^ ByteRuns.eight(masks, at + step);
                for (; changed != 0; changed &= -256L << (Long.numberOfTrailingZeros(changed) & ~7)) {
                    int face = at + (Long.numberOfTrailingZeros(changed) >>> 3);
                    visit.face(2 - i, face, face + step);
                }
            }
        }
    }

    Surface surface() { return new Surface(from(Crop.PREDICTED), from(Crop.REFERENCED)); }

    private BorderDistances from(byte mask) {
        byte other = (byte) (Crop.PREDICTED + Crop.REFERENCED - mask);
        byte[] masks = crop.masks();
        var found = new Found();
        var within = new Searches(mask == Crop.PREDICTED ? OUTSIDE_REFERENCED : OUTSIDE_PREDICTED);
        var beyond = new Searches(other);
        faces((axis, at, next) -> {
            if ((masks[at] ^ masks[next]) != mask) return;
            BoxSearch search = ((masks[at] & other) != 0 ? within : beyond).search();
            int x = at % shape.width();
            int row = at / shape.width();
            found.add(axis, search.nearest(axis, row / shape.height(), row % shape.height(), x), 1);
        });
        for (int axis = 0; axis < 3; axis++) {
            if (both[axis] > 0) found.add(axis, ON_BOTH, both[axis]);
        }
        return new FaceDistances(found.patterns());
    }

    /// A search among some voxels, made when the first face needs it.
    private final class Searches {
        private final byte marks;
        private Optional<BoxSearch> search = Optional.empty();

        Searches(byte marks) { this.marks = marks; }

        BoxSearch search() {
            if (search.isEmpty()) search = Optional.of(new BoxSearch(shape, spacing, cells, marks));
            return search.get();
        }
    }

    /// How many faces have the same boxes around them, for faces across each axis.
    private final class Found {
        private final List<Map<Boxes, int[]>> counts = IntStream.range(0, 3)
                .<Map<Boxes, int[]>>mapToObj(axis -> new HashMap<>()).toList();

        void add(int axis, int[] steps, int faces) {
            counts.get(axis).computeIfAbsent(new Boxes(steps), boxes -> new int[1])[0] += faces;
        }

        List<FaceDistances.Pattern> patterns() {
            return IntStream.range(0, 3).boxed().flatMap(axis -> counts.get(axis).entrySet().stream()
                    .map(e -> new FaceDistances.Pattern(boxes(axis, e.getKey().steps), e.getValue()[0])))
                    .toList();
        }

        private NearestBoxes boxes(int axis, int[] steps) {
            return switch (axis) {
                case 0 -> new NearestBoxes(spacing.z(), spacing.y(), spacing.x(), steps);
                case 1 -> new NearestBoxes(spacing.y(), spacing.z(), spacing.x(), steps);
                default -> new NearestBoxes(spacing.x(), spacing.z(), spacing.y(), steps);
            };
        }
    }

    /// An array that is compared by its numbers.
    private static final class Boxes {
        private final int[] steps;
        private final int hash;

        Boxes(int[] steps) {
            this.steps = steps;
            this.hash = Arrays.hashCode(steps);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Boxes boxes && Arrays.equals(steps, boxes.steps);
        }

        @Override
        public int hashCode() { return hash; }
    }
}
