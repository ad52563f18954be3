package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// A line chart as inline SVG: one line per series over the epochs. Where a second stage begins, the line is
/// interrupted and the place is marked: the stage begins with the best weights, not with the last.
///
/// @param title above the chart, with the unit
/// @param series one line each
record LineChart(String title, List<Series> series) {
    /// @param name in the legend
    /// @param values one per epoch; NaN leaves a gap
    /// @param change how many epochs were complete when the second stage began; 0 if there is none
    record Series(String name, List<Double> values, int change) {
        /// Without a second stage.
        Series(String name, List<Double> values) { this(name, values, 0); }

        /// True if no line leads from an epoch to the next.
        private boolean endsAt(int e) {
            return e + 1 == values.size() || e + 1 == change || !Double.isFinite(values.get(e + 1));
        }
    }

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
        series.stream().mapToInt(Series::change).filter(change -> change > 0).distinct()
                .forEach(change -> svg.append(mark(change, epochs)));
        for (int i = 0; i < series.size(); i++) {
            svg.append(line(series.get(i), i, epochs, frame));
        }
        return svg.append("</svg>").toString();
    }

    /// A vertical line between the epochs where the second stage begins.
    private static String mark(int change, int epochs) {
        double x = x(change - 0.5, epochs);
        return String.format(Locale.ROOT, "<line class='stage' x1='%.1f' x2='%.1f' y1='%d' y2='%d'>"
                + "<title>the second stage begins with epoch %d</title></line>", x, x, Frame.TOP,
                Frame.HEIGHT - Frame.BOTTOM, change + 1);
    }

    /// The horizontal position of an epoch, counted from 0.
    private static double x(double epoch, int epochs) {
        return Frame.LEFT + (Frame.RIGHT - Frame.LEFT) * (epochs == 1 ? 0.5 : epoch / (epochs - 1));
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
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x(e, epochs),
                    frame.y(value)));
            if (!drawing && one.endsAt(e)) path.append("h0"); // a point
            drawing = !one.endsAt(e);
        }
        return "<path class='line s" + index % Html.COLOURS + "' d='" + path + "'><title>"
                + Html.escaped(one.name())
                + "</title></path>";
    }
}
