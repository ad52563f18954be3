package io.github.edgewise.report;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.volume.LengthUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// All held-out cases with their scores, those with the lowest Dice first; a click on a column head sorts
/// them by it. Each has a picture behind a line that opens it, as far as pictures fit into 2.5 million
/// characters, and at most 2,000 cases are listed: so the list adds less than 4 MB to a page.
///
/// @param scores of the cases
/// @param pictures of the cases
record CaseList(Evaluation scores, CasePictures pictures) {
    private static final int MOST_CASES = 2000;
    private static final int MOST_PICTURES = 2_500_000;
    /// With more classes, the table would be wider than a page.
    private static final int MOST_CLASSES = 4;
    private static final List<String> METRICS = List.of("dice", "nsd", "boundary_iou", "hd95");

    private static final Map<String, String> HEADS = Map.of("dice", "Dice", "nsd", "NSD", "boundary_iou",
            "boundary IoU", "hd95", "HD95, ");

    private record Line(String name, List<Evaluation.Row> rows) {
        Optional<Double> mean(String metric) {
            double mean = rows.stream().filter(row -> row.metric().equals(metric))
                    .flatMap(row -> row.number().stream()).mapToDouble(Double::doubleValue).average()
                    .orElse(Double.NaN);
            return Optional.of(mean).filter(Double::isFinite);
        }

        Optional<Double> dice(int k) {
            return rows.stream().filter(row -> row.metric().equals("dice") && row.classIndex() == k)
                    .findFirst()
                    .flatMap(Evaluation.Row::number);
        }

        /// Classes that the prediction or the reference lacks.
        long penalties() {
            return rows.stream().filter(row -> row.score() instanceof Score.Penalty)
                    .mapToInt(Evaluation.Row::classIndex).distinct().count();
        }
    }

    /// The section as HTML; an empty text without scores.
    String html() {
        var cases = new LinkedHashMap<String, List<Evaluation.Row>>();
        scores.rows().forEach(row -> cases.computeIfAbsent(row.caseName(), _ -> new ArrayList<>()).add(row));
        List<Line> lines = cases.entrySet().stream().map(one -> new Line(one.getKey(), one.getValue()))
                .sorted(Comparator.comparingDouble((Line one) -> one.mean("dice").orElse(2.))
                        .thenComparing(Line::name))
                .toList();
        if (lines.isEmpty()) return "";
        List<Line> listed = lines.subList(0, Math.min(MOST_CASES, lines.size()));
        boolean byClass = scores.classes().size() > 1 && scores.classes().size() <= MOST_CLASSES;
        boolean hasPenalties = lines.stream().anyMatch(one -> one.penalties() > 0);
        var html = new StringBuilder("<h2>All held-out cases</h2><details><summary>").append(lines.size())
                .append(" cases with their scores</summary>")
                .append(Colours.legend(1 + scores.classes().stream().mapToInt(k -> k).max().orElse(0),
                        scores.classNames()))
                .append("<table class='sortable'><thead><tr><th class='name'>case</th>");
        METRICS.stream().filter(scores.metrics()::contains)
                .forEach(metric -> html.append("<th>").append(head(metric)).append("</th>"));
        if (byClass) {
            scores.classes().forEach(
                    k -> html.append("<th>Dice ").append(Html.escaped(scores.className(k))).append("</th>"));
        }
        if (hasPenalties) html.append("<th>missed or invented</th>");
        html.append("<th class='name'>picture</th></tr></thead><tbody>");
        int drawn = 0;
        int used = 0;
        for (Line one : listed) {
            String figure = pictures.of(one.name()).orElse("");
            boolean fits = !figure.isEmpty() && used + figure.length() <= MOST_PICTURES;
            if (fits) {
                drawn++;
                used += figure.length();
            }
            row(html, one, byClass, hasPenalties, fits ? figure : "");
        }
        return html.append("</tbody></table>").append(note(lines.size(), listed.size(), drawn))
                .append("</details>").toString();
    }

    private void row(StringBuilder html, Line one, boolean byClass, boolean hasPenalties, String figure) {
        html.append("<tr><td class='name'>").append(Html.escaped(one.name())).append("</td>");
        METRICS.stream().filter(scores.metrics()::contains)
                .forEach(metric -> cell(html, one.mean(metric).map(unit(metric)::from)));
        if (byClass) scores.classes().forEach(k -> cell(html, one.dice(k)));
        if (hasPenalties) html.append("<td>").append(one.penalties()).append("</td>");
        html.append("<td class='name'>")
                .append(figure.isEmpty()
                        ? ""
                        : "<details><summary>show</summary>" + figure + "</details>")
                .append("</td></tr>");
    }

    private static void cell(StringBuilder html, Optional<Double> value) {
        html.append("<td>").append(value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse(""))
                .append("</td>");
    }

    private String head(String metric) {
        String head = HEADS.getOrDefault(metric, metric);
        return head.endsWith(", ") ? head + unit(metric).symbol() : head;
    }

    private LengthUnit unit(String metric) {
        return metric.equals("hd95") ? scores.lengthUnit() : LengthUnit.MILLIMETRE;
    }

    private static String note(int all, int listed, int drawn) {
        return "<p>Means over the classes; the lowest Dice stands first, and a click on a column head sorts by "
                + "it. "
                + (listed < all
                        ? "The " + listed + " of " + all + " cases with the lowest Dice are listed. "
                        : "")
                + (drawn < listed
                        ? drawn + " of these cases have a picture, so that the page stays small; edgewise report "
                                + "RUN --maps CASE shows any case. "
                        : "")
                + "All scores of all cases are in scores.csv.</p>";
    }
}
