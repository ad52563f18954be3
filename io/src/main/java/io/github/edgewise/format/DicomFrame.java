package io.github.edgewise.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where one frame of a DICOM file lies in the patient; the pixels stay in the file.
///
/// @param file it is in
/// @param index its number in the file
/// @param size rows and columns
/// @param channels of a pixel
/// @param axes unit vectors along rows and along columns, six numbers in LPS; none where they are not given
/// @param position centre of the first pixel, three numbers; none where it is not given
/// @param spacing mm between rows, then between columns; none where it is not given
/// @param thickness mm between slices, as far as one file can say; none where it is not given
/// @param series the UID of its series
record DicomFrame(Path file, int index, List<Integer> size, int channels, List<Double> axes,
        List<Double> position, List<Double> spacing, Optional<Double> thickness, String series) {

    DicomFrame {
        size = List.copyOf(size);
        axes = List.copyOf(axes);
        position = List.copyOf(position);
        spacing = List.copyOf(spacing);
    }

    static DicomFrame of(DicomImage image, int frame) throws IOException {
        DicomSet set = image.file().set();
        DicomSet measures = image.group(frame, DicomTag.PIXEL_MEASURES_SEQUENCE);
        DicomSet orientation = image.group(frame, DicomTag.PLANE_ORIENTATION_SEQUENCE);
        DicomSet place = image.group(frame, DicomTag.PLANE_POSITION_SEQUENCE);
        List<Double> axes = some(orientation, DicomTag.IMAGE_ORIENTATION_PATIENT, 6);
        List<Double> position = some(place, DicomTag.IMAGE_POSITION_PATIENT, 3);
        List<Double> spacing = some(measures, DicomTag.PIXEL_SPACING, 2);
        if (spacing.stream().anyMatch(mm -> mm <= 0)) spacing = List.of();
        List<Double> between = measures.decimals(DicomTag.SPACING_BETWEEN_SLICES).stream().map(Math::abs)
                .toList();
        List<Double> thickness = between.isEmpty() ? measures.decimals(DicomTag.SLICE_THICKNESS) : between;
        List<Double> offsets = set.decimals(DicomTag.GRID_FRAME_OFFSET_VECTOR);
        if (offsets.size() == image.frames() && !axes.isEmpty() && !position.isEmpty()) {
            // relative to the first plane, or absolute along the axis of the patient: only differences count
            double along = offsets.get(frame) - offsets.getFirst();
            position = add(position, World.scaled(normal(axes), along));
        } else if (image.frames() > 1 && image.each().isEmpty()) {
            position = List.of(); // one for all frames is none for each
        }
        return new DicomFrame(set.file(), frame, List.of(image.rows(), image.columns()), image.samples(),
                axes,
                position, spacing, thickness.stream().filter(mm -> mm > 0).findFirst(),
                set.text(DicomTag.SERIES_INSTANCE_UID).orElse(""));
    }

    private static List<Double> some(DicomSet set, int tag, int count) throws IOException {
        List<Double> numbers = set.decimals(tag);
        return numbers.size() == count ? numbers : List.of();
    }

    private static List<Double> add(List<Double> v, double[] w) {
        return List.of(v.get(0) + w[0], v.get(1) + w[1], v.get(2) + w[2]);
    }

    boolean isPlaced() { return !axes.isEmpty() && !position.isEmpty(); }

    /// The axis along rows for 0, along columns for 1.
    double[] axis(int k) {
        double[] axis = {axes.get(3 * k), axes.get(3 * k + 1), axes.get(3 * k + 2)};
        return World.scaled(axis, 1 / World.length(axis)); // files round them
    }

    double[] origin() { return new double[]{position.get(0), position.get(1), position.get(2)}; }

    /// The unit vector across the slice.
    double[] normal() { return normal(axes); }

    private static double[] normal(List<Double> axes) {
        double[] n = World.cross(new double[]{axes.get(0), axes.get(1), axes.get(2)},
                new double[]{axes.get(3), axes.get(4), axes.get(5)});
        return World.scaled(n, 1 / World.length(n));
    }

    /// How far along the normal of another frame this one lies, in mm.
    double distance(double[] normal) { return World.dot(origin(), normal); }

    /// True where both can be slices of one volume.
    boolean fits(DicomFrame other) {
        return size.equals(other.size) && channels == other.channels && near(axes, other.axes, 1e-4)
                && near(spacing, other.spacing, 1e-4);
    }

    private static boolean near(List<Double> a, List<Double> b, double tolerance) {
        if (a.size() != b.size()) return false;
        for (int i = 0; i < a.size(); i++) {
            if (Math.abs(a.get(i) - b.get(i)) > tolerance) return false;
        }
        return true;
    }

    /// For messages: the file's name, and the frame's number where there are several.
    String name(boolean several) { return file.getFileName() + (several ? " frame " + (index + 1) : ""); }
}
