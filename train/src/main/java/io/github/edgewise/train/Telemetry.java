package io.github.edgewise.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/// Means over the steps of an epoch.
///
/// @param gradients length of every term's gradient at the logits, before its weight
/// @param cosine between the gradients of the first and the last term: -1 if they are opposite
/// @param predicted share of the voxels where every class is the most probable
/// @param present share of the voxels of every class
public record Telemetry(List<Double> gradients, double cosine, List<Double> predicted, List<Double> present) {
    /// No steps.
    public static final Telemetry NONE = new Telemetry(List.of(), 0, List.of(), List.of());

    public Telemetry {
        gradients = List.copyOf(gradients);
        predicted = List.copyOf(predicted);
        present = List.copyOf(present);
    }

    /// The means of some steps.
    static Telemetry of(List<Step.Outcome> steps) {
        return new Telemetry(means(steps, step -> step.measured().gradients()),
                steps.stream().mapToDouble(Step.Outcome::cosine).average().orElse(0),
                means(steps, Step.Outcome::predicted), means(steps, Step.Outcome::present));
    }

    /// The mean of every element over the steps.
    static List<Double> means(List<Step.Outcome> steps, Function<Step.Outcome, List<Double>> values) {
        var means = new ArrayList<Double>();
        for (int i = 0; i < values.apply(steps.getFirst()).size(); i++) {
            int at = i;
            means.add(steps.stream().mapToDouble(step -> values.apply(step).get(at)).sum() / steps.size());
        }
        return means;
    }

    /// A class that was present and, over the epoch, was predicted in fewer voxels than a fiftieth of its
    /// true voxels.
    public OptionalInt lost() {
        for (int k = 1; k < predicted.size(); k++) {
            if (predicted.get(k) < CollapseGuard.LEAST * present.get(k)) return OptionalInt.of(k);
        }
        return OptionalInt.empty();
    }

    /// Predicted voxels of the most missed class divided by its true voxels: 1 if both numbers are equal, 0
    /// for a lost class, 1 if no class was present.
    public double drawn() {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k < predicted.size(); k++) {
            if (present.get(k) > 0) least = Math.min(least, predicted.get(k) / present.get(k));
        }
        return Double.isInfinite(least) ? 1 : least;
    }

    /// The gradient share of the last term: `abs(w g)` of the last term divided by `abs(w g)` of the first. 0
    /// if there is one term or the first gradient is 0.
    public double ratio(List<Double> weights) {
        double first = gradients.isEmpty() ? 0 : weights.getFirst() * gradients.getFirst();
        return gradients.size() < 2 || first == 0 ? 0 : weights.getLast() * gradients.getLast() / first;
    }
}
