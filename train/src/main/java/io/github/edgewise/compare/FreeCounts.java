package io.github.edgewise.compare;

import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.LesionCurve.Point;
import io.github.edgewise.statistics.Bootstrap.IndexStatistic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// What thresholds find for every loss and seed, summed by patient, on the cases that all of them counted.
/// [RecallAtFalse] says what is computed from it.
final class FreeCounts {
    /// A loss, by its index, a seed and a case.
    private record Place(int loss, int seed, String caseName) {}

    /// The counts of one class.
    private static final class OfClass {
        private final List<Double> thresholds;
        private final int[] cases;
        private final int[][][][] invented;
        private final double[][][][] recall;

        /// @param thresholds ascending
        /// @param cases by patient, how many
        /// @param invented by loss, seed, threshold and patient: false lesions of all its cases
        /// @param recall in the same order: what the class adds to the recall of the patient
        OfClass(List<Double> thresholds, int[] cases, int[][][][] invented, double[][][][] recall) {
            this.thresholds = thresholds;
            this.cases = cases;
            this.invented = invented;
            this.recall = recall;
        }
    }

    private final Set<String> cases;
    private final int patients;
    private final boolean[] counted;
    private final List<OfClass> classes;
    private final int seeds;

    private FreeCounts(Set<String> cases, int patients, boolean[] counted, List<OfClass> classes, int seeds) {
        this.cases = Set.copyOf(cases);
        this.patients = patients;
        this.counted = counted;
        this.classes = classes;
        this.seeds = seeds;
    }

    /// The curves of a class, by loss, seed and case.
    private static Map<Place, LesionCurve> curves(ComparisonResults results, int classIndex) {
        var curves = new HashMap<Place, LesionCurve>();
        for (ComparisonResults.Run run : results.runs()) {
            for (LesionCurve one : run.curves()) {
                if (one.classIndex() != classIndex) continue;
                curves.put(new Place(results.names().indexOf(run.contender()),
                        results.seeds().indexOf(run.seed()), one.caseName()), one);
            }
        }
        return curves;
    }

    /// The classes with more than one lesion in the reference of some case.
    static List<Integer> classes(ComparisonResults results) {
        var several = new TreeSet<Integer>();
        results.runs().forEach(run -> run.curves().stream().filter(one -> one.lesions() > 1)
                .forEach(one -> several.add(one.classIndex())));
        return List.copyOf(several);
    }

    /// The cases whose thresholds were counted for every loss and seed.
    private static List<String> cases(ComparisonResults results, Map<Place, LesionCurve> curves) {
        return results.patients().keySet().stream().filter(name -> IntStream.range(0, results.names().size())
                .allMatch(l -> IntStream.range(0, results.seeds().size())
                        .allMatch(s -> curves.containsKey(new Place(l, s, name)))))
                .toList();
    }

    /// The counts of these classes; without patients if there are no cases or no common thresholds.
    static FreeCounts of(ComparisonResults results, List<Integer> classes) {
        var curves = new LinkedHashMap<Integer, Map<Place, LesionCurve>>();
        classes.forEach(k -> curves.put(k, curves(results, k)));
        var cases = new LinkedHashSet<>(results.patients().keySet());
        curves.values().forEach(its -> cases.retainAll(cases(results, its)));
        var perPatient = new LinkedHashMap<String, List<String>>();
        cases.forEach(name -> perPatient
                .computeIfAbsent(results.patients().getOrDefault(name, name), _ -> new ArrayList<>())
                .add(name));
        List<String> patients = List.copyOf(perPatient.keySet());
        // the recall of a patient is the mean over its cases with lesions, that of a case over their classes
        var weights = new HashMap<String, Double>();
        boolean[] counted = new boolean[patients.size()];
        for (int p = 0; p < patients.size(); p++) {
            List<String> its = perPatient.getOrDefault(patients.get(p), List.of());
            long with = its.stream().filter(name -> withLesions(curves, name) > 0).count();
            counted[p] = with > 0;
            its.forEach(name -> weights.put(name, 1. / Math.max(1, with * withLesions(curves, name))));
        }
        List<OfClass> all = curves.values().stream()
                .map(its -> counts(results, its, perPatient, weights)).toList();
        return all.stream().anyMatch(one -> one.thresholds.isEmpty())
                ? new FreeCounts(Set.of(), 0, new boolean[0], List.of(), results.seeds().size())
                : new FreeCounts(cases, patients.size(), counted, all, results.seeds().size());
    }

    /// How many of the classes have a lesion in the reference of a case.
    private static long withLesions(Map<Integer, Map<Place, LesionCurve>> curves, String caseName) {
        var first = new Place(0, 0, caseName);
        return curves.values().stream().map(its -> Optional.ofNullable(its.get(first)))
                .filter(curve -> curve.map(LesionCurve::lesions).orElse(0) > 0).count();
    }

    private static OfClass counts(ComparisonResults results, Map<Place, LesionCurve> curves,
            Map<String, List<String>> perPatient, Map<String, Double> weights) {
        int losses = results.names().size();
        int seeds = results.seeds().size();
        int patients = perPatient.size();
        var thresholds = new TreeSet<Double>();
        curves.values().forEach(one -> one.points().forEach(p -> thresholds.add(p.threshold())));
        curves.values().forEach(one -> thresholds
                .retainAll(one.points().stream().map(Point::threshold).toList()));
        int[] cases = perPatient.values().stream().mapToInt(List::size).toArray();
        int[][][][] invented = new int[losses][seeds][thresholds.size()][patients];
        double[][][][] recall = new double[losses][seeds][thresholds.size()][patients];
        int p = 0;
        for (List<String> its : perPatient.values()) {
            for (String name : its) {
                for (int l = 0; l < losses; l++) {
                    for (int s = 0; s < seeds; s++) {
                        LesionCurve one = curves.get(new Place(l, s, name));
                        if (one == null) continue; // cannot be: the cases are those of all
                        int t = 0;
                        for (Point point : one.points()) {
                            if (!thresholds.contains(point.threshold())) continue;
                            invented[l][s][t][p] += point.invented();
                            recall[l][s][t][p] += one.lesions() == 0
                                    ? 0
                                    : weights.getOrDefault(name, 0.) * point.found() / one.lesions();
                            t++;
                        }
                    }
                }
            }
            p++;
        }
        return new OfClass(List.copyOf(thresholds), cases, invented, recall);
    }

    /// How many patients have a lesion in a reference.
    int counted() { return (int) IntStream.range(0, counted.length).filter(p -> counted[p]).count(); }

    /// All patients, those without lesions too: their false lesions count.
    int patients() { return patients; }

    /// The cases that count.
    Set<String> cases() { return cases; }

    /// Where the curve of all patients has so many false lesions per case, for the first class.
    OperatingPoint point(int loss, int seed, double falsePerCase) {
        return point(classes.getFirst(), loss, seed, falsePerCase, IntStream.range(0, patients).toArray());
    }

    /// The thresholds of the first class.
    List<Double> thresholds() { return classes.getFirst().thresholds; }

    private static OperatingPoint point(OfClass one, int loss, int seed, double falsePerCase,
            int... sampled) {
        double cases = 0;
        for (int p : sampled) {
            cases += one.cases[p];
        }
        double before = 0;
        int[][] invented = one.invented[loss][seed];
        for (int t = invented.length - 1; t >= 0; t--) {
            double rate = 0;
            for (int p : sampled) {
                rate += invented[t][p];
            }
            rate /= cases;
            if (rate > falsePerCase) return new OperatingPoint(t, (falsePerCase - before) / (rate - before));
            before = rate;
        }
        return new OperatingPoint(0, 1);
    }

    /// The mean recall of these patients with a loss at so many false lesions per case of theirs, over its
    /// seeds. NaN if none has a lesion.
    double recall(int loss, double falsePerCase, int... sampled) {
        int with = 0;
        for (int p : sampled) {
            if (counted[p]) with++;
        }
        if (with == 0) return Double.NaN;
        double sum = 0;
        for (OfClass one : classes) {
            for (int s = 0; s < seeds; s++) {
                OperatingPoint point = point(one, loss, s, falsePerCase, sampled);
                double[][] recall = one.recall[loss][s];
                for (int p : sampled) {
                    sum += point.of(recall.length, t -> recall[t][p]);
                }
            }
        }
        return sum / with / seeds;
    }

    /// The recall of a loss, for resampled patients.
    IndexStatistic recall(int loss, double falsePerCase) {
        return sampled -> recall(loss, falsePerCase, sampled);
    }

    /// The recall of a loss minus that of the first one, for resampled patients.
    IndexStatistic difference(int loss, double falsePerCase) {
        return sampled -> recall(loss, falsePerCase, sampled) - recall(0, falsePerCase, sampled);
    }

    /// Where a curve has a number of false lesions per case, between two thresholds.
    ///
    /// @param threshold the index of the lower one
    /// @param share its weight, 0 to 1; the rest is that of the next higher threshold, above which nothing is
    ///     found
    record OperatingPoint(int threshold, double share) {
        /// A value in this place, from those at the thresholds.
        double of(int thresholds, IntToDoubleFunction value) {
            double upper = threshold + 1 < thresholds ? value.applyAsDouble(threshold + 1) : 0;
            return share * value.applyAsDouble(threshold) + (1 - share) * upper;
        }
    }
}
