package io.github.edgewise.report;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.TermShare;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.compare.PairedScores;
import io.github.edgewise.compare.Verdict;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.LengthUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// A self-contained page about a comparison of losses: the verdict, tables with confidence intervals, plots
/// of every patient, the cases in which the losses differ most, learning curves, and how to repeat it.
///
/// @param title of the page
/// @param lead one sentence on what was done, as plain text
/// @param results all scores
/// @param analysis of these scores
/// @param histories of all runs of every loss, in the order of the losses
/// @param cases to show, with a prediction of every loss
/// @param inspected the distance map of one case; present if a loss has a boundary term
/// @param facts what a reader must know to judge the result, by name
/// @param command repeats the comparison
public record ComparisonPage(String title, String lead, ComparisonResults results, Analysis analysis,
        List<List<History>> histories, List<Report.Example> cases, Optional<DistanceInspector> inspected,
        Map<String, String> facts, String command) {
    /// Characters of the page; fewer cases are shown if their pictures would exceed it.
    private static final int MOST = 4_900_000;
    private static final String STYLE = PageResource.text("comparison.css");
    private static final String SCRIPT = PageResource.text("comparison.js");

    /// The page as HTML.
    public String html() {
        Verdict verdict = Verdict.of(analysis);
        String before = statistics(verdict);
        String after = inspected.map(m -> "<h2>What the boundary loss sees</h2>" + m.html("maps")).orElse("")
                + learning() + details();
        String shown = cases.isEmpty()
                ? ""
                : "<h2>Where the losses differ most</h2>"
                        + pictures(CaseViewer.of("case", cases).named(results.classNames()),
                                MOST - before.length() - after.length());
        return Html.page(title, verdict.finding(), before + shown + after, STYLE, SCRIPT);
    }

    /// What the scores say, in tables and charts.
    private String statistics(Verdict verdict) {
        var tables = new ComparisonTables(analysis);
        String first = Html.escaped(analysis.contenders().getFirst());
        var html = new StringBuilder("<p>").append(Html.escaped(lead)).append("</p>")
                .append(tables.overview())
                .append("<p>Means over all patients, each with its difference from “").append(first)
                .append("”. A star marks a significant difference (p below 0.05 after Holm’s correction): green "
                        + "is better, red is worse.</p><h2>What these results can and cannot show</h2><ul>");
        verdict.limits().forEach(limit -> html.append("<li>").append(Html.escaped(limit)).append("</li>"));
        weakTerms().ifPresent(text -> html.append("<li>").append(Html.escaped(text)).append("</li>"));
        html.append("</ul><h2>Scores on held-out patients</h2>").append(tables.legend())
                .append(tables.scores(analysis.overall())).append("<h2>Compared with “")
                .append(first).append("”</h2>").append(tables.effects())
                .append(explanation()).append(lost(tables)).append("<h2>Differences from “").append(first)
                .append("”, patient by patient</h2><div class='charts two'>");
        analysis.testedMetrics().forEach(metric -> html.append(differences(metric)));
        html.append(
                "</div><p>Each dot is one patient, averaged over seeds. The diamond is the mean over patients, "
                        + "the bar its 95 % confidence interval.</p><h2>Scores of every patient</h2>")
                .append(tables.legend())
                .append("<div class='charts two'>");
        analysis.testedMetrics().forEach(metric -> html.append(boxes(metric)));
        html.append("</div><h2>Ranks</h2>").append(tables.ranks());
        String strata = tables.strata();
        if (!strata.isEmpty()) html.append("<h2>Lesions by size</h2>").append(strata);
        String thresholds = tables.thresholds();
        if (!thresholds.isEmpty()) {
            html.append("<h2>Lesion recall at equally many false lesions</h2>").append(thresholds);
        }
        return html.toString();
    }

    private static String lost(ComparisonTables tables) {
        String table = tables.lost();
        return table.isEmpty() ? "" : "<h2>Lost classes</h2>" + table;
    }

    /// A warning about losses whose last term has hardly any share of the gradient; nothing if there are
    /// none.
    private Optional<String> weakTerms() {
        List<TermShare> pulls = pulls();
        if (pulls.stream().noneMatch(TermShare::isNegligible)) return Optional.empty();
        String names = String.join(", ",
                pulls.stream().filter(TermShare::isNegligible).map(p -> "“" + p.contender() + "”")
                        .toList());
        return Optional
                .of("Gradient share of the last term (the length of its gradient at the network’s output, relative "
                        + "to the first term’s): "
                        + String.join("; ", pulls.stream().map(TermShare::text).toList())
                        + ". For most of the training, the last term of " + names
                        + " had almost no effect, so these results do not show what such a term can "
                        + "do. Use a larger weight, or the schedule balance, which controls this share.");
    }

    /// The gradient share of the last term, for every loss except the first.
    private List<TermShare> pulls() {
        return IntStream.range(1, histories.size())
                .mapToObj(c -> TermShare.of(analysis.contenders().get(c), histories.get(c)))
                .flatMap(Optional::stream).toList();
    }

    private String learning() {
        return "<h2>Learning curves</h2>" + new ComparisonTables(analysis).legend()
                + "<p>Each line is the mean over all runs of one loss.</p><div class='charts'>" + curves()
                + "</div>";
    }

    /// The scores of each class, the command, data and settings.
    private String details() {
        var tables = new ComparisonTables(analysis);
        var html = new StringBuilder();
        for (int k : analysis.classes()) {
            if (k == analysis.overall()) continue;
            html.append("<details open><summary>").append(Html.escaped(heading(k)))
                    .append("</summary>")
                    .append(tables.scores(k))
                    .append("</details>");
        }
        html.append("<h2>How to repeat it</h2><pre>").append(Html.escaped(command)).append("</pre>");
        return html.append(Html.definitions(facts)).toString();
    }

    /// The name of a class, or `Class 2`.
    private String heading(int k) {
        String name = analysis.className(k);
        return name.equals("class " + k) ? "Class " + k : name;
    }

    /// As many cases as there is room for, but at least one.
    private static String pictures(CaseViewer viewer, int most) {
        var html = new StringBuilder(viewer.legend());
        for (int i = 0; i < viewer.size(); i++) {
            String figure = viewer.figure(i);
            if (i > 0 && html.length() + figure.length() > most) break;
            html.append(figure);
        }
        return html.toString();
    }

    private static String explanation() {
        return "<p>HD95 and ASSD are distances between borders, 0 at best; all other metrics are 1 at best. "
                + "HD95 of found lesions ignores missed and false positive lesions, so it shows how well borders fit. "
                + "It has no value for cases in which a loss or seed found no lesion. For the other metrics, a missed or invented class "
                + "scores 0 where higher is better, otherwise the image diagonal; this counts as a penalty.</p>"
                + "<p>Least: the smallest difference that so many patients and tests find with a probability of "
                + "80 %, given the spread of the patients’ differences; empty if none can be significant. "
                + "Relative: the difference divided by the mean of the first loss. p: Wilcoxon signed-rank test; for "
                + "recall at 1 false lesion per case, a t test with resampled patients. "
                + "False claim: the probability that the loss with the better mean is not the better one, if the "
                + "patients’ differences are normally distributed; at most 50 %, and not corrected for several "
                + "tests. "
                + "Effect size: matched-pairs rank-biserial correlation, 1 if the loss is better for every patient, −1 if "
                + "it is better for none. Wins: the share of patients for whom the loss is better; a tie counts half. "
                + "Seeds: in how many of them its mean is better.</p>";
    }

    private String differences(String metric) {
        PairedScores sheet = PairedScores.of(results, metric, 0);
        LengthUnit unit = analysis.unitOf(metric);
        var rows = new ArrayList<DifferencePlot.Row>();
        for (int c = 1; c < analysis.contenders().size(); c++) {
            String name = analysis.contenders().get(c);
            int place = c;
            analysis.effect(metric, name).ifPresent(e -> rows.add(new DifferencePlot.Row(name, place,
                    shown(metric, sheet.differences(place)), unit.from(e.difference()),
                    e.low().map(unit::from), e.high().map(unit::from))));
        }
        boolean higher = sheet.higherIsBetter();
        return new DifferencePlot(Verdict.name(metric) + unit(sheet), higher ? "better →" : "← better",
                higher, rows)
                .svg();
    }

    private String boxes(String metric) {
        PairedScores sheet = PairedScores.of(results, metric, 0);
        return new BoxPlot(Verdict.name(metric) + unit(sheet), IntStream.range(0, sheet.contenders().size())
                .mapToObj(
                        c -> new BoxPlot.Group(sheet.contenders().get(c), shown(metric, sheet.perPatient(c))))
                .toList())
                .svg();
    }

    private String unit(PairedScores sheet) {
        return sheet.unit().isEmpty() ? "" : " in " + analysis.unitOf(sheet.metric()).symbol();
    }

    private List<Double> shown(String metric, List<Double> values) {
        return values.stream().map(analysis.unitOf(metric)::from).toList();
    }

    private String curves() {
        var html = new StringBuilder();
        int terms = histories.stream().flatMap(List::stream).flatMap(h -> h.entries().stream())
                .mapToInt(e -> e.terms().size()).max().orElse(1);
        html.append(curve("Loss", History.Entry::loss));
        for (int i = 0; i < terms && terms > 1; i++) {
            int term = i;
            html.append(curve("Loss term " + (i + 1),
                    e -> term < e.terms().size() ? e.terms().get(term) : Double.NaN));
        }
        html.append(curve("Alpha, the weight of the last term",
                e -> e.weights().size() > 1 ? e.weights().getLast() : Double.NaN));
        html.append(curve("Gradient share: last term relative to the first",
                e -> e.weights().size() > 1 ? e.telemetry().ratio(e.weights()) : Double.NaN));
        for (String metric : Analysis.TESTED) {
            LengthUnit shown = analysis.unitOf(metric);
            String unit = metric.equals("hd95") ? " in " + shown.symbol() : "";
            html.append(
                    curve(String.format(Locale.ROOT, "%s%s, validation cases", Verdict.name(metric), unit),
                            e -> shown.from(e.scores().mean(metric).orElse(Double.NaN))));
        }
        return html.toString();
    }

    /// A line per loss: the mean over its runs. An epoch without a value in all runs is a gap.
    private String curve(String name, ToDoubleFunction<History.Entry> value) {
        var lines = new ArrayList<LineChart.Series>();
        for (int c = 0; c < histories.size(); c++) {
            List<History> runs = histories.get(c);
            int epochs = runs.stream().mapToInt(h -> h.entries().size()).max().orElse(0);
            var means = new ArrayList<Double>();
            for (int e = 0; e < epochs; e++) {
                int epoch = e;
                means.add(runs.stream().filter(h -> epoch < h.entries().size())
                        .mapToDouble(h -> value.applyAsDouble(h.entries().get(epoch)))
                        .filter(Double::isFinite)
                        .average().orElse(Double.NaN));
            }
            int change = runs.stream().filter(h -> !h.stage(2).isEmpty()).mapToInt(h -> h.begun(2)).max()
                    .orElse(0);
            lines.add(new LineChart.Series(analysis.contenders().get(c), means, change));
        }
        return new LineChart(name, lines).svg();
    }
}
