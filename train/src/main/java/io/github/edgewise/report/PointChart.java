package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// Lines through points as inline SVG, both axes from 0: shares upwards, from 0 to 1.
///
/// @param title above the chart: what goes up against what goes to the right
/// @param series one line each
record PointChart(String title, List<Series> series) {
    /// @param name in the legend
    /// @param points in the order of the line; a point with NaN is left out
    record Series(String name, List<Point> points) {}

    /// @param label shown at the point
    record Point(double x, double y, String label) {
        boolean isFinite() { return Double.isFinite(x) && Double.isFinite(y); }
    }

    /// The chart as SVG; an empty text without a finite point.
    String svg() {
        double most = series.stream().flatMap(one -> one.points().stream()).filter(Point::isFinite)
                .mapToDouble(Point::x).max().orElse(Double.NaN);
        if (Double.isNaN(most)) return "";
        List<Double> marks = Frame.ticks(0, Math.max(most, 1e-3));
        double right = marks.getLast();
        Frame frame = Frame.around(title, new double[]{0, 1});
        StringBuilder svg = frame.svg();
        for (double mark : marks) {
            svg.append(String.format(Locale.ROOT,
                    "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>", x(mark, right),
                    Frame.HEIGHT - 10, Frame.number(mark)));
        }
        for (int i = 0; i < series.size(); i++) {
            List<Point> points = series.get(i).points().stream().filter(Point::isFinite).toList();
            var path = new StringBuilder();
            for (Point p : points) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L",
                        x(p.x(), right), frame.y(p.y())));
            }
            String colour = "s" + i % Html.COLOURS;
            svg.append("<path class='line ").append(colour).append("' d='").append(path).append("'><title>")
                    .append(Html.escaped(series.get(i).name())).append("</title></path>");
            for (Point p : points) {
                svg.append(String.format(Locale.ROOT,
                        "<circle class='line %s' cx='%.1f' cy='%.1f' r='3'><title>%s</title></circle>",
                        colour,
                        x(p.x(), right), frame.y(p.y()),
                        Html.escaped(series.get(i).name() + ", " + p.label())));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static double x(double value, double right) {
        return Frame.LEFT + (Frame.RIGHT - Frame.LEFT) * value / right;
    }
}
