package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The frames of one DICOM volume in the order of their positions along the normal of the slices, and the
/// grid they make.
///
/// @param frames from the first slice to the last
/// @param grid of all slices; of two axes where there is one frame
/// @param warnings about missing or uneven positions
record DicomStack(List<DicomFrame> frames, Grid grid, List<String> warnings) {
    /// Steps may differ from their median by this share before a slice counts as missing.
    private static final double GAP = 0.1;
    private static final double UNEVEN = 0.01;

    DicomStack {
        frames = List.copyOf(frames);
        warnings = List.copyOf(warnings);
    }

    /// @param from the file or folder, for messages
    static DicomStack of(List<DicomFrame> unsorted, Path from) throws IOException {
        DicomFrame first = unsorted.getFirst();
        for (DicomFrame frame : unsorted) {
            if (!frame.fits(first)) {
                throw new IOException(from + " mixes slices of different size, spacing or direction: "
                        + first.name(true) + " and " + frame.name(true) + "; a volume has one of each");
            }
        }
        var warnings = new ArrayList<String>();
        if (first.spacing().isEmpty()) warnings.add("the file says no spacing of pixels, 1 mm is assumed");
        if (unsorted.stream().anyMatch(f -> !f.isPlaced())) return unplaced(unsorted, from, warnings);
        double[] normal = first.normal();
        List<DicomFrame> frames = unsorted.stream()
                .sorted(Comparator.comparingDouble(f -> f.distance(normal))).toList();
        double[] step = World.scaled(normal, first.thickness().orElse(1.));
        if (frames.size() > 1) step = step(frames, normal, from, warnings);
        return new DicomStack(frames, grid(frames, step, from), warnings);
    }

    /// Frames without a position: those of one file keep their order.
    private static DicomStack unplaced(List<DicomFrame> frames, Path from, List<String> warnings)
            throws IOException {
        DicomFrame first = frames.getFirst();
        if (!frames.stream().allMatch(f -> f.file().equals(first.file()))) {
            throw new IOException(from + " has slices without a position in the patient, such as "
                    + frames.stream().filter(f -> !f.isPlaced()).findFirst().orElse(first).name(false)
                    + "; they cannot be put in order");
        }
        warnings.add("the file says no place in the patient");
        if (frames.size() > 1) {
            warnings.add(first.thickness().isPresent()
                    ? "slices have no positions; the file's order and slice thickness count"
                    : "slices have no positions; the file's order counts, 1 mm apart");
        }
        double between = first.thickness().orElse(1.);
        List<double[]> steps = new ArrayList<>(
                List.of(new double[]{column(first), 0, 0}, new double[]{0, row(first), 0}));
        if (frames.size() > 1) steps.add(new double[]{0, 0, between});
        return new DicomStack(frames,
                World.RAS.grid(shape(first, frames.size()), steps, new double[3], 0, from), warnings);
    }

    private static double row(DicomFrame frame) {
        return frame.spacing().isEmpty() ? 1 : frame.spacing().get(0);
    }

    private static double column(DicomFrame frame) {
        return frame.spacing().isEmpty() ? 1 : frame.spacing().get(1);
    }

    /// The vector from one slice to the next, checked to be much the same everywhere.
    private static double[] step(List<DicomFrame> frames, double[] normal, Path from, List<String> warnings)
            throws IOException {
        int n = frames.size() - 1;
        boolean several = frames.getFirst().file().equals(frames.getLast().file());
        double[] gaps = new double[n];
        for (int i = 0; i < n; i++) {
            gaps[i] = frames.get(i + 1).distance(normal) - frames.get(i).distance(normal);
        }
        double[] sorted = gaps.clone();
        Arrays.sort(sorted);
        double median = sorted[n / 2];
        boolean uneven = false;
        for (int i = 0; i < n; i++) {
            String two = frames.get(i).name(several) + " and " + frames.get(i + 1).name(several);
            if (!(gaps[i] > GAP * median)) {
                throw new IOException(from + " has two slices in one place, " + two
                        + "; does it mix series, echoes or times? keep one");
            }
            if (Math.abs(gaps[i] - median) > GAP * median) {
                throw new IOException("%s lacks slices between %s: they are %.4g mm apart, others %.4g mm"
                        .formatted(from, two, gaps[i], median));
            }
            uneven |= Math.abs(gaps[i] - median) > UNEVEN * median;
        }
        if (uneven) warnings.add("slices are unevenly spaced; their mean distance counts");
        double[] a = frames.getFirst().origin();
        double[] b = frames.getLast().origin();
        return World.scaled(new double[]{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, 1.0 / n);
    }

    private static Grid grid(List<DicomFrame> frames, double[] step, Path from) throws IOException {
        DicomFrame first = frames.getFirst();
        List<double[]> steps = List.of(World.scaled(first.axis(0), column(first)),
                World.scaled(first.axis(1), row(first)), step);
        return World.LPS.grid(shape(first, frames.size()), steps, first.origin(), 1, from);
    }

    private static Shape shape(DicomFrame first, int slices) {
        int rows = first.size().get(0);
        int columns = first.size().get(1);
        return slices == 1 ? Shape.of(rows, columns) : Shape.of(slices, rows, columns);
    }
}
