package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.LengthUnit;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the calibration of an ImageJ image says about lengths.
///
/// @param grid the voxels in mm; a single slice is a 2-D grid
/// @param unit the unit of the calibration's x axis as ImageJ shows it, for example `µm`
/// @param mm what one such unit is in mm; 1 if the image has no unit of length
/// @param note a sentence for the user if a unit is missing or not known
record ImageScale(Grid grid, String unit, double mm, Optional<String> note) {
    /// The scale of an image. Each axis may have a unit of its own. Without a unit (`pixel`), or with one
    /// that is not a length, one unit counts as 1 mm, and [#note] says so.
    ///
    /// @throws InvalidInputException where a pixel has no size: 0, negative or no number
    static ImageScale of(ImagePlus image) {
        Calibration calibration = image.getCalibration();
        String unit = calibration.getXUnit();
        double mm = mm(unit);
        double z = calibration.pixelDepth * mm(calibration.getZUnit());
        double y = calibration.pixelHeight * mm(calibration.getYUnit());
        double x = calibration.pixelWidth * mm;
        int depth = image.getNSlices();
        return new ImageScale(depth == 1
                ? Grid.of(Shape.of(image.getHeight(), image.getWidth()), spacing(image, 1, y, x))
                : Grid.of(Shape.of(depth, image.getHeight(), image.getWidth()), spacing(image, z, y, x)),
                unit, mm, note(image, calibration));
    }

    private static double mm(String unit) { return LengthUnit.millimetres(unit).orElse(1); }

    private static Spacing spacing(ImagePlus image, double z, double y, double x) {
        try {
            return new Spacing(z, y, x);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("image " + image.getTitle() + ": " + e.getMessage()
                    + "; set the size of a pixel in Image > Properties...", e);
        }
    }

    private static Optional<String> note(ImagePlus image, Calibration calibration) {
        String[] units = image.getNSlices() > 1
                ? new String[]{calibration.getXUnit(), calibration.getYUnit(), calibration.getZUnit()}
                : new String[]{calibration.getXUnit(), calibration.getYUnit()};
        for (String unit : units) {
            OptionalDouble known = LengthUnit.millimetres(unit);
            if (known.isPresent()) continue;
            return Optional.of("image " + image.getTitle() + (LengthUnit.isNone(unit)
                    ? " has no unit of length: lengths are in pixels, and a pixel counts as 1 mm; set the unit "
                            + "in Image > Properties..."
                    : ": " + LengthUnit.unknown(unit)));
        }
        return Optional.empty();
    }

    /// True if at least one axis has a length that is known in mm.
    boolean isKnown() { return note.isEmpty(); }

    /// A length of the user, in the image's unit, as mm.
    double toMm(double length) { return length * mm; }

    /// A length in mm in the image's unit.
    double fromMm(double length) { return length / mm; }
}
