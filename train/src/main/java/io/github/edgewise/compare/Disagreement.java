package io.github.edgewise.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How much the losses differ on one case, in the first seed: the largest minus the smallest mean of Dice,
/// NSD and boundary IoU over the classes. Bounded, so that one far voxel does not choose the pictures.
///
/// @param caseName the case
/// @param gap 0 to 1
/// @param scores that mean for every loss, in their order
public record Disagreement(String caseName, double gap, List<Double> scores) {
    private static final List<String> PARTS = List.of("dice", "nsd", "boundary_iou");

    /// Those of all cases that have a score in each of these metrics that any case has, the largest first; what [PairedScores] says of undefined scores
    /// holds.
    public static List<Disagreement> of(ComparisonResults results) {
        if (results.seeds().isEmpty()) return List.of();
        ComparisonResults one = results.casesOf(results.seeds().getFirst());
        List<Map<String, List<Double>>> sheets = PARTS.stream()
                .map(metric -> byCase(PairedScores.of(one, metric, 0))).filter(sheet -> !sheet.isEmpty())
                .toList();
        if (sheets.isEmpty()) return List.of();
        var all = new ArrayList<Disagreement>();
        for (String name : sheets.getFirst().keySet()) {
            List<List<Double>> its = sheets.stream().map(sheet -> sheet.getOrDefault(name, List.of()))
                    .toList();
            if (its.contains(List.of())) continue;
            List<Double> scores = IntStream.range(0, results.contenders().size())
                    .mapToObj(c -> its.stream().mapToDouble(each -> each.get(c)).average().orElseThrow())
                    .toList();
            double low = scores.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double high = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            all.add(new Disagreement(name, high - low, scores));
        }
        all.sort(Comparator.comparingDouble(Disagreement::gap).reversed()
                .thenComparing(Disagreement::caseName));
        return all;
    }

    /// The scores of all losses, by case.
    private static Map<String, List<Double>> byCase(PairedScores sheet) {
        var scores = new LinkedHashMap<String, List<Double>>();
        sheet.patients().forEach(name -> scores.put(name, new ArrayList<>()));
        for (int c = 0; c < sheet.contenders().size(); c++) {
            Iterator<Double> values = sheet.perPatient(c).iterator();
            scores.values().forEach(its -> its.add(values.next()));
        }
        return scores;
    }
}
