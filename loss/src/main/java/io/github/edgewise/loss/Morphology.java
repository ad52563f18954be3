package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.maximum;

import io.github.edgewise.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/// Morphology of soft masks with a gradient, on the last two or three axes of a tensor.
///
/// Only voxels of the image count: what lies beyond its border neither erodes nor dilates. If several voxels
/// of a window are equal, one of them gets the whole gradient.
final class Morphology {
    private Morphology() {}

    /// The largest value in a box of `2 r + 1` voxels per axis.
    ///
    /// @param radii one radius r per axis
    static Tensor dilate(Tensor x, int... radii) {
        Tensor dilated = x;
        for (int a = 0; a < radii.length; a++) {
            dilated = largest(dilated, (int) x.dim() - radii.length + a, radii[a]);
        }
        return dilated;
    }

    /// The smallest value in a box of `2 r + 1` voxels per axis.
    static Tensor erode(Tensor x, int... radii) { return dilate(x.neg(), radii).neg(); }

    /// The smallest value of a voxel and its face neighbours.
    static Tensor erodeCross(Tensor x, int axes) {
        Tensor negative = x.neg();
        Tensor largest = largest(negative, (int) x.dim() - 1, 1);
        for (int a = 2; a <= axes; a++) {
            largest = maximum(largest, largest(negative, (int) x.dim() - a, 1));
        }
        return largest.neg();
    }

    /// The soft skeleton of Shit et al. (arXiv 2003.07311): the parts that opening removes from the mask
    /// after it has been eroded 0 to `iterations` times.
    static Tensor skeleton(Tensor mask, int axes, int iterations) {
        int[] box = axes == 2 ? new int[]{1, 1} : new int[]{1, 1, 1};
        Tensor x = mask;
        Tensor eroded = erodeCross(x, axes);
        Tensor skeleton = x.sub(dilate(eroded, box)).relu();
        for (int i = 0; i < iterations; i++) {
            x = eroded;
            eroded = erodeCross(x, axes);
            Tensor ridge = x.sub(dilate(eroded, box)).relu();
            skeleton = skeleton.add(ridge.sub(skeleton.mul(ridge)).relu());
        }
        return skeleton;
    }

    /// The largest value along one axis. The axis becomes the rows of a tall image, one image per index of
    /// the axes before it. So one operation of the engine serves every axis in 2-D and 3-D.
    static Tensor largest(Tensor x, int axis, int radius) {
        long[] shape = Tensors.shape(x);
        long r = Math.min(radius, shape[axis] - 1); // more would only add padding
        if (r == 0) return x;
        long before = 1;
        long after = 1;
        for (int a = 0; a < shape.length; a++) {
            if (a < axis) before *= shape[a];
            if (a > axis) after *= shape[a];
        }
        Tensor rows = x.reshape(before, shape[axis], after);
        return max_pool2d(rows, new long[]{2 * r + 1, 1}, new long[]{1, 1}, new long[]{r, 0},
                new long[]{1, 1}, false).reshape(shape);
    }
}
