package io.github.edgewise.report;

import java.util.Locale;

/// Round numbers for colour scales.
final class Numbers {
    private Numbers() {}

    /// The smallest number of the form 1, 2, 3 or 5 times a power of ten that is not below the value.
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (int digit : new int[]{1, 2, 3, 5}) {
            if (digit * power >= value * (1 - 1e-6)) return digit * power;
        }
        return 10 * power;
    }

    /// The largest number of the form 1, 2 or 5 times a power of ten that is not above the value.
    static double roundDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        for (int digit : new int[]{5, 2}) {
            if (digit * power <= value * (1 + 1e-6)) return digit * power;
        }
        return power;
    }

    /// A number of a scale with at most three significant digits, without trailing zeros.
    static String text(double value) {
        if (value == 0) return "0";
        int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
