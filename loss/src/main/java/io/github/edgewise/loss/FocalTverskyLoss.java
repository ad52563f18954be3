package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.where;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Focal Tversky loss (Abraham and Khan 2019, arXiv 1810.07842): the mean over images and classes of (1 -
/// TI)^gamma. TI is the index of [TverskyLoss] with s = 1e-6.
///
/// The range is 0 (perfect) to 1. A gamma below 1 keeps the slope steep for nearly perfect classes. The paper
/// writes the exponent as 1 / gamma with gamma = 4/3. Where 1 - TI is below 1e-7, a straight line to 0
/// replaces the power, because its slope would be infinite at 0. An absent class gives 1 with a gradient of
/// almost 0.
public record FocalTverskyLoss(List<Integer> classes, double delta, double gamma)
        implements
            Loss,
            RegionLoss {
    static final double SMOOTH = 1e-6;
    private static final double FLOOR = 1e-7;

    public FocalTverskyLoss {
        classes = Classes.named(classes);
        TverskyLoss.checkDelta(delta);
        if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("gamma must be a positive number, but is " + gamma);
        }
    }

    /// All classes, delta 0.7, gamma 0.75.
    public FocalTverskyLoss() { this(List.of(), 0.7, 0.75); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        return Classes.of(classes, 0, prediction).mean(this, prediction, target);
    }

    /// True positives, false negatives and false positives.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = new Classes(channels);
        return TverskyLoss.counts(c.of(prediction.probabilities()), c.of(target.oneHot()));
    }

    @Override
    public Tensor ofSums(List<Tensor> sums) {
        return power(TverskyLoss.missedIndex(sums, delta, SMOOTH), gamma);
    }

    /// x^exponent for x from 0 to 1, with a finite slope at 0.
    static Tensor power(Tensor x, double exponent) {
        Tensor curve = x.clamp_min(new Scalar(FLOOR)).pow(new Scalar(exponent));
        Tensor line = x.mul(new Scalar(Math.pow(FLOOR, exponent - 1)));
        return where(x.gt(new Scalar(FLOOR)), curve, line);
    }
}
