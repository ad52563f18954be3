package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Blob loss (Kofler et al. 2022, arXiv 2205.08209), a region loss that asks of every component whether it is
/// found: L + weight * mean_i L_i. L is the loss of the whole image. L_i is the loss of the image without the
/// voxels of all other components of the class: component i and everything outside of the class.
///
/// In L_i there are two classes: that of the component, and all else. Which losses can be wrapped, and how
/// the mean is taken, says [PerComponentLoss]. There a false positive counts for the nearest component, here
/// for all of them. The value is 0 (perfect) or more. An image without a component has L alone. A component
/// counts in a patch if at least one of its voxels lies there.
///
/// The default weight 0.5 is the ratio 2 : 1 of the two terms. The published code masks the other components
/// by multiplying; on logits this would make p = 1/2 there. Here their voxels are left out of the sums.
///
/// @param loss a loss that [PerComponentLoss] names, or a sum of them, which becomes a sum of `blob` terms
/// @param weight of the mean over components
/// @param classes the classes whose components count; empty for all except the background
/// @param searchMm how far around a deformed patch components are looked for, in mm; [Lengths#PLANNED] for 20
///     units of length of the data set
public record BlobLoss(Loss loss, double weight, List<Integer> classes, double searchMm)
        implements
            LossWrapper {
    public BlobLoss {
        classes = ComponentOptions.classes(classes);
        ComponentOptions.check("blob", loss, weight, searchMm);
    }

    /// Weight 0.5, all classes except the background.
    public BlobLoss(Loss loss) { this(loss, 0.5, List.of(), Lengths.PLANNED); }

    @Override
    public BlobLoss with(Loss other) { return new BlobLoss(other, weight, classes, searchMm); }

    @Override
    public boolean needsRegions() { return true; }

    @Override
    public double reachMm() { return ComponentOptions.search(searchMm, 1); }

    @Override
    public BlobLoss planned(double unitMm) {
        return new BlobLoss(loss.planned(unitMm), weight, classes,
                ComponentOptions.search(searchMm, unitMm));
    }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        if (!(loss instanceof RegionLoss region)) {
            return WeightedSum.of(this).value(prediction, target, moment);
        }
        Classes c = Classes.of(classes, 1, prediction);
        ComponentSums components = ComponentSums.ofComponents(c, target);
        List<Tensor> sums = components.of(region, prediction, target);
        Tensor sizes = sums.getLast();
        List<Tensor> alone = sums.subList(0, sums.size() - 1).stream()
                .map(s -> s.add(s.narrow(1, 0, 1))).toList(); // with what has no component
        Tensor mean = components.mean(region.ofSums(alone), sizes, 0);
        Tensor whole = loss.value(prediction, target, moment);
        return whole.add(mean.to(whole.scalar_type()), new Scalar(weight));
    }
}
