package io.github.edgewise.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How far the losses are apart on one case, in the first seed: the largest less the smallest mean of Dice,
/// NSD and boundary IoU over the classes. Bounded, so that one far voxel does not choose the pictures.
///
/// @param caseName the case
/// @param gap 0 to 1
/// @param scores that mean for every loss, in their order
public record Disagreement(String caseName, double gap, List<Double> scores) {
    private static final List<String> PARTS = List.of("dice", "nsd", "boundary_iou");

    /// Those of all cases, the largest first.
    public static List<Disagreement> of(Results results) {
        int seed = results.seeds().isEmpty() ? 0 : results.seeds().getFirst();
        var values = new LinkedHashMap<String, Map<String, List<Double>>>(); // by case and loss
        for (Results.Run run : results.runs()) {
            if (run.seed() != seed) continue;
            for (RunScores.Row row : run.scores().rows()) {
                if (!PARTS.contains(row.metric()) || row.value().isEmpty()) continue;
                values.computeIfAbsent(row.caseName(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(run.contender(), _ -> new ArrayList<>()).add(row.value().get());
            }
        }
        var all = new ArrayList<Disagreement>();
        values.forEach((name, byLoss) -> {
            List<Double> scores = results.names().stream()
                    .map(loss -> byLoss.getOrDefault(loss, List.of()).stream()
                            .mapToDouble(Double::doubleValue).average().orElse(0))
                    .toList();
            double low = scores.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double high = scores.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            all.add(new Disagreement(name, high - low, scores));
        });
        all.sort(Comparator.comparingDouble(Disagreement::gap).reversed()
                .thenComparing(Disagreement::caseName));
        return all;
    }
}
