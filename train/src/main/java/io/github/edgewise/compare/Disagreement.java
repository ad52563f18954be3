package io.github.edgewise.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How much the losses differ on one case, in the first seed: the largest minus the smallest mean of Dice,
/// NSD and boundary IoU over the classes. Bounded, so that one far voxel does not choose the pictures.
///
/// @param caseName the case
/// @param gap 0 to 1
/// @param scores that mean for every loss, in their order
public record Disagreement(String caseName, double gap, List<Double> scores) {
    private static final List<String> PARTS = List.of("dice", "nsd", "boundary_iou");

    /// Those of all cases that have a score, the largest first; what [PairedScores] says of undefined scores
    /// holds.
    public static List<Disagreement> of(ComparisonResults results) {
        if (results.seeds().isEmpty()) return List.of();
        ComparisonResults one = results.casesOf(results.seeds().getFirst());
        List<PairedScores> sheets = PARTS.stream().map(metric -> PairedScores.of(one, metric, 0)).toList();
        var all = new ArrayList<Disagreement>();
        List<String> cases = sheets.getFirst().patients();
        for (int i = 0; i < cases.size(); i++) {
            int place = i;
            List<Double> scores = IntStream.range(0, results.contenders().size())
                    .mapToObj(c -> sheets.stream()
                            .mapToDouble(sheet -> sheet.perPatient(c).get(place)).average().orElseThrow())
                    .toList();
            double low = scores.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double high = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            all.add(new Disagreement(cases.get(i), high - low, scores));
        }
        all.sort(Comparator.comparingDouble(Disagreement::gap).reversed()
                .thenComparing(Disagreement::caseName));
        return all;
    }
}
