package io.github.edgewise.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
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
        float[] values = new float[Math.toIntExact(plain.numel())];
        if (values.length > 0) new FloatPointer(plain.data_ptr_float()).get(values);
        return values;
    }
}
