package io.github.edgewise.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The golden inputs of the losses, in double precision.
///
/// @param name such as `a_2x2x32x48`
record Golden(String name) {
    Shape shape() {
        String[] sizes = name.split("_", -1)[1].split("x", -1);
        long[] shape = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            shape[i] = Long.parseLong(sizes[i]);
        }
        return new Shape(shape);
    }

    NDArray logits(NDManager manager) { return manager.create(numbers("logits"), shape()); }

    /// Classes and distances.
    NDList labels(NDManager manager, boolean isTruncated) {
        return new NDList(manager.create(oneHot(), shape()),
                manager.create(numbers(isTruncated ? "dist_trunc" : "dist_exact"), shape()));
    }

    private double[] oneHot() {
        double[] labels = numbers("labels");
        Shape shape = shape();
        int classes = (int) shape.get(1);
        int voxels = (int) shape.slice(2).size();
        double[] oneHot = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[(i / voxels * classes + (int) labels[i]) * voxels + i % voxels] = 1;
        }
        return oneHot;
    }

    /// The numbers of an npy file of unsigned bytes, floats or doubles.
    private double[] numbers(String what) {
        try (InputStream in = Objects.requireNonNull(
                Golden.class.getResourceAsStream("/golden/losses/" + name + "_" + what + ".npy"))) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int begin = 10 + bytes.getShort(8);
            String header = new String(bytes.array(), 10, begin - 10, StandardCharsets.US_ASCII);
            int size = header.contains("f8") ? 8 : header.contains("f4") ? 4 : 1;
            double[] numbers = new double[(bytes.capacity() - begin) / size];
            for (int i = 0; i < numbers.length; i++) {
                int at = begin + i * size;
                numbers[i] = size == 8
                        ? bytes.getDouble(at)
                        : size == 4 ? bytes.getFloat(at) : bytes.get(at) & 0xff;
            }
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
