package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.file.Csv;
import io.github.edgewise.metric.LesionCurve.Point;
import io.github.edgewise.statistics.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The free-response curve (FROC) of one class: the recall of lesions against false lesions per case, over
/// the decision threshold; and precision against recall.
///
/// Lesions are summed over cases: a case with many lesions counts more. A false lesion is a component of the
/// prediction that does not meet the reference, see [Lesions].
///
/// @param cases the curves of one class, with equal thresholds; a case twice counts twice
public record FreeResponse(List<LesionCurve> cases) {
    /// The usual numbers of false lesions per case at which recall is told.
    public static final List<Double> FALSE_PER_CASE = List.of(0.5, 1., 2., 4.);

    private static final String HEADER = "case,class,threshold,reference_lesions,found,predicted,confirmed,"
            + "reference_voxels,predicted_voxels,common_voxels";

    /// Sums over cases at one threshold; a quotient of 0 and 0 is NaN.
    ///
    /// @param threshold t
    /// @param falsePerCase lesions of the prediction that do not meet the reference, divided by the cases
    /// @param recall found lesions divided by those of the reference
    /// @param precision confirmed lesions divided by those of the prediction
    /// @param voxelRecall the share of the reference's voxels that are predicted
    /// @param voxelPrecision the share of the predicted voxels that lie in the reference
    public record Total(double threshold, double falsePerCase, double recall, double precision,
            double voxelRecall, double voxelPrecision) {}

    public FreeResponse {
        cases = List.copyOf(cases);
        for (LesionCurve one : cases) {
            if (one.classIndex() != cases.getFirst().classIndex()
                    || !thresholds(one).equals(thresholds(cases.getFirst()))) {
                throw new InvalidInputException("all cases of a free-response curve must have the same class "
                        + "and thresholds, but " + one.caseName() + " has class " + one.classIndex() + " and "
                        + thresholds(one) + ", and " + cases.getFirst().caseName() + " class "
                        + cases.getFirst().classIndex() + " and " + thresholds(cases.getFirst()));
            }
        }
    }

    private static List<Double> thresholds(LesionCurve one) {
        return one.points().stream().map(Point::threshold).toList();
    }

    /// A curve per class, in ascending order.
    public static List<FreeResponse> ofClasses(List<LesionCurve> curves) {
        var classes = new TreeMap<Integer, List<LesionCurve>>();
        curves.forEach(one -> classes.computeIfAbsent(one.classIndex(), k -> new ArrayList<>()).add(one));
        return classes.values().stream().map(FreeResponse::new).toList();
    }

    /// The class; 0 without a case.
    public int classIndex() { return cases.isEmpty() ? 0 : cases.getFirst().classIndex(); }

    /// The lesions of all references.
    public int lesions() { return cases.stream().mapToInt(LesionCurve::lesions).sum(); }

    /// The sums at every threshold, in ascending order; nothing without a case.
    public List<Total> totals() {
        if (cases.isEmpty()) return List.of();
        return IntStream.range(0, cases.getFirst().points().size()).mapToObj(this::total).toList();
    }

    private Total total(int threshold) {
        double found = 0;
        double predicted = 0;
        double confirmed = 0;
        double above = 0;
        double both = 0;
        double voxels = 0;
        for (LesionCurve one : cases) {
            Point point = one.points().get(threshold);
            found += point.found();
            predicted += point.predicted();
            confirmed += point.confirmed();
            above += point.above();
            both += point.both();
            voxels += one.voxels();
        }
        return new Total(cases.getFirst().points().get(threshold).threshold(),
                (predicted - confirmed) / cases.size(), found / lesions(), confirmed / predicted,
                both / voxels, both / above);
    }

    /// The recall of lesions at a number of false lesions per case: the highest recall that is reached while
    /// the threshold is lowered from the highest one, until there are more false lesions. Thresholds further
    /// below do not count, also where they give fewer: there, true and false lesions grow into one component
    /// that meets the reference. There is no interpolation: it is a threshold that can be used. 0 if the
    /// highest threshold gives more; NaN without a lesion in the references.
    public double recallAt(double falsePerCase) {
        return new Sums(IntStream.range(0, cases.size()).mapToObj(i -> List.of(cases.get(i))).toList())
                .recallAt(falsePerCase, IntStream.range(0, cases.size()).toArray());
    }

    /// The same with a confidence interval over patients. Patients are resampled with all their cases, and
    /// every resample chooses its own threshold.
    ///
    /// @param patient of a case, by the name of the case; the identity if every case is a patient
    public Bootstrap.Interval recallAt(double falsePerCase, Bootstrap bootstrap,
            UnaryOperator<String> patient) {
        var patients = new LinkedHashMap<String, List<LesionCurve>>();
        for (LesionCurve one : cases) {
            patients.computeIfAbsent(patient.apply(one.caseName()), name -> new ArrayList<>()).add(one);
        }
        var sums = new Sums(List.copyOf(patients.values()));
        return bootstrap.of(patients.size(), sampled -> sums.recallAt(falsePerCase, sampled));
    }

    /// The counts of patients, summed over their cases.
    private static final class Sums {
        private final int[] cases;
        private final int[] lesions;
        private final int[][] found;
        private final int[][] invented;

        Sums(List<List<LesionCurve>> patients) {
            int n = patients.size();
            int thresholds = n == 0 ? 0 : patients.getFirst().getFirst().points().size();
            cases = new int[n];
            lesions = new int[n];
            found = new int[thresholds][n];
            invented = new int[thresholds][n];
            for (int i = 0; i < n; i++) {
                for (LesionCurve one : patients.get(i)) {
                    cases[i]++;
                    lesions[i] += one.lesions();
                    for (int t = 0; t < thresholds; t++) {
                        found[t][i] += one.points().get(t).found();
                        invented[t][i] += one.points().get(t).invented();
                    }
                }
            }
        }

        double recallAt(double falsePerCase, int... sampled) {
            long all = sum(lesions, sampled);
            if (all == 0) return Double.NaN;
            double most = falsePerCase * sum(cases, sampled);
            long best = 0;
            for (int t = found.length - 1; t >= 0 && sum(invented[t], sampled) <= most; t--) {
                best = Math.max(best, sum(found[t], sampled));
            }
            return best / (double) all;
        }

        private static long sum(int[] values, int... sampled) {
            long sum = 0;
            for (int i : sampled) {
                sum += values[i];
            }
            return sum;
        }
    }

    /// The curves of all cases and classes as CSV, one row per case, class and threshold.
    public static String csv(List<LesionCurve> curves) {
        var text = new StringBuilder(HEADER).append('\n');
        for (LesionCurve one : curves) {
            for (Point p : one.points()) {
                text.append(
                        Csv.line(one.caseName(), one.classIndex(), p.threshold(), one.lesions(), p.found(),
                                p.predicted(), p.confirmed(), one.voxels(), p.above(), p.both()));
            }
        }
        return text.toString();
    }

    /// The curves in a file that [#csv] describes.
    ///
    /// @throws IOException where the file cannot be read or is none
    public static List<LesionCurve> read(Path file) throws IOException {
        List<List<String>> lines = Csv.cells(Files.readString(file));
        if (lines.isEmpty() || !String.join(",", lines.getFirst()).equals(HEADER)) {
            throw new IOException(file + " must begin with the line " + HEADER + "; score the run again");
        }
        record Key(String caseName, int classIndex, int lesions, long voxels) {}
        var points = new LinkedHashMap<Key, List<Point>>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> cells = lines.get(i);
            try {
                var key = new Key(cells.getFirst(), Integer.parseInt(cells.get(1)),
                        Integer.parseInt(cells.get(3)), Long.parseLong(cells.get(7)));
                points.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(new Point(Double.parseDouble(cells.get(2)), Integer.parseInt(cells.get(4)),
                                Integer.parseInt(cells.get(5)), Integer.parseInt(cells.get(6)),
                                Long.parseLong(cells.get(8)), Long.parseLong(cells.get(9))));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IOException("line " + (i + 1) + " of " + file
                        + " needs 10 cells, with numbers after the first, but is " + cells
                        + "; score the run again", e);
            }
        }
        var curves = new ArrayList<LesionCurve>();
        points.forEach((key, its) -> curves.add(
                new LesionCurve(key.caseName, key.classIndex, key.lesions, key.voxels, its)));
        return curves;
    }

    /// The classes for which lesions can be counted: some reference has more than one.
    public static List<FreeResponse> ofLesions(List<LesionCurve> curves) {
        var several = new LinkedHashSet<Integer>();
        curves.stream().filter(one -> one.lesions() > 1).forEach(one -> several.add(one.classIndex()));
        return ofClasses(curves).stream().filter(one -> several.contains(one.classIndex())).toList();
    }
}
