package io.github.edgewise.checkpoint;

import io.github.edgewise.engine.NativeLibraries;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Access to the bytes of tensors of any length, without copying.
final class TensorMemory {
    private static final long PIECE = 1 << 26;

    private TensorMemory() {}

    /// Uses some bytes of a tensor.
    interface Piece {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /// The number of bytes of a tensor of this type and shape.
    ///
    /// @throws IllegalArgumentException where an axis is negative, or the product is larger than a long
    static long bytes(Dtype type, List<Long> shape) {
        long product = type.bytes();
        try {
            for (long axis : shape) {
                if (axis < 0) throw new IllegalArgumentException("an axis of " + axis + " in shape " + shape);
                product = Math.multiplyExact(product, Math.max(1, axis));
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + shape + " is too large for any machine", e);
        }
        return shape.contains(0L) ? 0 : product;
    }

    /// A tensor whose memory is not initialised. The caller must have checked that there are bytes to fill
    /// it.
    static Tensor empty(Dtype type, List<Long> shape) {
        NativeLibraries.load();
        long[] axes = shape.stream().mapToLong(s -> s).toArray();
        return torch.empty(axes, new TensorOptions(type.scalar()), new MemoryFormatOptional());
    }

    /// The shape of a tensor; empty for a single number.
    static List<Long> shape(Tensor tensor) {
        var shape = new ArrayList<Long>();
        for (long a = 0; a < tensor.dim(); a++) {
            shape.add(tensor.size(a));
        }
        return List.copyOf(shape);
    }

    /// Passes the bytes of a tensor to `piece` in order, piece by piece. They are the tensor's own memory, to
    /// read or to fill.
    ///
    /// @param tensor contiguous, and not freed before this returns
    static void each(Tensor tensor, Piece piece) throws IOException {
        long bytes = tensor.nbytes();
        if (bytes == 0) return;
        try {
            var memory = new BytePointer(tensor.data_ptr()).capacity(bytes);
            for (long at = 0; at < bytes; at += PIECE) {
                memory.limit(Math.min(bytes, at + PIECE)).position(at);
                piece.accept(memory.asByteBuffer());
            }
        } finally {
            Reference.reachabilityFence(tensor);
        }
    }
}
