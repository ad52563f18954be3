package io.github.edgewise.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.statistics.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The scores of an epoch on the validation cases.
///
/// @param perClass by the metric's name: the mean over the cases for every class, class 1 first; nothing
///     where the class is in no validation case and was predicted in none
public record EpochScores(@JsonValue Map<String, List<Optional<Double>>> perClass) {
    /// Without validation cases.
    public static final EpochScores NONE = new EpochScores(Map.of());

    private static final List<String> PARTS = List.of("dice", "nsd", "boundary_iou");

    @JsonCreator
    public EpochScores {
        var copy = new LinkedHashMap<String, List<Optional<Double>>>();
        perClass.forEach((metric, values) -> copy.put(metric, List.copyOf(values)));
        perClass = Collections.unmodifiableMap(copy); // keeps the order, so equal runs write equal lines
    }

    /// The means over the cases; penalties count as values.
    static EpochScores of(Evaluation watched) {
        var perClass = new LinkedHashMap<String, List<Optional<Double>>>();
        for (String metric : watched.metrics()) {
            var values = new ArrayList<Optional<Double>>();
            for (int k : watched.classes()) {
                Summary cases = watched.summary(metric, k);
                values.add(cases.n() == 0 ? Optional.empty() : Optional.of(cases.mean()));
            }
            perClass.put(metric, values);
        }
        return new EpochScores(perClass);
    }

    /// The mean of a metric over the classes that have one; nothing where none has.
    public Optional<Double> mean(String metric) {
        double[] defined = perClass.getOrDefault(metric, List.of()).stream().flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue).toArray();
        return defined.length == 0 ? Optional.empty() : Optional.of(Summary.of(defined).mean());
    }

    /// The score that selects the best epoch, from 0 to 1: `(dice + nsd + boundary_iou) / 3`, each the mean
    /// over the classes. Dice alone hardly changes if the border of a large object is off by one voxel, and
    /// it jumps if objects are tiny. NSD is 1 for all borders within the tolerance, but boundary IoU still
    /// separates them. HD95 is not used: it is unbounded, and one far voxel in one case would outweigh all
    /// other cases. Empty if one of the three is undefined.
    public Optional<Double> composite() {
        List<Double> parts = PARTS.stream().flatMap(metric -> mean(metric).stream()).toList();
        return parts.size() < PARTS.size()
                ? Optional.empty()
                : Optional.of(parts.stream().mapToDouble(Double::doubleValue).sum() / PARTS.size());
    }
}
