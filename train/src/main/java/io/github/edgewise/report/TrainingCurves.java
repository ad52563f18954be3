package io.github.edgewise.report;

import io.github.edgewise.train.History;
import io.github.edgewise.volume.LengthUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The curves of one run, or of several in the same charts.
///
/// @param runs one or several; those without epochs have no lines
record TrainingCurves(List<Report.Run> runs) {
    /// Titles of the curves of validation scores, by metric.
    private static final Map<String, String> CURVES = curves();
    private static final String LENGTH = "hd95";

    private static Map<String, String> curves() {
        var titles = new LinkedHashMap<String, String>();
        titles.put("dice", "Dice");
        titles.put("nsd", "NSD (surface Dice)");
        titles.put("boundary_iou", "Boundary IoU");
        titles.put(LENGTH, "HD95 in mm");
        return titles;
    }

    /// All charts under their headings, as HTML.
    String html() {
        return "<h2>Training</h2>" + Html.legend(IntStream.range(0, runs.size())
                .filter(i -> !runs.get(i).history().entries().isEmpty()).mapToObj(this::key).toList())
                + "<div class='charts'>" + chart("Loss", History.Entry::loss)
                + chart("Predicted over true voxels, most missed class", e -> e.telemetry().drawn())
                + chart("Score that selects the best epoch", e -> e.score().orElse(Double.NaN))
                + terms() + weights() + "</div>" + shares() + validation();
    }

    /// The name of a run beside the colour of its lines.
    private String key(int run) { return Html.key(run, runs.get(run).name()); }

    /// The gradient share of every term of the loss of one run, a line per term.
    private String shares() {
        List<History.Entry> epochs = runs.getFirst().history().entries();
        int terms = epochs.stream().mapToInt(e -> e.weights().size()).max().orElse(0);
        if (runs.size() != 1 || terms < 2) return "";
        List<String> names = IntStream.rangeClosed(1, terms).mapToObj(i -> "term " + i).toList();
        String chart = new LineChart("Share of each term in the gradient", IntStream.range(0, terms)
                .mapToObj(i -> new LineChart.Series(names.get(i),
                        epochs.stream().map(e -> share(e, i)).toList(), change(runs.getFirst())))
                .toList()).svg();
        return chart.isEmpty()
                ? ""
                : Html.legend(IntStream.range(0, terms).mapToObj(i -> Html.key(i, names.get(i))).toList())
                        + "<div class='charts'>" + chart + "</div>";
    }

    /// The length of the weighted gradient of a term, divided by the sum of these lengths; NaN where nothing
    /// was measured.
    static double share(History.Entry e, int term) {
        List<Double> gradients = e.telemetry().gradients();
        int terms = Math.min(gradients.size(), e.weights().size());
        double sum = 0;
        for (int i = 0; i < terms; i++) {
            sum += Math.abs(e.weights().get(i) * gradients.get(i));
        }
        return term >= terms || sum == 0
                ? Double.NaN
                : Math.abs(e.weights().get(term) * gradients.get(term)) / sum;
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
    private static int change(Report.Run run) {
        return run.history().stage(2).isEmpty() ? 0 : run.history().begun(2);
    }

    private String chart(String title, Function<History.Entry, Double> value) {
        return new LineChart(title, runs.stream().map(run -> new LineChart.Series(run.name(),
                run.history().entries().stream().map(value).toList(), change(run))).toList()).svg();
    }
}
