package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.where;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.edgewise.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Sums over the voxels of every component of some classes of a batch: one scatter-add for all images,
/// classes, components and quantities, whatever their number. Sums are in double precision, because a region
/// may have a million voxels.
///
/// Images and classes are rows, `[B*C, N]`. Column n of a row of sums, `[B*C, M]`, belongs to the component
/// with number n; column 0 holds the voxels without a component.
///
/// @param classes the C classes
/// @param slots the column of every voxel, counted over all rows, `[B*C*N]`
/// @param rows B*C
/// @param columns M
/// @param inside g of these classes, `[B, C, D, H, W]`
record ComponentSums(Classes classes, Tensor slots, long rows, long columns, Tensor inside) {
    /// Every voxel counts for the component in whose region it lies.
    static ComponentSums inRegions(Classes classes, Target target) {
        return of(classes, target, classes.of(target.regions()));
    }

    /// The voxels of a component count for it, and all others are without a component.
    static ComponentSums ofComponents(Classes classes, Target target) {
        Tensor regions = classes.of(target.regions());
        Tensor inside = classes.of(target.oneHot()).gt(new Scalar(0));
        return of(classes, target, where(inside, regions, new Scalar(0)));
    }

    private static ComponentSums of(Classes classes, Target target, Tensor numbers) {
        long columns = numbers.max().item_long() + 1;
        Tensor flat = numbers.flatten(0, 1).flatten(1, -1).to(ScalarType.Long); // [B*C,N]
        long rows = flat.size(0);
        Tensor first = arange(new Scalar(rows), flat.options()).mul(new Scalar(columns)).unsqueeze(1);
        return new ComponentSums(classes, flat.add(first).flatten(), rows, columns,
                classes.of(target.oneHot()));
    }

    /// The sums of every summand of the loss, and last the number of voxels of every component.
    List<Tensor> of(RegionLoss loss, Prediction prediction, Target target) {
        var all = new ArrayList<>(loss.summands(prediction, target, classes.indices()));
        all.add(inside);
        long[] shape = Tensors.shape(inside);
        Tensor[] lines = all.stream().map(x -> x.expand(shape).flatten().to(ScalarType.Double))
                .toArray(Tensor[]::new);
        Tensor values = stack(new TensorVector(lines)); // [Q,B*C*N]
        long count = lines.length;
        Tensor sums = zeros(new long[]{count, rows * columns}, values.options()).scatter_add(1,
                slots.expand(count, slots.size(0)), values);
        var each = new ArrayList<Tensor>();
        for (long q = 0; q < count; q++) {
            each.add(sums.select(0, q).reshape(rows, columns));
        }
        return each;
    }

    /// The mean of the values of the components of every image and class, then over the images and classes
    /// that have any. 0, with a gradient of 0, where none has.
    ///
    /// @param values one per component, `[B*C, M]`
    /// @param sizes voxels of every component; it counts where it has any
    /// @param exponent of the size in the weight of a component
    Tensor mean(Tensor values, Tensor sizes, double exponent) {
        Tensor size = sizes.detach();
        Tensor found = size.gt(new Scalar(0)).to(ScalarType.Double);
        found.select(1, 0).zero_(); // what has no component
        Tensor weights = exponent == 0
                ? found
                : found.mul(size.clamp_min(new Scalar(Double.MIN_NORMAL)).pow(new Scalar(exponent)));
        Tensor all = weights.sum(1); // [B*C]
        Tensor some = all.gt(new Scalar(0));
        Tensor means = values.mul(weights).sum(1).div(where(some, all, new Scalar(1)));
        return means.sum().div(some.sum().clamp_min(new Scalar(1)));
    }
}
