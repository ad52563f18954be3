package io.github.edgewise.metric;

import io.github.edgewise.file.Csv;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The scores of many cases, as rows and as a table.
///
/// @param rows one per case, class and metric
/// @param classNames the names of the classes by their number, the background first, for tables; may be empty
public record Evaluation(List<Row> rows, List<String> classNames) {
    /// Number of voxels below which starting threads costs more time than it saves.
    private static final int SMALL = 1 << 17;

    /// More classes than this that occur nowhere are not listed in a table.
    private static final int FEW_CLASSES = 8;
    private static final String MISSING = "missing";

    /// One score.
    ///
    /// @param caseName the case
    /// @param classIndex the class
    /// @param measure the metric
    /// @param score its value, or the reason why there is none
    /// @param penalty the value that replaces the score if it is undefined because one mask is empty
    public record Row(String caseName, int classIndex, Metric measure, Score score, double penalty) {
        /// The metric's name.
        public String metric() { return measure.name(); }

        /// `mm` or empty.
        public String unit() { return measure.unit(); }

        /// True if the value is a length in mm.
        public boolean isLength() { return unit().equals(LengthUnit.MILLIMETRE.symbol()); }

        /// The number, measured or a penalty; empty if undefined.
        public Optional<Double> number() {
            return switch (score) {
                case Score.Value(var v) -> Optional.of(v);
                case Score.Penalty given -> Optional.of(given.value());
                case Score.Undefined undefined -> Optional.empty();
            };
        }

        /// Why there is no measured number; empty if there is one.
        public String note() {
            return switch (score) {
                case Score.Value value -> "";
                case Score.Penalty given -> given.why() + "; the value is a penalty";
                case Score.Undefined(var why) -> why;
            };
        }

        private double badness() {
            return switch (score) {
                case Score.Value(var v) -> measure.badness(v);
                case Score.Penalty given -> Double.POSITIVE_INFINITY;
                case Score.Undefined(var why) ->
                    why.equals(MaskPair.NOTHING) || Double.isNaN(penalty)
                            ? Double.NEGATIVE_INFINITY
                            : Double.POSITIVE_INFINITY;
            };
        }

        private Row with(EmptyMasks rule) {
            Score other = switch (score) {
                case Score.Undefined(var why) when rule == EmptyMasks.PENALTY
                        && !why.equals(MaskPair.NOTHING) && !Double.isNaN(penalty) ->
                    new Score.Penalty(penalty, why);
                case Score.Penalty given when rule == EmptyMasks.SKIP -> new Score.Undefined(given.why());
                default -> score;
            };
            return new Row(caseName, classIndex, measure, other, penalty);
        }
    }

    public Evaluation {
        rows = List.copyOf(rows);
        classNames = List.copyOf(classNames);
    }

    /// Scores of classes without names.
    public Evaluation(List<Row> rows) { this(rows, List.of()); }

    /// The same with names of the classes by their number, the background first.
    public Evaluation named(List<String> names) { return new Evaluation(rows, names); }

    /// The name of a class, or its number where it has none.
    public String className(int classIndex) {
        return classIndex < classNames.size() ? classNames.get(classIndex) : String.valueOf(classIndex);
    }

    /// Scores every class of one case except the background. Undefined scores stay undefined
    /// ([EmptyMasks#SKIP]). Large images use one thread per class.
    public static Evaluation of(String caseName, LabelMap prediction, LabelMap reference,
            List<Metric> metrics) {
        return of(caseName, MaskPair.ofClasses(prediction, reference), metrics);
    }

    /// Scores pairs of masks that exist already.
    public static Evaluation of(String caseName, List<MaskPair> classes, List<Metric> metrics) {
        boolean small = classes.isEmpty() || classes.getFirst().grid().voxels() < SMALL;
        Stream<MaskPair> pairs = small ? classes.stream() : classes.parallelStream();
        return new Evaluation(pairs.flatMap(masks -> metrics.stream().map(metric -> new Row(caseName,
                masks.classIndex(), metric, metric.score(masks), metric.penalty(masks)))).toList());
    }

    /// Undefined scores of a case that was not predicted, with the note `missing`. No penalty replaces them.
    public static Evaluation missing(String caseName, List<Integer> classes, List<Metric> metrics) {
        return new Evaluation(classes.stream().flatMap(k -> metrics.stream()
                .map(metric -> new Row(caseName, k, metric, new Score.Undefined(MISSING), Double.NaN)))
                .toList());
    }

    /// The same scores with another rule for empty masks.
    public Evaluation with(EmptyMasks rule) {
        return new Evaluation(rows.stream().map(row -> row.with(rule)).toList(), classNames);
    }

    /// The rows of all parts together.
    public static Evaluation of(List<Evaluation> parts) {
        return new Evaluation(parts.stream().flatMap(part -> part.rows().stream()).toList(),
                parts.stream().map(Evaluation::classNames).filter(names -> !names.isEmpty()).findFirst()
                        .orElse(List.of()));
    }

    /// The classes that were scored, ascending.
    public List<Integer> classes() { return rows.stream().map(Row::classIndex).distinct().sorted().toList(); }

    /// The names of the metrics, in the order they were asked for.
    public List<String> metrics() { return rows.stream().map(Row::metric).distinct().toList(); }

    /// The rows of one metric and class.
    public List<Row> rows(String metric, int classIndex) {
        return rows.stream().filter(row -> row.metric().equals(metric) && row.classIndex() == classIndex)
                .toList();
    }

    /// A summary of the defined values of one metric and class. Penalties count as values.
    public Summary summary(String metric, int classIndex) {
        return Summary.of(rows(metric, classIndex).stream().flatMap(row -> row.number().stream())
                .mapToDouble(Double::doubleValue).toArray());
    }

    /// The mean over the classes of each class's mean over the cases. Undefined values are left out; NaN if
    /// all are undefined.
    public double mean(String metric) {
        return classes().stream().map(k -> summary(metric, k)).filter(s -> s.n() > 0)
                .mapToDouble(Summary::mean)
                .average().orElse(Double.NaN);
    }

    /// The row with the worst value of one metric and class, see [Metric#badness]. If the class is absent
    /// from only one of the two masks, the score (undefined or a penalty) is worse than any value.
    public Optional<Row> worst(String metric, int classIndex) {
        return rows(metric, classIndex).stream().max(Comparator.comparingDouble(Row::badness));
    }

    /// The unit in which tables show lengths: that of the median of the lengths other than 0. Files have mm.
    public LengthUnit lengthUnit() {
        double[] lengths = rows.stream().filter(Row::isLength).flatMap(row -> row.number().stream())
                .mapToDouble(Double::doubleValue).filter(mm -> mm != 0).sorted().toArray();
        return LengthUnit.of(lengths.length == 0 ? 0 : lengths[lengths.length / 2]);
    }

    /// A table as text: one line per class and metric with count, mean, standard deviation, median and worst
    /// case, and the number of cases that are undefined or penalised. Lengths are in mm, or in the unit
    /// beside the metric.
    public String table() {
        LengthUnit lengths = lengthUnit();
        int width = metrics().stream().mapToInt(metric -> label(metric, lengths).length()).max().orElse(0);
        String name = "%-" + Math.max(width, "metric".length()) + "s";
        int classWidth = Math.max("class".length(),
                classes().stream().mapToInt(k -> className(k).length()).max().orElse(0));
        String classColumn = "%" + classWidth + "s  ";
        var text = new StringBuilder(String.format(Locale.ROOT,
                classColumn + name + "  cases      mean        sd    median     worst  worst case%n",
                "class", "metric"));
        List<Integer> absent = classes().stream().filter(this::isNowhere).toList();
        boolean isSparse = absent.size() > FEW_CLASSES;
        for (int k : classes()) {
            if (isSparse && absent.contains(k)) continue;
            for (String metric : metrics()) {
                Summary s = summary(metric, k);
                Row worst = worst(metric, k).orElseThrow();
                LengthUnit unit = worst.isLength() ? lengths : LengthUnit.MILLIMETRE;
                text.append(String.format(Locale.ROOT, classColumn + name + " %6d %s %s %s %s  %s%s%n",
                        className(k),
                        label(metric, lengths), s.n(), number(unit.from(s.mean())),
                        number(unit.from(s.deviation())), number(unit.from(s.median())),
                        number(unit.from(worst.number().orElse(Double.NaN))), worst.caseName(),
                        remark(rows(metric, k))));
            }
        }
        if (isSparse) {
            text.append(
                    String.format(Locale.ROOT, "%d classes between them occur in no mask%n", absent.size()));
        }
        return text.toString();
    }

    /// The metric, with the unit of a length that is not in mm.
    private String label(String metric, LengthUnit unit) {
        boolean isLength = rows.stream().anyMatch(row -> row.metric().equals(metric) && row.isLength());
        return isLength && unit != LengthUnit.MILLIMETRE ? metric + " " + unit.symbol() : metric;
    }

    /// True if no mask of any case has the class.
    private boolean isNowhere(int classIndex) {
        return rows.stream().filter(row -> row.classIndex() == classIndex)
                .allMatch(row -> row.score() instanceof Score.Undefined(var why)
                        && why.equals(MaskPair.NOTHING));
    }

    private static String remark(List<Row> rows) {
        long undefined = rows.stream().filter(row -> row.score() instanceof Score.Undefined).count();
        long penalised = rows.stream().filter(row -> row.score() instanceof Score.Penalty).count();
        if (undefined + penalised == 0) return "";
        return "   (" + (penalised == 0 ? "" : penalised + " penalised")
                + (undefined > 0 && penalised > 0 ? ", " : "")
                + (undefined == 0 ? "" : undefined + " undefined") + ")";
    }

    private static String number(double v) {
        return Double.isNaN(v) ? "        -" : String.format(Locale.ROOT, "%9.4f", v);
    }

    /// Tidy rows as CSV with the header `case,class,metric,value,unit,note`. The value is empty if undefined.
    /// The note says why, and whether a value is a penalty.
    public String csv() {
        var text = new StringBuilder("case,class,metric,value,unit,note\n");
        for (Row row : rows) {
            text.append(Csv.line(row.caseName(), row.classIndex(), row.metric(), row.number(), row.unit(),
                    row.note()));
        }
        return text.toString();
    }

    /// The same rows as a JSON array. The value is `null` if undefined.
    public String json() {
        var text = new StringBuilder("[");
        for (Row row : rows) {
            text.append(text.length() == 1 ? "\n" : ",\n").append("  {\"case\": ")
                    .append(escaped(row.caseName()))
                    .append(", \"class\": ").append(row.classIndex()).append(", \"metric\": ")
                    .append(escaped(row.metric()))
                    .append(", \"value\": ").append(row.number().map(String::valueOf).orElse("null"))
                    .append(", \"unit\": ").append(escaped(row.unit())).append(", \"note\": ")
                    .append(escaped(row.note())).append("}");
        }
        return text.append("\n]\n").toString();
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
