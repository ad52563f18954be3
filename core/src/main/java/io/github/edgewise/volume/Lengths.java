package io.github.edgewise.volume;

import java.math.BigDecimal;
import java.math.MathContext;

/// The lengths that a data set suggests. Lengths that a user gives are mm and stay as they are.
///
/// Every length with a default is a multiple of one unit of length, so that images in µm or nm are treated
/// like images in mm: a clip of 20 mm becomes 20 µm. With s the finest median spacing of the data set:
///
/// - From 0.1 to 10 mm the unit is 1 mm, so the defaults are those of medical images.
/// - Otherwise it is the power of 1000 (1 µm, 1 nm, 1 m) in which s is 0.1 to 10. Between two powers, for
///   10 to 100 µm, it is 100 µm, so that s is 0.1 to 1 units.
/// - Powers of 1024 replace powers of 1000 if s is then a shorter decimal number. So a copy of data in mm
///   with all lengths divided by 1024 gets the same lengths in voxels, exactly; a copy in µm does up to
///   rounding.
///
/// @param unitMm the unit of length in mm; losses whose value is a length are measured in it
/// @param toleranceMm the tolerance of surface Dice in mm
public record Lengths(double unitMm, double toleranceMm) {
    /// The lengths of data with a spacing of 0.1 to 10 mm.
    public static final Lengths OF_MILLIMETRES = new Lengths(1, 1);

    /// A setting that is not given: a length that is planned from the data.
    public static final double PLANNED = Double.NaN;

    private static final double ROUNDING = 1e-6;
    private static final double FINEST = 0.1 * (1 - ROUNDING);
    private static final double COARSEST = 10 * (1 + ROUNDING);
    private static final double METRIC = 1000;
    private static final double BINARY = 1024;
    private static final int DIGITS = 9;
    private static final double FLOAT_ROUNDING = 1e-7;

    public Lengths {
        if (!(unitMm > 0) || Double.isInfinite(unitMm)) {
            throw new IllegalArgumentException(
                    "the unit of length must be a positive number of mm, but is " + unitMm);
        }
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
            throw new IllegalArgumentException("the tolerance must be 0 mm or more, but is " + toleranceMm);
        }
    }

    /// The lengths for a data set.
    ///
    /// @param spacing the median along each axis
    /// @param axes 2 or 3; the spacing along z has no effect on 2-D images
    public static Lengths of(Spacing spacing, int axes) { return of(spacing.finest(axes)); }

    /// The lengths for one image.
    public static Lengths of(Grid grid) { return of(grid.spacing(), grid.shape().axes()); }

    private static Lengths of(double finestMm) {
        double unit = unit(finestMm);
        return new Lengths(unit, unit * OF_MILLIMETRES.toleranceMm);
    }

    private static double unit(double s) {
        if (isUsual(s)) return 1;
        double metric = power(METRIC, s);
        double binary = power(BINARY, s);
        if (isUsual(s / binary) && digits(s / binary) < digits(s / metric)) return binary;
        return isUsual(s / metric) ? metric : 100 * metric;
    }

    private static boolean isUsual(double s) { return s >= FINEST && s <= COARSEST; }

    /// The largest power of `base` whose tenth is not above s.
    private static double power(double base, double s) {
        double power = 1;
        for (double above = base; above * FINEST <= s; above *= base) {
            power = above;
        }
        for (double below = base; s < FINEST * power; below *= base) {
            power = 1 / below;
        }
        return power;
    }

    /// How many decimal digits a number has, up to rounding of the single precision of image headers.
    private static int digits(double number) {
        for (int n = 1; n < DIGITS; n++) {
            double rounded = new BigDecimal(number).round(new MathContext(n)).doubleValue();
            if (Math.abs(rounded - number) <= FLOAT_ROUNDING * number) return n;
        }
        return DIGITS;
    }

    /// A setting in mm: as given, or that many units if it is [#PLANNED].
    ///
    /// @param given in mm
    /// @param usual in units of length
    public static double planned(double given, double usual, double unitMm) {
        return Double.isNaN(given) ? usual * unitMm : given;
    }

    /// The unit and the tolerance for a person, for example `unit 1 µm, tolerance of surface Dice 1 µm`.
    @Override
    public String toString() {
        return "unit " + LengthUnit.text(unitMm) + ", tolerance of surface Dice "
                + LengthUnit.text(toleranceMm);
    }
}
