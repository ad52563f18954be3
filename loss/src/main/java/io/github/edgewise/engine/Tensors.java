package io.github.edgewise.engine;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Converts Java arrays to tensors and back, always by copying.
public final class Tensors {
    static {
        NativeLibraries.load();
    }

    private Tensors() {}

    /// A float tensor of this shape.
    ///
    /// @throws IllegalArgumentException where the shape needs another number of values
    public static Tensor of(float[] values, long... shape) {
        long n = 1;
        for (long s : shape) {
            n *= s;
        }
        if (shape.length > 0 && n != values.length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " needs " + n
                    + " values, but got " + values.length);
        }
        return shape.length == 0 ? Tensor.create(values, values.length) : Tensor.create(values, shape);
    }

    /// All values of a small tensor of any floating type, in order.
    public static List<Double> doubles(Tensor tensor) {
        var values = new ArrayList<Double>();
        for (float value : floats(tensor)) {
            values.add((double) value);
        }
        return values;
    }

    /// All values of a tensor of any floating type, in order.
    public static float[] floats(Tensor tensor) {
        Tensor plain = tensor.detach().to(ScalarType.Float).contiguous();
        try {
            float[] values = new float[Math.toIntExact(plain.numel())];
            if (values.length > 0) new FloatPointer(plain.data_ptr_float()).get(values);
            return values;
        } finally {
            Reference.reachabilityFence(plain); // its memory was read by address
        }
    }

    /// The shape of a tensor; empty for a single number.
    public static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = tensor.size(axis);
        }
        return shape;
    }

    /// The first tensor of a pair, as a handle of its own. What the pair itself gives is freed with it, which
    /// without a native scope may be at any time.
    public static Tensor first(T_TensorTensor_T pair) {
        try {
            return new Tensor(pair.get0());
        } finally {
            Reference.reachabilityFence(pair);
        }
    }

    /// The second tensor of a pair, as a handle of its own.
    public static Tensor second(T_TensorTensor_T pair) {
        try {
            return new Tensor(pair.get1());
        } finally {
            Reference.reachabilityFence(pair);
        }
    }
}
