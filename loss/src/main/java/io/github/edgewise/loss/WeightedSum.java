package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Schedule;
import io.github.edgewise.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A sum of losses, each with a weight: total = w_1 L_1 + w_2 L_2 + ...
///
/// The weight of a term is the value of its own schedule, multiplied by the factors of the other terms'
/// schedules ([Schedule#othersAt]).
///
/// A sum as a term of a sum becomes terms of the outer sum, with the product of the weights. A [LossWrapper]
/// of a sum becomes a sum of them. So the weight and the gradient of every term are known.
///
/// @param terms at least one
public record WeightedSum(List<Term> terms) implements Loss {
    private static final Schedule ONE = new Constant(1);
    private static final TrainingTime LATE = new TrainingTime(1000, 1);

    /// One loss and its weight.
    public record Term(Schedule weight, Loss loss) {}

    /// @throws InvalidInputException where there is no term, or the weights of a sum inside of the sum cannot
    ///     be multiplied
    public WeightedSum {
        if (terms.isEmpty()) throw new InvalidInputException("a sum of losses needs at least one term");
        boolean alone = terms.size() == 1;
        terms = terms.stream().flatMap(term -> flat(term, alone).stream()).toList();
    }

    /// The terms of a term: those of its sum, or itself.
    ///
    /// @param alone whether it is the only term
    private static List<Term> flat(Term term, boolean alone) {
        List<Term> inner = terms(term.loss());
        if (inner.isEmpty()) return List.of(term);
        if (alone && term.weight().equals(ONE)) return inner;
        return inner.stream().map(one -> new Term(
                product(term.weight(), one.weight(), inner.size() == 1), one.loss())).toList();
    }

    /// The terms of a sum, also of one inside of wrappers; none if the loss is no sum.
    private static List<Term> terms(Loss loss) {
        return switch (loss) {
            case WeightedSum(var terms) -> terms;
            case LossWrapper wrapper -> terms(wrapper.loss()).stream()
                    .map(term -> new Term(term.weight(), wrapper.with(term.loss()))).toList();
            default -> List.of();
        };
    }

    /// The weight of a term of a sum inside of a sum.
    ///
    /// @param single whether the inner sum has this term only
    private static Schedule product(Schedule outer, Schedule inner, boolean single) {
        if (outer instanceof Constant(double a) && inner instanceof Constant(double b))
            return new Constant(a * b);
        if (outer.equals(ONE) && isPlain(inner)) return inner;
        if (inner.equals(ONE) && (single || isPlain(outer))) return outer;
        throw new InvalidInputException(
                "the weights of a sum inside of a sum are multiplied, but " + Schedules.text(outer)
                        + " and " + Schedules.text(inner)
                        + " have no product; write one sum with a weight for every term");
    }

    /// True if the schedule neither reads measurements nor changes the weights of other terms.
    private static boolean isPlain(Schedule weight) {
        return !weight.isAdaptive() && weight.othersAt(LATE) == 1;
    }

    /// The loss itself if it is a sum, otherwise a sum with this loss as its only term.
    public static WeightedSum of(Loss loss) {
        return loss instanceof WeightedSum sum
                ? sum
                : new WeightedSum(List.of(new Term(ONE, loss)));
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
            throw new InvalidInputException(
                    "alpha is the weight of the last of several terms, but the loss has only one; write for example "
                            + "'generalizedDice + 0.01*boundary'");
        }
        var changed = new ArrayList<>(terms);
        changed.set(terms.size() - 1, new Term(alpha, terms.getLast().loss()));
        return new WeightedSum(changed);
    }

    /// The weight of every term at this point in training.
    ///
    /// @throws InvalidInputException where a weight adapts to measurements, which are not given here
    public List<Double> weights(TrainingTime moment) { return weights(moment, List.of()); }

    /// The weight of every term at this point in training, for schedules that adapt to what was measured.
    ///
    /// @param epochs the statistics of the complete epochs in order; in the first epoch, those of the step
    ///     itself
    /// @throws InvalidInputException where a weight adapts to measurements and there are none
    public List<Double> weights(TrainingTime moment, List<TermStatistics> epochs) {
        if (epochs.isEmpty()) requireFixed();
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

    /// Without measurements an adaptive weight would be 0 and its term silently off.
    private void requireFixed() {
        for (Term term : terms) {
            if (!term.weight().isAdaptive()) continue;
            throw new InvalidInputException("the weight " + Schedules.text(term.weight()) + " of "
                    + Losses.text(term.loss())
                    + " follows what training measures, but nothing is measured inside of another loss or in a "
                    + "loop of your own; measure with TermGradients, or use a schedule such as ramp");
        }
    }

    /// True if a weight depends on what training measures.
    public boolean isAdaptive() { return terms.stream().anyMatch(term -> term.weight().isAdaptive()); }

    /// The value of every term before its weight.
    public List<Tensor> values(Prediction prediction, Target target, TrainingTime moment) {
        return terms.stream().map(term -> term.loss().value(prediction, target, moment)).toList();
    }

    /// The weighted sum.
    ///
    /// @throws InvalidInputException where a weight adapts to measurements: use [TermGradients], which
    ///     measures
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
    public boolean needsRegions() { return terms.stream().anyMatch(term -> term.loss().needsRegions()); }

    @Override
    public boolean needsCentreLines() {
        return terms.stream().anyMatch(term -> term.loss().needsCentreLines());
    }

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
