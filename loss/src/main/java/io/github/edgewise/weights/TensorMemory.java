package io.github.edgewise.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// The bytes of tensors, in place and of any length.
final class TensorMemory {
    private static final long PIECE = 1 << 26;

    private TensorMemory() {}

    /// What is done with some bytes.
    interface Piece {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /// The number of bytes of that many numbers per axis.
    ///
    /// @throws IllegalArgumentException where an axis is negative or the product beyond what a machine holds
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

    /// A tensor with whatever was in its memory. The caller has checked that there are bytes to fill it.
    static Tensor empty(Dtype type, List<Long> shape) {
        long[] axes = shape.stream().mapToLong(s -> s).toArray();
        return torch.empty(axes, new TensorOptions(type.scalar()), new MemoryFormatOptional());
    }

    /// The numbers per axis; empty for a single number.
    static List<Long> shape(Tensor tensor) {
        var shape = new ArrayList<Long>();
        for (long a = 0; a < tensor.dim(); a++) {
            shape.add(tensor.size(a));
        }
        return List.copyOf(shape);
    }

    /// Hands over the bytes of a tensor in order, piece by piece, as they lie in memory: to read or to fill.
    ///
    /// @param tensor contiguous, and in reach of the caller until this returns
    static void each(Tensor tensor, Piece piece) throws IOException {
        long bytes = tensor.nbytes();
        if (bytes == 0) return;
        var memory = new BytePointer(tensor.data_ptr()).capacity(bytes);
        for (long at = 0; at < bytes; at += PIECE) {
            memory.limit(Math.min(bytes, at + PIECE)).position(at);
            piece.accept(memory.asByteBuffer());
        }
    }
}
