package io.github.edgewise.report;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// A self-contained page about one run, or several side by side: scores on held-out cases, pictures of
/// chosen cases, and learning curves. The page loads nothing from elsewhere.
///
/// @param title of the page
/// @param lead one sentence on what was done, as plain text
/// @param facts what a reader must know to judge the scores, by name: data, recipe, machine
/// @param runs one or several
/// @param examples the cases to show; may be none
public record Report(String title, String lead, Map<String, String> facts, List<Run> runs,
        List<Example> examples) {
    /// One trained network.
    ///
    /// @param name distinguishes it from the others, for example its loss
    /// @param history its epochs; empty where only its scores are shown
    /// @param scores on the held-out cases; empty where only its curves are shown
    public record Run(String name, History history, Evaluation scores) {}

    /// One case in pictures.
    ///
    /// @param caption what it shows
    /// @param image of the case
    /// @param reference its reference mask
    /// @param predictions by the name of the run, in the order in which they are shown
    public record Example(String caption, Volume image, LabelMap reference,
            Map<String, LabelMap> predictions) {}

    /// The page as HTML.
    public String html() { return html(""); }

    /// The page with more HTML after the scores.
    String html(String more) {
        var page = new StringBuilder();
        page.append("<h2>Scores on unseen cases</h2>").append(table());
        page.append(
                "<p>These cases were held out: no network was trained on a case that it is scored on. The best value "
                        + "is 0 for distances, volume_difference and ece, and 1 for all other metrics. hd, hd95 and "
                        + "assd are distances between the predicted and the reference border: the maximum, the 95th "
                        + "percentile and the mean over both directions pooled (medpy's definitions). nsd is the share of "
                        + "both borders that lies within a tolerance of the other border; it stands under Lengths "
                        + "in the settings, and is 1 mm for images of about 1 mm. hd95_found ignores missed and false "
                        + "positive lesions; it has no value if no lesion was found. A missed or invented class gets a "
                        + "penalty: the image diagonal for distances, 1 for volume_difference and ece, 0 for other metrics; "
                        + "hd95_found has no penalty.</p>");
        page.append(more);
        if (!examples.isEmpty())
            page.append("<h2>Cases</h2>").append(CaseViewer.of("case", examples).named(classNames()).html());
        page.append(new TrainingCurves(runs).html())
                .append("<h2>Data and settings</h2>").append(Html.definitions(facts));
        return Html.page(title, lead, page.toString());
    }

    private List<String> classNames() {
        return runs.stream().map(run -> run.scores().classNames()).filter(names -> !names.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private String table() {
        List<Integer> scored = IntStream.range(0, runs.size())
                .filter(i -> !runs.get(i).scores().rows().isEmpty()).boxed().toList();
        if (scored.isEmpty()) return "";
        boolean several = scored.size() > 1;
        var html = new StringBuilder("<table><tr>").append(several ? "<th class='name'>run</th>" : "")
                .append("<th>class</th><th class='name'>metric</th><th>cases</th><th>mean</th><th>SD</th><th>median</th>"
                        + "<th>worst</th><th class='name'>worst case</th></tr>");
        Evaluation first = runs.get(scored.getFirst()).scores();
        for (int k : first.classes()) {
            for (String metric : first.metrics()) {
                for (int i : scored) {
                    html.append("<tr>").append(several ? "<td class='name'>" + key(i) + "</td>" : "")
                            .append(cells(runs.get(i).scores(), metric, k)).append("</tr>");
                }
            }
        }
        return html.append("</table>").toString();
    }

    /// The name of a run beside the colour of its lines.
    private String key(int run) { return Html.key(run, runs.get(run).name()); }

    private static String cells(Evaluation scores, String metric, int k) {
        Summary s = scores.summary(metric, k);
        int undefined = scores.rows(metric, k).size() - s.n();
        Evaluation.Row worst = scores.worst(metric, k).orElseThrow();
        LengthUnit lengths = worst.isLength() ? scores.lengthUnit() : LengthUnit.MILLIMETRE;
        String value = worst.number().map(lengths::from).map(Report::number).orElse("none")
                + (worst.score() instanceof Score.Penalty ? " (penalty)" : "");
        String unit = worst.isLength() ? ", " + lengths.symbol() : "";
        return "<td>" + Colours.swatch(k) + Html.escaped(scores.className(k)) + "</td><td class='name'>"
                + Html.escaped(metric) + unit
                + "</td><td>"
                + s.n() + (undefined == 0 ? "" : " of " + (s.n() + undefined)) + "</td><td>"
                + number(lengths.from(s.mean()))
                + "</td><td>" + number(lengths.from(s.deviation())) + "</td><td>"
                + number(lengths.from(s.median())) + "</td><td>" + value
                + "</td><td class='name'>" + Html.escaped(worst.caseName()) + "</td>";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
