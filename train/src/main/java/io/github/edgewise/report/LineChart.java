package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// A line chart as inline SVG: one line per series over the epochs.
///
/// @param title above the chart, with the unit
/// @param series one line each
record LineChart(String title, List<Series> series) {
    /// @param name in the legend
    /// @param values one per epoch; NaN leaves a gap
    record Series(String name, List<Double> values) {}

    /// The chart as SVG; an empty text if there is no finite value.
    String svg() {
        double[] all = series.stream().flatMap(s -> s.values().stream()).filter(Double::isFinite)
                .mapToDouble(Double::doubleValue).toArray();
        if (all.length == 0) return "";
        Frame frame = Frame.around(title, all);
        int epochs = series.stream().mapToInt(s -> s.values().size()).max().orElse(1);
        StringBuilder svg = frame.svg().append(String.format(Locale.ROOT,
                "<text class='tick' x='%d' y='%d'>1</text><text class='tick' x='%d' y='%d' text-anchor='end'>"
                        + "epoch %d</text>",
                Frame.LEFT, Frame.HEIGHT - 10, Frame.RIGHT, Frame.HEIGHT - 10, epochs));
        for (int i = 0; i < series.size(); i++) {
            svg.append(line(series.get(i), i, epochs, frame));
        }
        return svg.append("</svg>").toString();
    }

    private static String line(Series one, int index, int epochs, Frame frame) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int e = 0; e < one.values().size(); e++) {
            double value = one.values().get(e);
            if (!Double.isFinite(value)) {
                drawing = false;
                continue;
            }
            double x = Frame.LEFT
                    + (Frame.RIGHT - Frame.LEFT) * (epochs == 1 ? 0.5 : (double) e / (epochs - 1));
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x, frame.y(value)));
            drawing = true;
        }
        return "<path class='line s" + index % Html.COLOURS + "' d='" + path + "'><title>"
                + Html.escaped(one.name())
                + "</title></path>";
    }
}
