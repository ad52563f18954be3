package io.github.edgewise.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A tensor of float32 numbers in NumPy's format, version 1.0, in C order: the test tensors of packages.
/// [io.github.edgewise.format.Volumes] reads and writes images in this format, which have no batch.
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern
            .compile("\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\), \\}\\s*");

    private final List<Integer> shape;
    private final float[] values;

    /// @param shape whose product is the number of values
    NpyFile(List<Integer> shape, float[] values) {
        this.shape = List.copyOf(shape);
        this.values = values;
    }

    List<Integer> shape() { return shape; }

    float[] values() { return values; }

    void write(Path file) throws IOException {
        String lengths = shape.stream().map(n -> n + ",").collect(Collectors.joining(" "));
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + lengths + "), }";
        int before = MAGIC.length + Short.BYTES;
        int whole = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = text + " ".repeat(whole - before - text.length() - 1) + "\n";
        ByteBuffer numbers = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(values);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(MAGIC);
            out.write(padded.length() & 0xff);
            out.write(padded.length() >> 8);
            out.write(padded.getBytes(StandardCharsets.US_ASCII));
            out.write(numbers.array());
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IOException where it is anything else
    static NpyFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(MAGIC.length);
            int length = in.read() | in.read() << 8;
            String text = new String(in.readNBytes(Math.max(0, length)), StandardCharsets.US_ASCII);
            Matcher header = HEADER.matcher(text);
            if (!Arrays.equals(magic, MAGIC) || !header.matches()) {
                throw new IOException(file + " is not a tensor of float32 numbers in NumPy's format");
            }
            List<Integer> shape = Arrays.stream(header.group(1).split(",", -1)).map(String::strip)
                    .filter(n -> !n.isEmpty()).map(Integer::valueOf).toList();
            byte[] numbers = in.readAllBytes();
            long wanted = shape.stream().mapToLong(n -> n).reduce(Float.BYTES, Math::multiplyExact);
            if (numbers.length != wanted) {
                throw new IOException(file + " has " + numbers.length + " bytes of numbers, but the shape "
                        + shape + " needs " + wanted);
            }
            float[] values = new float[numbers.length / Float.BYTES];
            ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return new NpyFile(shape, values);
        }
    }
}
