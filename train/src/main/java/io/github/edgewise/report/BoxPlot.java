package io.github.edgewise.report;

import io.github.edgewise.statistics.Quartiles;
import java.util.List;
import java.util.Locale;

/// Box plots side by side as inline SVG (Tukey): the box from quartile to quartile, a line at the median,
/// whiskers to the last value within 1.5 box lengths, a dot for every value.
///
/// @param title above the chart, with the unit
/// @param groups one box each
record BoxPlot(String title, List<Group> groups) {
    private static final double BOX = 0.42;

    /// @param name shown when the pointer is on the box
    /// @param values one dot each; a group without values has no box
    record Group(String name, List<Double> values) {}

    /// The chart as SVG; an empty text if no group has a value.
    String svg() {
        double[] all = groups.stream().flatMap(g -> g.values().stream()).mapToDouble(Double::doubleValue)
                .toArray();
        if (all.length == 0) return "";
        Frame frame = Frame.around(title, all);
        StringBuilder svg = frame.svg();
        double width = (double) (Frame.RIGHT - Frame.LEFT) / groups.size();
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).values().isEmpty()) continue;
            svg.append(
                    box(groups.get(i), i, Frame.LEFT + width * (i + 0.5), Math.min(width, 90) * BOX, frame));
        }
        return svg.append("</svg>").toString();
    }

    private static String box(Group group, int index, double x, double half, Frame frame) {
        double[] values = group.values().stream().mapToDouble(Double::doubleValue).toArray();
        Quartiles q = Quartiles.of(values);
        String colour = "s" + index % Html.COLOURS;
        var svg = new StringBuilder(String.format(Locale.ROOT,
                "<g class='%s'><title>%s: median %.4g, quartiles %.4g "
                        + "and %.4g</title>",
                colour, Html.escaped(group.name()), q.median(), q.first(), q.third()));
        for (int i = 0; i < values.length; i++) {
            double aside = half * 0.8 * ((i * 0.618034) % 1 - 0.5) * 2; // spread evenly and reproducibly
            svg.append(
                    String.format(Locale.ROOT, "<circle class='dot' cx='%.1f' cy='%.1f' r='2'/>", x + aside,
                            frame.y(values[i])));
        }
        double top = frame.y(q.third());
        svg.append(String.format(Locale.ROOT,
                "<rect class='box' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>", x - half, top, 2 * half,
                Math.max(0.5, frame.y(q.first()) - top)));
        svg.append(line(x - half, x + half, frame.y(q.median()), frame.y(q.median()), "median"))
                .append(line(x, x, top, frame.y(q.highWhisker()), "whisker"))
                .append(line(x, x, frame.y(q.first()), frame.y(q.lowWhisker()), "whisker"));
        return svg.append("</g>").toString();
    }

    private static String line(double x1, double x2, double y1, double y2, String style) {
        return String.format(Locale.ROOT, "<line class='%s' x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f'/>", style,
                x1, x2,
                y1, y2);
    }
}
