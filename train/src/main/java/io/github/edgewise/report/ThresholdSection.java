package io.github.edgewise.report;

import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.FreeResponse.Total;
import io.github.edgewise.statistics.Bootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// What decision thresholds find, on a page: the free-response curve, precision against recall, and the
/// recall at a few numbers of false lesions per case.
public final class ThresholdSection {
    /// The curve ends where there are more false lesions per case: below, lesions grow together.
    private static final double MOST_FALSE = 8;
    private static final long SEED = 1;
    private static final int RESAMPLES = 2000;

    private ThresholdSection() {}

    /// The section as HTML; an empty text without a curve.
    ///
    /// @param classes a curve per class
    /// @param patient of a case, by the name of the case
    /// @param classNames by number; may be empty
    static String html(List<FreeResponse> classes, UnaryOperator<String> patient, List<String> classNames) {
        if (classes.isEmpty()) return "";
        List<String> names = classes.stream().map(one -> name(one, classNames)).toList();
        var keys = new ArrayList<String>();
        var free = new ArrayList<PointChart.Series>();
        var precision = new ArrayList<PointChart.Series>();
        var voxels = new ArrayList<PointChart.Series>();
        for (int i = 0; i < classes.size(); i++) {
            List<Total> totals = classes.get(i).totals();
            keys.add(Html.key(i, names.get(i)));
            // at lower thresholds the predicted lesions grow together, and counting them means nothing
            List<Total> apart = totals.reversed().stream()
                    .takeWhile(t -> t.falsePerCase() <= MOST_FALSE).toList();
            free.add(new PointChart.Series(names.get(i), apart.stream()
                    .map(t -> new PointChart.Point(t.falsePerCase(), t.recall(), label(t))).toList()));
            precision.add(new PointChart.Series(names.get(i), apart.stream()
                    .map(t -> new PointChart.Point(t.recall(), t.precision(), label(t))).toList()));
            voxels.add(new PointChart.Series(names.get(i), totals.stream()
                    .map(t -> new PointChart.Point(t.voxelRecall(), t.voxelPrecision(), label(t))).toList()));
        }
        return "<h2>Decision threshold</h2><p>A voxel belongs to a class where the probability of the class "
                + "reaches a threshold; each point is one threshold, without post-processing. A lesion is found "
                + "if one voxel of it is predicted; a predicted lesion without a common voxel is a false one. "
                + "The charts of lesions end at " + (int) MOST_FALSE + " false ones per case.</p>"
                + Html.legend(keys) + "<div class='charts'>"
                + new PointChart("FROC: lesion recall against false per case", free).svg()
                + new PointChart("Lesion precision against lesion recall", precision).svg()
                + new PointChart("Voxel precision against voxel recall", voxels).svg() + "</div>"
                + table(classes, names, patient);
    }

    private static String table(List<FreeResponse> classes, List<String> names,
            UnaryOperator<String> patient) {
        var html = new StringBuilder("<table><tr><th class='name'>class</th><th>lesions</th>");
        for (double n : FreeResponse.FALSE_PER_CASE) {
            html.append("<th>recall at ").append(Numbers.text(n)).append(" false</th>");
        }
        html.append("</tr>");
        for (int i = 0; i < classes.size(); i++) {
            html.append("<tr><td class='name'>").append(Html.escaped(names.get(i))).append("</td><td>")
                    .append(classes.get(i).lesions()).append("</td>");
            for (String cell : recalls(classes.get(i), patient)) {
                html.append("<td>").append(cell).append("</td>");
            }
            html.append("</tr>");
        }
        return html.append(
                "</table><p>The recall of lesions that is reached while the threshold is lowered, until "
                        + "there are more than so many false lesions per case; with 95 % intervals from resampled "
                        + "patients.</p>")
                .toString();
    }

    /// The recall at each of [FreeResponse#FALSE_PER_CASE], as `0.612 (0.513 to 0.701)`; `-` without lesions,
    /// and no interval where there is none.
    public static List<String> recalls(FreeResponse one, UnaryOperator<String> patient) {
        return intervals(one, patient).stream()
                .map(interval -> number(interval.estimate()) + (Double.isNaN(interval.low())
                        ? ""
                        : " (" + number(interval.low()) + " to " + number(interval.high()) + ")"))
                .toList();
    }

    /// The same as numbers, with all digits; NaN where there is none.
    public static List<Bootstrap.Interval> intervals(FreeResponse one, UnaryOperator<String> patient) {
        var bootstrap = new Bootstrap(RESAMPLES, SEED, 0.95);
        return FreeResponse.FALSE_PER_CASE.stream().map(n -> one.recallAt(n, bootstrap, patient)).toList();
    }

    /// A page of its own about the curves of label maps.
    ///
    /// @param title of the page, as plain text
    /// @param lead one sentence on what was scored
    public static String page(String title, String lead, List<FreeResponse> classes) {
        return Html.page(title, lead, html(classes, name -> name, List.of()));
    }

    private static String name(FreeResponse one, List<String> classNames) {
        return one.classIndex() < classNames.size()
                ? classNames.get(one.classIndex())
                : "class " + one.classIndex();
    }

    private static String label(Total total) { return "threshold " + Numbers.text(total.threshold()); }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
