package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The scores of one metric, laid out for a paired comparison: a number for every loss, seed and patient.
///
/// The value of a patient is the mean over its cases. If `classIndex` is 0, the value of a case is the mean
/// over its classes. A class that is in neither mask has no score. But if another loss or seed predicted it
/// in this case, the losses that did not get the perfect score, so a false positive is never better. A class
/// that is in no mask of a case is ignored there. So is a class for which a loss or seed has no score for
/// another reason, such as that it found no lesion: losses are compared where all of them have a score.
///
/// @param metric its name
/// @param classIndex the class, or 0 for the mean over the classes
/// @param higherIsBetter whether a higher value is better
/// @param unit `mm` or empty
/// @param contenders names of the losses
/// @param patients the patients with a score
/// @param values by loss, seed and patient
public record PairedScores(String metric, int classIndex, boolean higherIsBetter, String unit,
        List<String> contenders,
        List<String> patients, List<List<List<Double>>> values) {
    /// Smaller differences are rounding errors of equal scores.
    private static final double STEPS = 1e12;

    /// Where a score belongs.
    private record Cell(String contender, int seed, String caseName, int classIndex) {}

    /// The paired scores of a metric.
    ///
    /// @param classIndex the class, or 0 for the mean over all
    public static PairedScores of(ComparisonResults results, String metric, int classIndex) {
        boolean isRecall = metric.equals(RecallAtFalse.METRIC); // of a set of cases, not of masks
        Metric measure = Metrics.known().stream()
                .filter(m -> m.name().equals(isRecall ? "lesion_recall" : metric)).findFirst()
                .orElseThrow(() -> new InvalidInputException("no metric " + metric));
        var scores = new HashMap<Cell, Double>();
        var nothing = new HashSet<Cell>();
        for (ComparisonResults.Run run : results.runs()) {
            for (RunScores.Row row : run.scores().rows()) {
                if (!row.metric().equals(metric)) continue;
                var cell = new Cell(run.contender(), run.seed(), row.caseName(), row.classIndex());
                if (row.value().isPresent()) scores.put(cell, row.value().get());
                else if (row.note().equals(MaskPair.NOTHING)) nothing.add(cell);
            }
        }
        double perfect = measure.higherIsBetter() ? 1 : 0;
        List<Integer> classes = classIndex == 0 ? results.classes() : List.of(classIndex);
        Map<String, Set<Integer>> scored = scored(scores.keySet(), classes, results.patients().keySet());
        scored.forEach((name, its) -> its.removeIf(c -> results.names().stream()
                .anyMatch(
                        contender -> results.seeds().stream().map(seed -> new Cell(contender, seed, name, c))
                                .anyMatch(cell -> !scores.containsKey(cell) && !nothing.contains(cell)))));
        scored.values().removeIf(Set::isEmpty);
        var patients = new TreeMap<String, List<String>>();
        scored.keySet().forEach(name -> patients
                .computeIfAbsent(results.patients().getOrDefault(name, name), _ -> new ArrayList<>())
                .add(name));
        List<List<List<Double>>> values = results.names().stream()
                .map(contender -> results.seeds().stream().map(seed -> patients.values().stream()
                        .map(cases -> cases.stream().mapToDouble(name -> scored.getOrDefault(name, Set.of())
                                .stream()
                                .mapToDouble(
                                        c -> scores.getOrDefault(new Cell(contender, seed, name, c), perfect))
                                .average().orElseThrow()).average().orElseThrow())
                        .toList()).toList())
                .toList();
        return new PairedScores(metric, classIndex, measure.higherIsBetter(), measure.unit(), results.names(),
                List.copyOf(patients.keySet()), values);
    }

    /// The classes of every case with a score of some loss.
    private static Map<String, Set<Integer>> scored(Set<Cell> cells, List<Integer> classes,
            Set<String> cases) {
        var scored = new LinkedHashMap<String, Set<Integer>>();
        cases.forEach(name -> scored.put(name, new TreeSet<>()));
        for (Cell cell : cells) {
            if (classes.contains(cell.classIndex()))
                scored.getOrDefault(cell.caseName(), new TreeSet<>()).add(cell.classIndex());
        }
        return scored;
    }

    /// How many seeds there are.
    public int seeds() { return values.getFirst().size(); }

    /// The mean over the seeds for every patient.
    ///
    /// @param contender its index
    public List<Double> perPatient(int contender) {
        List<List<Double>> seeds = values.get(contender);
        var means = new ArrayList<Double>();
        for (int p = 0; p < patients.size(); p++) {
            double sum = 0;
            for (List<Double> seed : seeds) {
                sum += seed.get(p);
            }
            means.add(sum / seeds.size());
        }
        return means;
    }

    /// The mean over the patients for every seed.
    public List<Double> perSeed(int contender) {
        return values.get(contender).stream()
                .map(seed -> seed.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN))
                .toList();
    }

    /// For every patient, the score of a loss minus the score of the first one, each averaged over the seeds.
    public List<Double> differences(int contender) {
        List<Double> these = perPatient(contender);
        List<Double> first = perPatient(0);
        var differences = new ArrayList<Double>();
        for (int p = 0; p < these.size(); p++) {
            differences.add(Math.rint((these.get(p) - first.get(p)) * STEPS) / STEPS + 0.); // not -0
        }
        return differences;
    }
}
