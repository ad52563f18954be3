package io.github.edgewise.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.metric.MaskPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How often a loss lost a class: the reference of a case has the class, and the prediction has no voxel of
/// it. Every prediction counts by itself, so a case counts once for each seed.
///
/// @param classIndex the class
/// @param contender the name of the loss
/// @param cases number of cases whose reference has the class
/// @param predictions of these cases, over all seeds
/// @param lost number of these predictions without a voxel of the class
public record LostClass(@JsonProperty("class") int classIndex, String contender, int cases, int predictions,
        int lost) {
    /// True if the class is missing in half of the predictions or more: the network did not learn it.
    public boolean isMostlyLost() { return lost > 0 && 2 * lost >= predictions; }

    /// The counts of every class that occurs in a reference, for every loss; by class, then loss. Empty if
    /// no loss lost a class anywhere.
    static List<LostClass> of(ComparisonResults results) {
        var all = new ArrayList<LostClass>();
        for (int classIndex : results.classes()) {
            for (String contender : results.names()) {
                LostClass one = of(results, classIndex, contender);
                if (one.predictions() > 0) all.add(one);
            }
        }
        return all.stream().anyMatch(one -> one.lost() > 0) ? all : List.of();
    }

    private static LostClass of(ComparisonResults results, int classIndex, String contender) {
        var cases = new ArrayList<String>();
        int lost = 0;
        for (ComparisonResults.Run run : results.runs()) {
            if (!run.contender().equals(contender)) continue;
            // the notes of all metrics of a case together say which masks were empty
            Map<String, Set<String>> notes = run.scores().rows().stream()
                    .filter(row -> row.classIndex() == classIndex)
                    .collect(Collectors.groupingBy(RunScores.Row::caseName,
                            Collectors.mapping(row -> row.note().split(";", -1)[0], Collectors.toSet())));
            for (Map.Entry<String, Set<String>> one : notes.entrySet()) {
                if (one.getValue().contains(MaskPair.NOTHING)
                        || one.getValue().contains(MaskPair.NOT_REFERENCED))
                    continue;
                cases.add(one.getKey());
                if (one.getValue().contains(MaskPair.NOT_PREDICTED)) lost++;
            }
        }
        return new LostClass(classIndex, contender, (int) cases.stream().distinct().count(), cases.size(),
                lost);
    }
}
