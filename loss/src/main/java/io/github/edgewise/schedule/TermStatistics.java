package io.github.edgewise.schedule;

import java.util.List;

/// Measurements of the terms of a loss: means over an epoch, or those of one step.
///
/// @param values the value of every term, before its weight
/// @param gradients the length (Euclidean norm) of every term's gradient at the logits, before its weight
public record TermStatistics(List<Double> values, List<Double> gradients) {
    public TermStatistics {
        values = List.copyOf(values);
        gradients = List.copyOf(gradients);
    }
}
