package io.github.edgewise.report;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    /// Titles of the curves of validation scores, by metric.
    private static final Map<String, String> CURVES = curves();
    private static final String LENGTH = "hd95";

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

    private static Map<String, String> curves() {
        var titles = new LinkedHashMap<String, String>();
        titles.put("dice", "Dice");
        titles.put("nsd", "NSD (surface Dice)");
        titles.put("boundary_iou", "Boundary IoU");
        titles.put(LENGTH, "HD95 in mm");
        return titles;
    }

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
        if (!examples.isEmpty()) page.append("<h2>Cases</h2>").append(CaseViewer.of("case", examples).html());
        page.append("<h2>Training</h2>").append(Html.legend(IntStream.range(0, runs.size())
                .filter(i -> !runs.get(i).history().entries().isEmpty()).mapToObj(this::key).toList()))
                .append("<div class='charts'>")
                .append(chart("Loss", History.Entry::loss))
                .append(chart("Predicted over true voxels, most missed class",
                        e -> e.telemetry().drawn()))
                .append(chart("Score that selects the best epoch", e -> e.score().orElse(Double.NaN)))
                .append(terms()).append(weights())
                .append("</div>").append(validation())
                .append("<h2>Data and settings</h2>").append(Html.definitions(facts));
        return Html.page(title, lead, page.toString());
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

    /// Scores of the validation cases over the epochs. For one run: a chart per metric with a line per class.
    /// For several: a chart per metric and class with a line per run.
    private String validation() {
        int classes = runs.stream().flatMap(run -> run.history().entries().stream())
                .flatMap(e -> e.scores().perClass().values().stream()).mapToInt(List::size).max().orElse(0);
        var html = new StringBuilder();
        if (runs.size() == 1 && classes > 0) {
            html.append("<h2>Scores on validation cases after every epoch</h2>");
            List<String> names = IntStream.rangeClosed(1, classes).mapToObj(this::className).toList();
            if (classes > 1) {
                html.append(Html.legend(
                        IntStream.range(0, classes).mapToObj(i -> Html.key(i, names.get(i))).toList()));
            }
            html.append("<div class='charts'>");
            List<History.Entry> epochs = runs.getFirst().history().entries();
            CURVES.forEach((metric, title) -> html.append(new LineChart(titled(title),
                    IntStream.rangeClosed(1, classes)
                            .mapToObj(k -> new LineChart.Series(names.get(k - 1),
                                    epochs.stream().map(e -> score(e, metric, k)).toList(),
                                    change(runs.getFirst())))
                            .toList())
                    .svg()));
            return html.append("</div>").toString();
        }
        for (int k = 1; k <= classes; k++) {
            int one = k;
            html.append("<h2>Scores on validation cases after every epoch, ")
                    .append(Html.escaped(className(k))).append("</h2>")
                    .append("<div class='charts'>");
            CURVES.forEach((metric, title) -> html.append(chart(titled(title), e -> score(e, metric, one))));
            html.append("</div>");
        }
        return html.toString();
    }

    private String className(int k) {
        String name = runs.getFirst().scores().className(k);
        return name.equals(String.valueOf(k)) ? "class " + k : name;
    }

    private double score(History.Entry entry, String metric, int k) {
        List<Optional<Double>> classes = entry.scores().perClass().getOrDefault(metric, List.of());
        double value = k > classes.size() ? Double.NaN : classes.get(k - 1).orElse(Double.NaN);
        return metric.equals(LENGTH) ? lengthUnit().from(value) : value;
    }

    /// The unit of lengths in curves: that of the largest one.
    private LengthUnit lengthUnit() {
        return LengthUnit.of(runs.stream().flatMap(run -> run.history().entries().stream())
                .flatMap(entry -> entry.scores().mean(LENGTH).stream()).mapToDouble(Double::doubleValue)
                .max().orElse(0));
    }

    private String titled(String curve) { return curve.replace("in mm", "in " + lengthUnit().symbol()); }

    /// The value of every term of the loss, if the runs have two stages, whose terms differ.
    private String terms() {
        if (runs.stream().allMatch(run -> change(run) == 0)) return "";
        var html = new StringBuilder();
        int terms = runs.stream().flatMap(run -> run.history().entries().stream())
                .mapToInt(e -> e.terms().size()).max().orElse(1);
        for (int i = 0; i < terms; i++) {
            int term = i;
            html.append(chart("Term " + (i + 1) + " of the loss of each stage",
                    e -> term < e.terms().size() ? e.terms().get(term) : Double.NaN));
        }
        return html.toString();
    }

    /// Curves of the last loss term: its value, its weight if it changes, its share of the gradient.
    private String weights() {
        boolean several = runs.stream()
                .anyMatch(run -> run.history().entries().stream().anyMatch(e -> e.weights().size() > 1));
        if (!several) return "";
        boolean moves = runs.stream()
                .anyMatch(run -> run.history().entries().stream().map(e -> e.weights().getLast())
                        .distinct().count() > 1);
        return chart("Value of the last loss term", e -> last(e, e.terms().getLast()))
                + (moves
                        ? chart("Alpha, the weight of the last term", e -> last(e, e.weights().getLast()))
                        : "")
                + chart("Gradient share: last term relative to the first",
                        e -> last(e, e.telemetry().ratio(e.weights())))
                + chart("Cosine between gradients of first and last term",
                        e -> last(e, e.telemetry().cosine()));
    }

    /// NaN, which is not shown, where the loss has one term.
    private static double last(History.Entry entry, double value) {
        return entry.weights().size() > 1 ? value : Double.NaN;
    }

    /// How many epochs were complete when the second stage of a run began; 0 if there is none.
    private static int change(Run run) {
        return run.history().stage(2).isEmpty() ? 0 : run.history().begun(2);
    }

    private String chart(String title, Function<History.Entry, Double> value) {
        return new LineChart(title, runs.stream().map(run -> new LineChart.Series(run.name(),
                run.history().entries().stream().map(value).toList(), change(run))).toList()).svg();
    }
}
