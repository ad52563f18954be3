package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A region loss that counts every component alike, whatever its size (CC-DiceCE, arXiv
/// 2511.17146; with several classes: arXiv 2604.24276): L + weight * mean_i L_i. L is the loss of the whole
/// image. L_i is the loss inside the region of component i, the voxels that are nearer to it than to any
/// other component of its class in the whole case ([Target#regions()]).
///
/// Inside a region there are two classes: that of the component, and all else. Overlap losses ([DiceLoss],
/// [SquaredDiceLoss], [TverskyLoss], [FocalTverskyLoss], [GeneralizedDiceLoss]) have their sums over the
/// region. [CrossEntropyLoss] and [FocalLoss] are the mean over the voxels of the region whose true class
/// they supervise, with ln p computed from the logits. [DiceCrossEntropyLoss] is half of either. The mean is
/// over the components of an image and class, then over the images and classes that have any.
///
/// The value is 0 (perfect) or more. A component counts in a patch if at least one of its voxels lies there;
/// regions of components outside of the patch are left to L. An image without a component has L alone, and
/// its false positives cost nothing more. The authors compute regions in voxels and within the patch; here
/// they are exact in mm and of the whole case, so a component that the patch cuts stays one.
///
/// @param loss one of the losses named above, or a sum of them, which becomes a sum of `perComponent` terms
/// @param weight of the mean over components
/// @param sizes how the components of an image and class are weighted among themselves
/// @param classes the classes whose components count; empty for all except the background
/// @param searchMm how far around a deformed patch components are looked for, in mm; [Lengths#PLANNED] for 20
///     units of length of the data set. Regions are exact where the nearest component is within it
public record PerComponentLoss(Loss loss, double weight, Sizes sizes, List<Integer> classes, double searchMm)
        implements
            LossWrapper {
    /// How the components of an image and class are weighted.
    public enum Sizes {
        /// All alike.
        EQUAL,
        /// By 1 / sqrt(n), n the voxels of the component in the patch: small ones count more. In arXiv
        /// 2604.08015, such weights found more small lesions and invented many.
        INVERSE_ROOT
    }

    public PerComponentLoss {
        classes = ComponentOptions.classes(classes);
        ComponentOptions.check("perComponent", loss, weight, searchMm);
    }

    /// Weight 1, all components alike, of all classes except the background.
    public PerComponentLoss(Loss loss) { this(loss, 1, Sizes.EQUAL, List.of(), Lengths.PLANNED); }

    @Override
    public PerComponentLoss with(Loss other) {
        return new PerComponentLoss(other, weight, sizes, classes, searchMm);
    }

    @Override
    public boolean needsRegions() { return true; }

    @Override
    public double reachMm() { return ComponentOptions.search(searchMm, 1); }

    @Override
    public PerComponentLoss planned(double unitMm) {
        return new PerComponentLoss(loss.planned(unitMm), weight, sizes, classes,
                ComponentOptions.search(searchMm, unitMm));
    }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        if (!(loss instanceof RegionLoss region)) {
            return WeightedSum.of(this).value(prediction, target, moment);
        }
        Classes c = Classes.of(classes, 1, prediction);
        ComponentSums components = ComponentSums.inRegions(c, target);
        List<Tensor> sums = components.of(region, prediction, target);
        Tensor values = region.ofSums(sums.subList(0, sums.size() - 1)); // [B*C,M]
        Tensor mean = components.mean(values, sums.getLast(), sizes == Sizes.EQUAL ? 0 : -0.5);
        Tensor whole = loss.value(prediction, target, moment);
        return whole.add(mean.to(whole.scalar_type()), new Scalar(weight));
    }
}
