package io.github.edgewise.checkpoint;

import io.github.edgewise.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Number types of tensors on disk, with the names of safetensors. The larger types come first.
enum Dtype {
    F64(8, ScalarType.Double, "DoubleStorage"),
    I64(8, ScalarType.Long, "LongStorage"),
    F32(4, ScalarType.Float, "FloatStorage"),
    I32(4, ScalarType.Int, "IntStorage"),
    F16(2, ScalarType.Half, "HalfStorage"),
    BF16(2, ScalarType.BFloat16, "BFloat16Storage"),
    U8(1, ScalarType.Byte, "ByteStorage"),
    BOOL(1, ScalarType.Bool, "BoolStorage");

    private final int bytes;
    private final ScalarType scalar;
    private final String storage;

    Dtype(int bytes, ScalarType scalar, String storage) {
        this.bytes = bytes;
        this.scalar = scalar;
        this.storage = storage;
    }

    /// Bytes of one number.
    int bytes() { return bytes; }

    /// The engine's name.
    ScalarType scalar() { return scalar; }

    /// The class that represents this type in files of Python's `torch.save`.
    String storage() { return storage; }

    /// The type of a tensor.
    ///
    /// @throws IllegalArgumentException where files cannot contain this type
    static Dtype of(Tensor tensor) {
        ScalarType type = tensor.scalar_type().intern();
        return Arrays.stream(values()).filter(d -> d.scalar == type).findFirst()
                .orElseThrow(
                        () -> new InvalidInputException("files cannot contain numbers of type " + type));
    }

    /// The type with this safetensors name.
    ///
    /// @throws IllegalArgumentException where there is none
    static Dtype named(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst().orElseThrow(
                () -> new InvalidInputException("numbers of type " + name + " cannot be read, only "
                        + Arrays.toString(values())));
    }

    /// The type that a class of Python represents.
    static Optional<Dtype> stored(String storage) {
        return Arrays.stream(values()).filter(d -> d.storage.equals(storage)).findFirst();
    }
}
