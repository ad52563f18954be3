package io.github.edgewise.format;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// The units of length that files name, and what they are in mm.
///
/// Symbols are those of OME (`UnitsLength`), from picometre to metre, with angstroms and the inches of
/// printers; names are those that ImageJ, ITK and teem write. Capitals count only where two units differ by
/// nothing else: `Mm`, `Pm` and the like are a million metres and more, which no image has, so they are not
/// known.
public final class LengthUnit {
    private static final String MICRO = "[\u00b5\u03bc]|\\\\u00b5|\u00c2\u00b5";
    private static final String LARGE = "[YZEPTGM]m";
    private static final List<String> NONE = List.of("", "pixel", "pixels", "voxel", "voxels", "null", "none",
            "reference frame", "referenceframe");
    private static final Map<String, Double> MM = Map.ofEntries(Map.entry("m", 1e3), Map.entry("dm", 1e2),
            Map.entry("cm", 10.), Map.entry("mm", 1.), Map.entry("um", 1e-3), Map.entry("nm", 1e-6),
            Map.entry("pm", 1e-9), Map.entry("a", 1e-7), Map.entry("in", 25.4), Map.entry("ft", 304.8),
            Map.entry("thou", 0.0254), Map.entry("pt", 25.4 / 72), Map.entry("meter", 1e3),
            Map.entry("decimeter", 1e2), Map.entry("centimeter", 10.), Map.entry("millimeter", 1.),
            Map.entry("micrometer", 1e-3), Map.entry("micron", 1e-3), Map.entry("nanometer", 1e-6),
            Map.entry("picometer", 1e-9), Map.entry("angstrom", 1e-7), Map.entry("inch", 25.4),
            Map.entry("inches", 25.4), Map.entry("\"", 25.4));

    private LengthUnit() {}

    /// The length of a unit in mm; nothing for other units.
    ///
    /// @param unit a symbol or a name, for example `um`, `µm`, `micron` or `inches`
    public static OptionalDouble millimetres(String unit) {
        String symbol = unit.strip().replace("\u030a", "").replaceFirst("^(?i:" + MICRO + ")", "u");
        if (symbol.matches(LARGE)) return OptionalDouble.empty();
        String name = symbol.replaceAll("[\u00c5\u212b\u00e5]", "a").replace('\u00f6', 'o')
                .toLowerCase(Locale.ROOT).replaceFirst("metre(?=s?$)", "meter");
        Double mm = MM.get(name);
        if (mm == null && name.length() > 3 && name.endsWith("s")) {
            mm = MM.get(name.substring(0, name.length() - 1));
        }
        return mm == null ? OptionalDouble.empty() : OptionalDouble.of(mm);
    }

    /// True for what files write where lengths have no unit, such as `pixel` or `reference frame`.
    public static boolean isNone(String unit) { return NONE.contains(unit.strip().toLowerCase(Locale.ROOT)); }

    /// What a user should know of a unit that is none of these.
    public static String unknown(String unit) {
        return "the unit of length '" + unit.strip() + "' is not known, 1 mm is assumed";
    }
}
