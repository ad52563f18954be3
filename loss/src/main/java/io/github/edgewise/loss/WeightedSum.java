package io.github.edgewise.loss;

import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A sum of losses, each with a weight: total = w_1 L_1 + w_2 L_2 + ...
///
/// The weight of a term is the value of its own schedule, multiplied by the factors of the other terms'
/// schedules ([Schedule#othersAt]).
///
/// @param terms at least one
public record WeightedSum(List<Term> terms) implements Loss {
    /// One loss and its weight.
    public record Term(Schedule weight, Loss loss) {}

    public WeightedSum {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) throw new IllegalArgumentException("a sum of losses needs at least one term");
    }

    /// The loss itself if it is a sum, otherwise a sum with this loss as its only term.
    public static WeightedSum of(Loss loss) {
        return loss instanceof WeightedSum sum
                ? sum
                : new WeightedSum(List.of(new Term(new Constant(1), loss)));
    }

    @Override
    public WeightedSum plus(Schedule weight, Loss other) {
        var more = new ArrayList<>(terms);
        more.add(new Term(weight, other));
        return new WeightedSum(more);
    }

    /// The same sum with another weight for its last term.
    ///
    /// @throws IllegalArgumentException where there is only one term
    public WeightedSum withAlpha(Schedule alpha) {
        if (terms.size() < 2) {
            throw new IllegalArgumentException(
                    "alpha is the weight of the last of several terms, but the loss has only one; write for example "
                            + "'generalizedDice + 0.01*boundary'");
        }
        var changed = new ArrayList<>(terms);
        changed.set(terms.size() - 1, new Term(alpha, terms.getLast().loss()));
        return new WeightedSum(changed);
    }

    /// The weight of every term at this point in training.
    public List<Double> weights(TrainingTime moment) { return weights(moment, List.of()); }

    /// The weight of every term at this point in training, for schedules that adapt to what was measured.
    ///
    /// @param epochs the statistics of the complete epochs in order; in the first epoch, those of the step
    ///     itself
    public List<Double> weights(TrainingTime moment, List<TermStatistics> epochs) {
        var weights = new ArrayList<Double>();
        for (int i = 0; i < terms.size(); i++) {
            double weight = terms.get(i).weight().at(moment, epochs, i);
            for (int j = 0; j < terms.size(); j++) {
                if (j != i) weight *= terms.get(j).weight().othersAt(moment);
            }
            weights.add(weight);
        }
        return weights;
    }

    /// True if a weight depends on what training measures.
    public boolean isAdaptive() { return terms.stream().anyMatch(term -> term.weight().isAdaptive()); }

    /// The value of every term before its weight.
    public List<Tensor> values(Prediction prediction, Target target, TrainingTime moment) {
        return terms.stream().map(term -> term.loss().value(prediction, target, moment)).toList();
    }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        List<Tensor> values = values(prediction, target, moment);
        List<Double> weights = weights(moment);
        Tensor total = values.getFirst().mul(new Scalar(weights.getFirst()));
        for (int i = 1; i < values.size(); i++) {
            total = total.add(values.get(i), new Scalar(weights.get(i)));
        }
        return total;
    }

    @Override
    public boolean needsDistances() { return terms.stream().anyMatch(term -> term.loss().needsDistances()); }

    @Override
    public Maps maps() {
        return terms.stream().map(Term::loss).filter(Loss::needsDistances).map(Loss::maps).reduce(Maps::and)
                .orElse(Maps.USUAL);
    }

    @Override
    public WeightedSum planned(double unitMm) {
        return new WeightedSum(
                terms.stream().map(term -> new Term(term.weight(), term.loss().planned(unitMm))).toList());
    }

    @Override
    public double reachMm() {
        return terms.stream().mapToDouble(term -> term.loss().reachMm()).max().orElse(0);
    }
}
