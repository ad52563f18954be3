package io.github.edgewise.metric;

import io.github.edgewise.statistics.Summary;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The scores of many cases: tidy rows, and a table of them.
///
/// @param rows one per case, class and metric
public record Evaluation(List<Row> rows) {
    /// One score.
    ///
    /// @param caseName the case
    /// @param k the class
    /// @param metric the metric's name
    /// @param score its value or the reason why there is none
    /// @param unit `mm` or empty
    public record Row(String caseName, int k, String metric, Score score, String unit) {}

    public Evaluation {
        rows = List.copyOf(rows);
    }

    /// Scores every class but the background of one case.
    public static Evaluation of(String caseName, LabelMap prediction, LabelMap reference,
            List<Metric> metrics) {
        var rows = new ArrayList<Row>();
        for (MaskPair masks : MaskPair.ofClasses(prediction, reference)) {
            for (Metric metric : metrics) {
                rows.add(new Row(caseName, masks.k(), metric.name(), metric.score(masks), metric.unit()));
            }
        }
        return new Evaluation(rows);
    }

    /// The rows of all of them.
    public static Evaluation of(List<Evaluation> parts) {
        return new Evaluation(parts.stream().flatMap(part -> part.rows().stream()).toList());
    }

    /// The classes that were scored, ascending.
    public List<Integer> classes() { return rows.stream().map(Row::k).distinct().sorted().toList(); }

    /// The names of the metrics, in the order they were asked for.
    public List<String> metrics() { return rows.stream().map(Row::metric).distinct().toList(); }

    /// The rows of one metric and class.
    public List<Row> rows(String metric, int k) {
        return rows.stream().filter(row -> row.metric().equals(metric) && row.k() == k).toList();
    }

    /// The values of one metric and class that are defined, summarised.
    public Summary summary(String metric, int k) {
        return Summary.of(rows(metric, k).stream().flatMapToDouble(row -> value(row).stream()
                .mapToDouble(Double::doubleValue)).toArray());
    }

    /// The mean over the classes of the mean over the cases, of the defined values; NaN where there is none.
    public double mean(String metric) {
        return classes().stream().map(k -> summary(metric, k)).filter(s -> s.n() > 0)
                .mapToDouble(Summary::mean)
                .average().orElse(Double.NaN);
    }

    /// The row with the worst value of one metric and class: the lowest, or for a metric in mm the highest. A
    /// miss, undefined because the class is absent from one side, is worse than any value.
    public Optional<Row> worst(String metric, int k) {
        Comparator<Row> badness = Comparator.comparingDouble(Evaluation::badness);
        return rows(metric, k).stream().max(badness);
    }

    private static double badness(Row row) {
        return switch (row.score()) {
            case Score.Value(var v) -> row.unit().equals("mm") ? v : -v;
            case Score.Undefined(var why) ->
                why.contains(" and ") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        };
    }

    private static Optional<Double> value(Row row) {
        return row.score() instanceof Score.Value(var v) ? Optional.of(v) : Optional.empty();
    }

    /// A table for people: a line per class and metric with count, mean, standard deviation, median and worst
    /// case.
    public String table() {
        var text = new StringBuilder(
                "class  metric            cases      mean        sd    median     worst  worst case\n");
        for (int k : classes()) {
            for (String metric : metrics()) {
                Summary s = summary(metric, k);
                int undefined = rows(metric, k).size() - s.n();
                Row worst = worst(metric, k).orElseThrow();
                text.append(String.format(Locale.ROOT, "%5d  %-16s %6d %s %s %s %s  %s%s%n", k, metric, s.n(),
                        number(s.mean()), number(s.deviation()), number(s.median()),
                        number(value(worst).orElse(Double.NaN)), worst.caseName(),
                        undefined == 0 ? "" : "   (" + undefined + " undefined)"));
            }
        }
        return text.toString();
    }

    private static String number(double v) {
        return Double.isNaN(v) ? "        -" : String.format(Locale.ROOT, "%9.4f", v);
    }

    /// Tidy rows: header `case,class,metric,value,unit,note`, the value empty where undefined and the note
    /// says why.
    public String csv() {
        var text = new StringBuilder("case,class,metric,value,unit,note\n");
        for (Row row : rows) {
            text.append(quoted(row.caseName())).append(',').append(row.k()).append(',').append(row.metric())
                    .append(',')
                    .append(value(row).map(String::valueOf).orElse("")).append(',').append(row.unit())
                    .append(',')
                    .append(quoted(note(row))).append('\n');
        }
        return text.toString();
    }

    /// The same rows as a JSON array, the value `null` where undefined.
    public String json() {
        var text = new StringBuilder("[");
        for (Row row : rows) {
            text.append(text.length() == 1 ? "\n" : ",\n").append("  {\"case\": ")
                    .append(escaped(row.caseName()))
                    .append(", \"class\": ").append(row.k()).append(", \"metric\": ")
                    .append(escaped(row.metric()))
                    .append(", \"value\": ").append(value(row).map(String::valueOf).orElse("null"))
                    .append(", \"unit\": ").append(escaped(row.unit())).append(", \"note\": ")
                    .append(escaped(note(row))).append("}");
        }
        return text.append("\n]\n").toString();
    }

    private static String note(Row row) {
        return row.score() instanceof Score.Undefined(var why) ? why : "";
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String escaped(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') json.append('\\').append((char) c);
            else if (c < 0x20) json.append(String.format("\\u%04x", c));
            else json.append((char) c);
        });
        return json.append('"').toString();
    }
}
