package io.github.edgewise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line chart as inline SVG: one line per series over the epochs.
///
/// @param title above the chart, with the unit
/// @param series one line each
record LineChart(String title, List<Series> series) {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 230;
    private static final int LEFT = 52;
    private static final int BOTTOM = 30;
    private static final int TOP = 30;

    /// @param name in the legend
    /// @param values one per epoch; NaN leaves a gap
    record Series(String name, List<Double> values) {}

    String svg() {
        double[] all = series.stream().flatMap(s -> s.values().stream()).filter(Double::isFinite)
                .mapToDouble(Double::doubleValue).toArray();
        if (all.length == 0) return "";
        List<Double> ticks = ticks(min(all), max(all));
        double low = ticks.getFirst();
        double high = ticks.getLast();
        int epochs = series.stream().mapToInt(s -> s.values().size()).max().orElse(1);
        var svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'><text class='title' x='%d' y='16'>%s</text>",
                WIDTH, HEIGHT, Html.escaped(title), LEFT, Html.escaped(title)));
        for (double tick : ticks) {
            double y = y(tick, low, high);
            svg.append(String.format(Locale.ROOT,
                    "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/><text class='tick' x='%d' y='%.1f' "
                            + "text-anchor='end'>%s</text>",
                    LEFT, WIDTH - 10, y, y, LEFT - 6, y + 4, number(tick)));
        }
        svg.append(String.format(Locale.ROOT,
                "<text class='tick' x='%d' y='%d'>1</text><text class='tick' x='%d' y='%d' text-anchor='end'>"
                        + "epoch %d</text>",
                LEFT, HEIGHT - 10, WIDTH - 10, HEIGHT - 10, epochs));
        for (int i = 0; i < series.size(); i++) {
            svg.append(line(series.get(i), i, epochs, low, high));
        }
        return svg.append("</svg>").toString();
    }

    private static String line(Series one, int index, int epochs, double low, double high) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int e = 0; e < one.values().size(); e++) {
            double value = one.values().get(e);
            if (!Double.isFinite(value)) {
                drawing = false;
                continue;
            }
            double x = LEFT + (WIDTH - 10. - LEFT) * (epochs == 1 ? 0.5 : (double) e / (epochs - 1));
            path.append(
                    String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x, y(value, low, high)));
            drawing = true;
        }
        return "<path class='line s" + index % Html.COLOURS + "' d='" + path + "'><title>"
                + Html.escaped(one.name())
                + "</title></path>";
    }

    private static double y(double value, double low, double high) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low);
    }

    /// Round numbers that enclose low and high, about five of them.
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

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    private static double min(double[] values) {
        double m = values[0];
        for (double v : values) {
            m = Math.min(m, v);
        }
        return m;
    }

    private static double max(double[] values) {
        double m = values[0];
        for (double v : values) {
            m = Math.max(m, v);
        }
        return m;
    }
}
