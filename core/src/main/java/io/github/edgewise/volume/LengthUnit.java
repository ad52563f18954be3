package io.github.edgewise.volume;

import java.math.BigDecimal;
import java.math.MathContext;

/// The unit in which a length is shown. Files and settings always hold mm.
public enum LengthUnit {
    /// From 0.1 mm up, and for 0.
    MILLIMETRE("mm", 1),
    /// From 0.1 µm up to 0.1 mm.
    MICROMETRE("µm", 1e3),
    /// Below 0.1 µm.
    NANOMETRE("nm", 1e6);

    private static final double LEAST = 0.1 * (1 - 1e-6);
    private static final int DIGITS = 4;

    private final String symbol;
    private final double perMm;

    LengthUnit(String symbol, double perMm) {
        this.symbol = symbol;
        this.perMm = perMm;
    }

    /// The unit for a length, in which it is at least 0.1. For 0 or no number, mm.
    ///
    /// @param mm a length; its sign has no effect
    public static LengthUnit of(double mm) {
        double size = Math.abs(mm);
        if (!(size > 0 && size < LEAST)) return MILLIMETRE;
        return size * MICROMETRE.perMm >= LEAST ? MICROMETRE : NANOMETRE;
    }

    /// The unit for images with this spacing: that of the finest axis.
    ///
    /// @param axes 2 or 3; the spacing along z has no effect on 2-D images
    public static LengthUnit of(Spacing spacing, int axes) { return of(spacing.finest(axes)); }

    /// A length with four digits and its unit, for example `20 µm`.
    public static String text(double mm) {
        if (!Double.isFinite(mm)) return mm + " " + MILLIMETRE.symbol;
        LengthUnit unit = of(mm);
        BigDecimal number = new BigDecimal(unit.from(mm)).round(new MathContext(DIGITS));
        return number.stripTrailingZeros().toPlainString() + " " + unit.symbol;
    }

    /// `mm`, `µm` or `nm`.
    public String symbol() { return symbol; }

    /// A length in this unit.
    public double from(double mm) { return mm * perMm; }

    /// The spacing along z, y and x in this unit, to three decimals and without the unit.
    public String spacing(Spacing mm) {
        return rounded(mm.z()) + ", " + rounded(mm.y()) + ", " + rounded(mm.x());
    }

    private double rounded(double mm) { return Math.rint(from(mm) * 1000) / 1000; }
}
