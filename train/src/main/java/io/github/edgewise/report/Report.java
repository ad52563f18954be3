package io.github.edgewise.report;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A page about one run, or several side by side, that stands alone: curves, scores on unseen cases, and
/// pictures of the worst, the median and the best case. Nothing is loaded from elsewhere; a script of a few
/// lines moves the slices.
///
/// @param title of the page
/// @param lead one sentence on what was done, as plain text
/// @param facts name and value of what a reader must know to judge it: data, recipe, machine
/// @param runs one or several
/// @param examples pictures
public record Report(String title, String lead, Map<String, String> facts, List<Run> runs,
        List<Example> examples) {
    /// The curves of validation cases, by metric.
    private static final Map<String, String> CURVES = curves();

    /// One trained network.
    ///
    /// @param name what tells it from the others, for example its loss
    /// @param history its epochs; none where only its scores are shown
    /// @param scores on the unseen cases; none where only its curves are shown
    public record Run(String name, History history, Evaluation scores) {}

    /// One case in pictures.
    ///
    /// @param caption what it shows
    /// @param image the case
    /// @param reference its mask
    /// @param predictions by the name of the run, in the order to show them
    public record Example(String caption, Volume image, LabelMap reference,
            Map<String, LabelMap> predictions) {}

    private static Map<String, String> curves() {
        var titles = new LinkedHashMap<String, String>();
        titles.put("dice", "Dice");
        titles.put("nsd", "NSD (surface Dice)");
        titles.put("boundary_iou", "Boundary IoU");
        titles.put("hd95", "HD95 in mm");
        return titles;
    }

    /// The page.
    public String html() {
        var page = new StringBuilder();
        page.append("<h2>Scores on unseen cases</h2>").append(table());
        page.append(
                "<p>Without a unit, 1 is perfect, but for volume_difference and ece, where it is 0. hd, hd95 and assd "
                        + "are distances between the borders in mm, 0 is perfect: the largest, the 95th percentile and "
                        + "the mean of both directions pooled (medpy's definitions); nsd is the share of both borders "
                        + "within 1 mm of the other; hd95_found leaves out lesions that were missed or invented, and has no value where none was found. A class that is missed or invented costs the diagonal of the image else, "
                        + "and 0 where higher is better.</p>");
        if (!examples.isEmpty()) page.append("<h2>Cases</h2>").append(CaseViewer.of("case", examples).html());
        page.append("<h2>Training</h2>").append(legend(IntStream.range(0, runs.size())
                .filter(i -> !runs.get(i).history().entries().isEmpty()).mapToObj(this::key).toList()))
                .append("<div class='charts'>")
                .append(chart("Loss", History.Entry::loss))
                .append(chart("Drawn over true share, most missed class",
                        e -> e.telemetry().drawn()))
                .append(chart("Score that chooses the best epoch", e -> e.score().orElse(Double.NaN)))
                .append(weights())
                .append("</div>").append(validation())
                .append("<h2>Facts</h2><dl>");
        facts.forEach((name, value) -> page.append("<dt>").append(Html.escaped(name)).append("</dt><dd>")
                .append(Html.escaped(value)).append("</dd>"));
        return Html.page(title, lead, page.append("</dl>").toString());
    }

    private String table() {
        List<Integer> scored = IntStream.range(0, runs.size())
                .filter(i -> !runs.get(i).scores().rows().isEmpty()).boxed().toList();
        if (scored.isEmpty()) return "";
        boolean several = scored.size() > 1;
        var html = new StringBuilder("<table><tr>").append(several ? "<th class='name'>run</th>" : "")
                .append("<th>class</th><th class='name'>metric</th><th>cases</th><th>mean</th><th>sd</th><th>median</th>"
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

    /// The name of a run with the colour of its lines.
    private String key(int run) { return key(run, runs.get(run).name()); }

    private static String key(int line, String name) {
        return "<span class='key k" + line % Html.COLOURS + "'></span>" + Html.escaped(name);
    }

    private static String cells(Evaluation scores, String metric, int k) {
        Summary s = scores.summary(metric, k);
        int undefined = scores.rows(metric, k).size() - s.n();
        Evaluation.Row worst = scores.worst(metric, k).orElseThrow();
        String value = worst.number().map(Report::number).orElse("none")
                + (worst.score() instanceof Score.Penalty ? " (penalty)" : "");
        String unit = worst.unit().isEmpty() ? "" : ", " + worst.unit();
        return "<td>" + Colours.swatch(k) + k + "</td><td class='name'>" + Html.escaped(metric) + unit
                + "</td><td>"
                + s.n() + (undefined == 0 ? "" : " of " + (s.n() + undefined)) + "</td><td>"
                + number(s.mean())
                + "</td><td>" + number(s.deviation()) + "</td><td>" + number(s.median()) + "</td><td>" + value
                + "</td><td class='name'>" + Html.escaped(worst.caseName()) + "</td>";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String legend(List<String> keys) { return "<p>" + String.join("&emsp;", keys) + "</p>"; }

    /// The scores of the watched cases over the epochs: of one run a line per class, of several a chart per
    /// class, in the colours of the runs.
    private String validation() {
        int classes = runs.stream().flatMap(run -> run.history().entries().stream())
                .flatMap(e -> e.scores().perClass().values().stream()).mapToInt(List::size).max().orElse(0);
        var html = new StringBuilder();
        if (runs.size() == 1 && classes > 0) {
            html.append("<h2>Validation cases after every epoch</h2>");
            List<String> names = IntStream.rangeClosed(1, classes).mapToObj(k -> "class " + k).toList();
            if (classes > 1) {
                html.append(legend(IntStream.range(0, classes).mapToObj(i -> key(i, names.get(i))).toList()));
            }
            html.append("<div class='charts'>");
            List<History.Entry> epochs = runs.getFirst().history().entries();
            CURVES.forEach((metric, title) -> html.append(new LineChart(title,
                    IntStream.rangeClosed(1, classes)
                            .mapToObj(k -> new LineChart.Series(names.get(k - 1),
                                    epochs.stream().map(e -> score(e, metric, k)).toList()))
                            .toList())
                    .svg()));
            return html.append("</div>").toString();
        }
        for (int k = 1; k <= classes; k++) {
            int one = k;
            html.append("<h2>Validation cases after every epoch, class ").append(k).append("</h2>")
                    .append("<div class='charts'>");
            CURVES.forEach((metric, title) -> html.append(chart(title, e -> score(e, metric, one))));
            html.append("</div>");
        }
        return html.toString();
    }

    private static double score(History.Entry entry, String metric, int k) {
        List<Optional<Double>> classes = entry.scores().perClass().getOrDefault(metric, List.of());
        return k > classes.size() ? Double.NaN : classes.get(k - 1).orElse(Double.NaN);
    }

    /// The last term's weight over the epochs, where a schedule moves it, and how hard the term pulls.
    private String weights() {
        boolean several = runs.stream()
                .anyMatch(run -> run.history().entries().stream().anyMatch(e -> e.weights().size() > 1));
        if (!several) return "";
        boolean moves = runs.stream()
                .anyMatch(run -> run.history().entries().stream().map(e -> e.weights().getLast())
                        .distinct().count() > 1);
        return chart("Value of the last term", e -> last(e, e.terms().getLast()))
                + (moves
                        ? chart("Alpha, the weight of the last term", e -> last(e, e.weights().getLast()))
                        : "")
                + chart("Pull of the last term, relative to the first",
                        e -> last(e, e.telemetry().ratio(e.weights())))
                + chart("Cosine between their gradients", e -> last(e, e.telemetry().cosine()));
    }

    /// Nothing where there is one term.
    private static double last(History.Entry entry, double value) {
        return entry.weights().size() > 1 ? value : Double.NaN;
    }

    private String chart(String title, Function<History.Entry, Double> value) {
        return new LineChart(title, runs.stream().map(run -> new LineChart.Series(run.name(),
                run.history().entries().stream().map(value).toList())).toList()).svg();
    }
}
