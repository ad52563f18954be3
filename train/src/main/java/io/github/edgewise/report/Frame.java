package io.github.edgewise.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// The title, the value axis with round numbers, and the grid lines of a chart in SVG.
///
/// @param title above the chart, with the unit
/// @param low value at the bottom
/// @param high value at the top
/// @param marks values with a grid line
record Frame(String title, double low, double high, List<Double> marks) {
    static final int WIDTH = 360;
    static final int HEIGHT = 215;
    static final int LEFT = 52;
    static final int RIGHT = WIDTH - 10;
    static final int BOTTOM = 30;
    static final int TOP = 30;
    private static final MathContext DIGITS = new MathContext(6);

    /// A frame for these values, of which at least one is finite.
    static Frame around(String title, double[] values) {
        List<Double> marks = ticks(DoubleStream.of(values).filter(Double::isFinite).min().orElse(0),
                DoubleStream.of(values).filter(Double::isFinite).max().orElse(1));
        return new Frame(title, marks.getFirst(), marks.getLast(), marks);
    }

    /// The start of the SVG, to which the caller appends the marks and the end tag.
    StringBuilder svg() {
        StringBuilder svg = titled(title, HEIGHT, 8);
        for (double mark : marks) {
            svg.append(String.format(Locale.ROOT,
                    "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/><text class='tick' x='%d' y='%.1f' "
                            + "text-anchor='end'>%s</text>",
                    LEFT, RIGHT, y(mark), y(mark), LEFT - 6, y(mark) + 4, number(mark)));
        }
        return svg;
    }

    /// The start of a chart's SVG: the picture and its title.
    ///
    /// @param left position of the title
    static StringBuilder titled(String title, int height, int left) {
        return new StringBuilder(String.format(Locale.ROOT,
                "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'><text class='title' x='%d' y='16'>%s</text>",
                WIDTH, height, Html.escaped(title), left, Html.escaped(title)));
    }

    /// The vertical position of a value.
    double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low);
    }

    /// About five round numbers that enclose low and high.
    static List<Double> ticks(double low, double high) {
        double span = high > low ? high - low : Math.max(1e-3, Math.abs(high) * 0.1);
        double step = Math.pow(10, Math.floor(Math.log10(span / 4)));
        while (span / step > 5) {
            step *= span / step > 12 ? 5 : 2;
        }
        var ticks = new ArrayList<Double>();
        long first = (long) Math.floor(low / step + 1e-9);
        long last = Math.max(first + 1, (long) Math.ceil(high / step - 1e-9));
        for (long i = first; i <= last; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /// A round number without trailing zeros.
    static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
