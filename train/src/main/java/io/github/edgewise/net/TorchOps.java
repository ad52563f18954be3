package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.avg_pool3d;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.leaky_relu_;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d_with_indices;
import static org.bytedeco.pytorch.global.torch.max_pool3d;
import static org.bytedeco.pytorch.global.torch.max_unpool2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Size;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Networks computed by the training engine.
///
/// @param layers the engine's layers
/// @param training whether dropout drops
record TorchOps(Map<Layer, TorchLayer> layers, boolean training) implements Ops<Tensor> {
    @Override
    public Tensor of(Layer layer, Tensor x) {
        TorchLayer made = layers.get(layer);
        if (made == null)
            throw new IllegalStateException(layer.name() + " is not among the network's layers");
        return made.apply().to(x);
    }

    @Override
    public Tensor leaky(Tensor x, double slope) {
        leaky_relu_(x, new Scalar(slope)); // its answer owns nothing: without a scope, x could be collected
        return x;
    }

    @Override
    public Tensor add(Tensor one, Tensor other) { return one.add(other); }

    @Override
    public Tensor cat(Tensor one, Tensor other) { return torch.cat(new TensorVector(one, other), 1); }

    @Override
    public Tensor maxPool(Tensor x, Size block) {
        int axes = (int) x.dim() - 2;
        return axes == 2 ? max_pool2d(x, block.along(axes)) : max_pool3d(x, block.along(axes));
    }

    @Override
    public Tensor averagePool(Tensor x, Size block) {
        int axes = (int) x.dim() - 2;
        return axes == 2 ? avg_pool2d(x, block.along(axes)) : avg_pool3d(x, block.along(axes));
    }

    @Override
    public Pooled<Tensor> pooled(Tensor x) {
        T_TensorTensor_T both = max_pool2d_with_indices(x, 2, 2);
        return new Pooled<>(Tensors.first(both), Tensors.second(both));
    }

    @Override
    public Tensor unpooled(Tensor x, Pooled<Tensor> pooled, Tensor like) {
        return max_unpool2d(x, pooled.places(), like.size(2), like.size(3));
    }

    @Override
    public Tensor doubled(Tensor x) { return upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3)); }

    @Override
    public Tensor widened(Tensor x, int more) { return constant_pad_nd(x, 0, 0, 0, 0, 0, more); }

    @Override
    public Tensor dropout(Tensor x, double share) { return torch.dropout(x, share, training); }
}
