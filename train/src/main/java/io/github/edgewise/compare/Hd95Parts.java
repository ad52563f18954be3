package io.github.edgewise.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// HD95 of the first loss, once of whole masks and once of found lesions alone. Both are means over the
/// predictions in which the loss found a lesion.
///
/// @param classIndex the class
/// @param hd95 mean over these predictions, in mm
/// @param found the same without missed and false positive lesions
public record Hd95Parts(@JsonProperty("class") int classIndex, double hd95, double found) {
    /// True if HD95 depends more on whole lesions than on borders.
    public boolean areOutweighed() { return found < hd95 / 2; }

    /// The values of every class in which the first loss found a lesion.
    static List<Hd95Parts> of(ComparisonResults results) {
        var all = new ArrayList<Hd95Parts>();
        for (int classIndex : results.classes()) {
            int predictions = 0;
            double hd95 = 0;
            double found = 0;
            for (ComparisonResults.Run run : results.runs()) {
                if (!run.contender().equals(results.names().getFirst())) continue;
                Map<String, Double> whole = measured(run, classIndex, "hd95");
                for (Map.Entry<String, Double> one : measured(run, classIndex, "hd95_found").entrySet()) {
                    if (!whole.containsKey(one.getKey())) continue;
                    predictions++;
                    hd95 += whole.get(one.getKey());
                    found += one.getValue();
                }
            }
            if (predictions > 0) all.add(new Hd95Parts(classIndex, hd95 / predictions, found / predictions));
        }
        return all;
    }

    private static Map<String, Double> measured(ComparisonResults.Run run, int classIndex, String metric) {
        var values = new HashMap<String, Double>();
        for (RunScores.Row row : run.scores().rows()) {
            if (row.classIndex() == classIndex && row.metric().equals(metric) && !row.isPenalty()) {
                row.value().ifPresent(v -> values.put(row.caseName(), v));
            }
        }
        return values;
    }
}
