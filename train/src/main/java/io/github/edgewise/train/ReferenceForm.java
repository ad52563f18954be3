package io.github.edgewise.train;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.loss.GeneralizedDiceLoss.AbsentClass;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.HausdorffLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.LossWrapper;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.schedule.Rebalance;
import io.github.edgewise.schedule.Schedule;
import java.util.Optional;

/// Losses and learning rates as in the published code of the boundary loss experiments, with its faults
/// (LIVIAETS/boundary-loss at 171c32d). For comparing with published numbers, not for use.
///
/// | fault | becomes |
/// |---|---|
/// | 2-D maps cut to whole mm, absent classes 0 | `boundary:zeroLevel=REFERENCE_TRUNCATED` |
/// | maps of volumes with an inside that is 1 mm too shallow | `boundary:zeroLevel=REFERENCE` |
/// | a boundary loss that is negative at its best | `boundary:reference=true` |
/// | no gradient from images without the class | `generalizedDice:absent=REFERENCE` |
/// | distances inside alone, in voxels, those of the prediction cut | `hausdorff:reference=true` |
/// | a rebalanced weight that grows without end | `rebalance:most=Infinity` |
/// | a rate that is halved by the number of the epoch | `decay: MODULO` |
public final class ReferenceForm {
    private ReferenceForm() {}

    /// The loss with these faults; other losses are unchanged. Applying it twice has no further effect.
    ///
    /// @param slices the recipe's choice of maps, for losses without their own choice
    public static Loss of(Loss loss, Slices slices) {
        return switch (loss) {
            case WeightedSum(var terms) -> new WeightedSum(terms.stream()
                    .map(t -> new WeightedSum.Term(of(t.weight()), of(t.loss(), slices))).toList());
            case LossWrapper wrapper -> wrapper.with(of(wrapper.loss(), slices));
            case BoundaryLoss b -> b.reference(true).zeroLevel(zeroLevel(b.map(), slices));
            case GeneralizedDiceLoss(var classes, _) ->
                new GeneralizedDiceLoss(classes, AbsentClass.REFERENCE);
            case HausdorffLoss(var classes, double clipMm, _) -> new HausdorffLoss(classes, clipMm, true);
            default -> loss;
        };
    }

    /// A second stage with these faults in its loss.
    static Optional<LateStage> of(Optional<LateStage> then, Slices slices) {
        return then.map(late -> new LateStage(of(late.loss(), slices), late.share(), late.rate()));
    }

    private static ZeroLevel zeroLevel(MapOf map, Slices slices) {
        boolean ofVolume = map == MapOf.VOLUME
                || (map == MapOf.AS_SAMPLED && slices == Slices.MAP_OF_VOLUME);
        return ofVolume ? ZeroLevel.REFERENCE : ZeroLevel.REFERENCE_TRUNCATED;
    }

    private static Schedule of(Schedule weight) {
        return weight instanceof Rebalance(double from, double step, _) ? new Rebalance(from, step) : weight;
    }

    /// The optimiser with the published rule of the learning rate.
    static Recipe.Optimisation of(Recipe.Optimisation o) {
        return o.decay(Decay.MODULO);
    }
}
