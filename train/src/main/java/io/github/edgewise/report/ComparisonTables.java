package io.github.edgewise.report;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.LesionSizes;
import io.github.edgewise.compare.LostClass;
import io.github.edgewise.compare.RecallAtFalse;
import io.github.edgewise.compare.Verdict;
import io.github.edgewise.volume.LengthUnit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The tables of a comparison, as HTML. A click on a column head sorts a table.
///
/// @param analysis the numbers to show
record ComparisonTables(Analysis analysis) {
    private static final Set<String> LENGTHS = Set.of("hd95", "hd95_found", "assd");
    private static final double LARGE = 10;
    private static final double TINY = 0.0005;
    private static final String SORTABLE = "<table class='sortable'><thead><tr>";
    private static final String BODY = "</tr></thead><tbody>";
    private static final String END = "</tbody></table>";

    /// A row per loss: its means, and their differences from the first loss. It must fit the width of a page,
    /// so distances that are not tested are left out.
    String overview() {
        List<String> metrics = Analysis.SHOWN.stream()
                .filter(metric -> Analysis.TESTED.contains(metric) || !LENGTHS.contains(metric))
                .filter(metric -> !analysis.estimates(metric, analysis.overall()).isEmpty()).toList();
        var html = new StringBuilder(SORTABLE).append(heads("loss:name"));
        metrics.forEach(metric -> html.append("<th>").append(named(metric)).append("</th>"));
        html.append(BODY);
        for (int c = 0; c < analysis.contenders().size(); c++) {
            String contender = analysis.contenders().get(c);
            html.append("<tr>").append(cell(key(contender), "name"));
            for (String metric : metrics) {
                LengthUnit unit = analysis.unitOf(metric);
                double mean = unit.from(analysis.estimates(metric, analysis.overall()).get(c).mean());
                String difference = analysis.effect(metric, contender)
                        .map(e -> " <span class='by " + mark(e) + "'>" + signed(unit.from(e.difference()))
                                + (e.isSignificant() ? "*" : "") + "</span>")
                        .orElse("");
                html.append(cell(number(mean) + difference, ""));
            }
            html.append("</tr>");
        }
        return html.append(END).toString();
    }

    /// Means with confidence intervals for class `k`; 0 is the mean over classes.
    String scores(int k) {
        var html = new StringBuilder(SORTABLE)
                .append(heads("metric:name", "loss:name", "mean", "95 % interval",
                        "median", "SD, patients", "SD, seeds", "patients", "penalties"))
                .append(BODY);
        for (String metric : Analysis.SHOWN) {
            LengthUnit unit = analysis.unitOf(metric);
            for (Analysis.Estimate e : analysis.estimates(metric, k)) {
                html.append("<tr>").append(cell(named(metric), "name"))
                        .append(cell(key(e.contender()), "name"))
                        .append(value(unit.from(e.mean())))
                        .append(interval(e.low().map(unit::from), e.high().map(unit::from)))
                        .append(value(unit.from(e.median()))).append(value(unit.from(e.overPatients())))
                        .append(value(e.overSeeds().map(unit::from)))
                        .append(cell(String.valueOf(e.patients()), ""))
                        .append(cell(String.valueOf(e.penalties()), "")).append("</tr>");
            }
        }
        return html.append(END).toString();
    }

    /// Every loss compared with the first, with the tests.
    String effects() {
        var html = new StringBuilder(SORTABLE)
                .append(heads("metric:name", "loss:name", "difference", "95 % interval", "least",
                        "relative", "patients", "p", "p (Holm)", "false claim", "effect size", "wins",
                        "seeds"))
                .append(BODY);
        for (Analysis.Effect e : analysis.effects()) {
            LengthUnit unit = analysis.unitOf(e.metric());
            html.append("<tr>").append(cell(named(e.metric()), "name"))
                    .append(cell(key(e.contender()), "name"))
                    .append(cell(signed(unit.from(e.difference())), mark(e)))
                    .append(interval(e.low().map(unit::from), e.high().map(unit::from)))
                    .append(value(e.least().map(unit::from)))
                    .append(cell(
                            e.relative().map(r -> String.format(Locale.ROOT, "%+.1f %%", 100 * r)).orElse(""),
                            ""))
                    .append(cell(String.valueOf(e.patients()), "")).append(cell(Verdict.p(e.p()), ""))
                    .append(cell(Verdict.p(e.adjusted()), mark(e)))
                    .append(cell(Html.escaped(e.falseClaim().map(Verdict::percent).orElse("")), ""))
                    .append(value(e.rankBiserial()))
                    .append(cell(String.format(Locale.ROOT, "%.0f %%", 100 * e.wins()), ""))
                    .append(cell(e.seedsBetter() + " of " + analysis.seeds(), "")).append("</tr>");
        }
        return html.append(END).toString();
    }

    /// How often each loss lost each class; nothing if none was lost.
    String lost() {
        if (analysis.lost().isEmpty()) return "";
        var html = new StringBuilder(SORTABLE)
                .append(heads("class:name", "loss:name", "cases", "predictions", "lost")).append(BODY);
        for (LostClass one : analysis.lost()) {
            html.append("<tr>").append(cell(Html.escaped(analysis.className(one.classIndex())), "name"))
                    .append(cell(key(one.contender()), "name"))
                    .append(cell(String.valueOf(one.cases()), ""))
                    .append(cell(String.valueOf(one.predictions()), ""))
                    .append(cell(String.valueOf(one.lost()), one.isMostlyLost() ? "worse" : ""))
                    .append("</tr>");
        }
        return html.append(END)
                .append("<p>A class is lost in a prediction that has no voxel of it, although the "
                        + "reference has. Each seed predicts each case once.</p>")
                .toString();
    }

    /// The ranks of the losses, and how stable they are when patients are resampled.
    String ranks() {
        var html = new StringBuilder(SORTABLE)
                .append(heads("metric:name", "loss:name", "mean rank", "ranks first"))
                .append(BODY);
        for (Analysis.Rank rank : analysis.ranks()) {
            for (int c = 0; c < analysis.contenders().size(); c++) {
                html.append("<tr>").append(cell(named(rank.metric()), "name"))
                        .append(cell(key(analysis.contenders().get(c)), "name"))
                        .append(value(rank.meanRanks().get(c)))
                        .append(cell(String.format(Locale.ROOT, "%.0f %%", 100 * rank.first().get(c)), ""))
                        .append("</tr>");
            }
        }
        return html.append(END)
                .append("<p>Mean rank over patients; 1 is best. “Ranks first” is how often the loss has the best "
                        + "mean when patients are resampled 10,000 times. Kendall’s tau between the order of the losses "
                        + "and their order in a resample is on average ")
                .append(String.join(", ",
                        analysis.ranks().stream().map(rank -> String.format(Locale.ROOT, "%.2f (%s)",
                                rank.stability(), Verdict.name(rank.metric()))).toList()))
                .append("; 1 means always the same order, 0 means chance.</p>").toString();
    }

    private String named(String metric) {
        return Html.escaped(Verdict.name(metric))
                + (LENGTHS.contains(metric) ? ", " + analysis.lengthUnit().symbol() : "");
    }

    /// Lesion recall by lesion size; nothing if there are too few lesions.
    String strata() {
        if (analysis.strata().isEmpty()) return "";
        boolean several = analysis.strata().stream().map(LesionSizes::classIndex).distinct().count() > 1;
        var html = new StringBuilder(SORTABLE).append(several ? heads("class:name") : "")
                .append(heads("lesions:name", "size", "number", "loss:name", "recall", "95 % interval",
                        "difference",
                        "95 % interval"))
                .append(BODY);
        for (LesionSizes stratum : analysis.strata()) {
            for (LesionSizes.Recall recall : stratum.recalls()) {
                html.append("<tr>").append(several
                        ? cell(Html.escaped(analysis.className(stratum.classIndex())), "name")
                        : "")
                        .append(cell(stratum.name(), "name"))
                        .append(cell(size(stratum.from()) + " to " + size(stratum.to()), ""))
                        .append(cell(String.valueOf(stratum.lesions()), ""))
                        .append(recall(recall)).append("</tr>");
            }
        }
        return html.append(
                END).append(
                        "<p>Lesions are the connected components of the reference, split into "
                                + "thirds by size (mm³, in 2-D mm²). A lesion is found if the prediction contains at least one of "
                                + "its voxels; recall is the share of found lesions, averaged over seeds. For the intervals, "
                                + "patients are resampled with all their lesions.</p>")
                .toString();
    }

    /// Lesion recall at equally many false lesions per case; nothing where thresholds were not counted.
    String thresholds() {
        if (analysis.thresholds().isEmpty()) return "";
        boolean several = analysis.thresholds().stream().map(RecallAtFalse::classIndex).distinct()
                .count() > 1;
        var html = new StringBuilder(SORTABLE).append(several ? heads("class:name") : "")
                .append(heads("false lesions per case", "patients", "loss:name", "recall", "95 % interval",
                        "difference", "95 % interval"))
                .append(BODY);
        for (RecallAtFalse one : analysis.thresholds()) {
            for (LesionSizes.Recall recall : one.recalls()) {
                html.append("<tr>").append(several
                        ? cell(Html.escaped(analysis.className(one.classIndex())), "name")
                        : "")
                        .append(cell(Numbers.text(one.falsePerCase()), ""))
                        .append(cell(String.valueOf(one.patients()), "")).append(recall(recall))
                        .append("</tr>");
            }
        }
        return html.append(END)
                .append("<p>For each loss and seed, one decision threshold for all held-out cases is "
                        + "chosen so that they have that many false lesions per case, without post-processing; between two "
                        + "thresholds, recall is interpolated. Recall is the mean over patients with lesions, averaged over "
                        + "seeds. For the intervals, patients are resampled, and each resample chooses its own "
                        + "thresholds.</p>")
                .toString();
    }

    /// The cells of a recall and of its difference to that of the first loss.
    private String recall(LesionSizes.Recall recall) {
        boolean first = recall.contender().equals(analysis.contenders().getFirst());
        return cell(key(recall.contender()), "name") + value(recall.recall())
                + interval(recall.low(), recall.high())
                + (first
                        ? "<td></td><td></td>"
                        : cell(signed(recall.difference()), "")
                                + interval(recall.differenceLow(), recall.differenceHigh()));
    }

    /// The name of a loss beside its colour.
    String key(String contender) {
        return Html.key(analysis.contenders().indexOf(contender), contender);
    }

    /// The names of all losses beside their colours.
    String legend() {
        return Html.legend(analysis.contenders().stream().map(this::key).toList());
    }

    /// Column heads. `:name` after a head marks a column of text; the others hold numbers.
    private static String heads(String... names) {
        var html = new StringBuilder();
        for (String name : names) {
            boolean text = name.endsWith(":name");
            html.append("<th").append(text ? " class='name'" : "").append(">")
                    .append(Html.escaped(text ? name.substring(0, name.length() - 5) : name)).append("</th>");
        }
        return html.toString();
    }

    private static String cell(String html, String style) {
        return "<td" + (style.isEmpty() ? "" : " class='" + style + "'") + ">" + html + "</td>";
    }

    private static String value(double value) { return cell(number(value), ""); }

    private static String value(Optional<Double> value) {
        return value.map(ComparisonTables::value).orElse("<td></td>");
    }

    private static String interval(Optional<Double> low, Optional<Double> high) {
        return low.isEmpty()
                ? "<td></td>"
                : cell(number(low.get()) + " to " + number(high.orElseThrow()), "");
    }

    /// The CSS class of a difference: empty if it is not significant.
    private static String mark(Analysis.Effect e) {
        return !e.isSignificant() ? "" : e.isBetter() ? "better" : "worse";
    }

    private static String signed(double value) {
        String text = number(value);
        return text.startsWith("-") ? text : "+" + text;
    }

    /// Three decimals; two for large numbers, four for tiny ones, an empty text for NaN.
    private static String number(double value) {
        if (Double.isNaN(value)) return "";
        double size = Math.abs(value);
        if (size < TINY / 10) return "0.000"; // never -0.000
        return String.format(Locale.ROOT, size >= LARGE ? "%.2f" : size < TINY ? "%.4f" : "%.3f", value);
    }

    /// A volume or an area, with at most four significant digits.
    private static String size(double value) {
        return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }
}
