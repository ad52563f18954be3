package io.github.edgewise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// Differences from a baseline as inline SVG, a row per loss: a dot for every patient, a diamond at their
/// mean, a bar for its confidence interval, and a line at zero.
///
/// @param title above the chart, with the unit
/// @param better the label of the side on which a loss is better
/// @param betterIsRight whether that side is the right one
/// @param rows one loss each
record DifferencePlot(String title, String better, boolean betterIsRight, List<Row> rows) {
    private static final int LEFT = 22;
    private static final int RIGHT = Frame.WIDTH - 22;
    private static final int TOP = 48;
    private static final int ROW = 44;

    /// @param name of the loss
    /// @param colour index of the loss among all losses
    /// @param values one difference per patient
    /// @param mean of these differences
    /// @param low end of its confidence interval; absent, like `high`, if there are too few patients
    record Row(String name, int colour, List<Double> values, double mean, Optional<Double> low,
            Optional<Double> high) {}

    /// The chart as SVG; an empty text if there is no row.
    String svg() {
        if (rows.isEmpty()) return "";
        double[] all = rows.stream().flatMap(r -> DoubleStream.concat(
                r.values().stream().mapToDouble(Double::doubleValue),
                DoubleStream.of(0, r.mean(), r.low().orElse(0.), r.high().orElse(0.))).boxed())
                .mapToDouble(Double::doubleValue).toArray();
        List<Double> marks = Frame.ticks(DoubleStream.of(all).min().orElse(0),
                DoubleStream.of(all).max().orElse(1));
        var scale = new Scale(marks.getFirst(), marks.getLast());
        int height = TOP + ROW * rows.size() + 24;
        StringBuilder svg = Frame.titled(title, height, LEFT).append(String.format(Locale.ROOT,
                "<text x='%d' y='34' text-anchor='%s'>%s</text>",
                betterIsRight ? RIGHT : LEFT, betterIsRight ? "end" : "start", Html.escaped(better)));
        for (double mark : marks) {
            svg.append(String.format(Locale.ROOT,
                    "<line class='%s' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/><text class='tick' x='%.1f' y='%d' "
                            + "text-anchor='middle'>%s</text>",
                    Math.abs(mark) < 1e-12 ? "zero" : "grid", scale.x(mark), scale.x(mark), TOP - 8,
                    height - 20,
                    scale.x(mark), height - 7, Frame.number(mark)));
        }
        for (int i = 0; i < rows.size(); i++) {
            svg.append(row(rows.get(i), TOP + ROW * i, scale));
        }
        return svg.append("</svg>").toString();
    }

    /// Maps values to positions along the axis.
    private record Scale(double low, double high) {
        double x(double value) { return LEFT + (RIGHT - LEFT) * (value - low) / (high - low); }
    }

    private static String row(Row row, int top, Scale scale) {
        int y = top + 26;
        var svg = new StringBuilder(String.format(Locale.ROOT,
                "<g class='s%d'><title>%s: mean %.4g%s</title><text x='%d' y='%d'>%s</text>",
                row.colour() % Html.COLOURS, Html.escaped(row.name()), row.mean(),
                row.low().isEmpty()
                        ? ""
                        : String.format(Locale.ROOT, ", 95 %% interval %.4g to %.4g",
                                row.low().get(), row.high().orElseThrow()),
                LEFT + 5, top + 8, Html.escaped(shortened(row.name()))));
        var values = new ArrayList<>(row.values());
        for (int i = 0; i < values.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<circle class='dot' cx='%.1f' cy='%.1f' r='2.4'/>",
                    scale.x(values.get(i)), y + 16 * ((i * 0.618034) % 1 - 0.5)));
        }
        if (row.low().isPresent()) {
            svg.append(
                    String.format(Locale.ROOT, "<line class='interval' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>",
                            scale.x(row.low().get()), scale.x(row.high().orElseThrow()), y, y));
        }
        double x = scale.x(row.mean());
        return svg
                .append(String.format(Locale.ROOT, "<path class='mean' d='M%.1f %dl6 6l-6 6l-6 -6Z'/></g>", x,
                        y - 6))
                .toString();
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 62) + "…";
    }
}
