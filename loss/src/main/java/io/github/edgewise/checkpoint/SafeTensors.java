package io.github.edgewise.checkpoint;

import io.github.edgewise.file.WholeFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Tensors by name, and text, in a file of the safetensors format of Hugging Face: eight bytes with the
/// length of a JSON header, the header, and the numbers. Nothing in it is code.
///
/// @param tensors by name, in order; shared, not copied
/// @param metadata text by key
public record SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final int LENGTH_BYTES = 8;
    /// About a thousand times the length of the header of a large network.
    private static final long LONGEST_HEADER = 1 << 24;

    public SafeTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// Reads a file of F64, F32, F16, BF16, I64, I32, U8 and BOOL. What the header declares is compared with
    /// the length of the file before memory is allocated. The tensors belong to the scope in which this is
    /// called; without a scope, they live until they are collected.
    ///
    /// @throws IOException where the file cannot be read; the message names the file and the reason
    public static SafeTensors read(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            SafeTensorsHeader header = header(in);
            var tensors = new LinkedHashMap<String, Tensor>();
            for (var e : header.entries().entrySet()) {
                Tensor tensor = TensorMemory.empty(e.getValue().type(), e.getValue().shape());
                tensors.put(e.getKey(), tensor);
                TensorMemory.each(tensor, bytes -> fill(in, bytes));
            }
            return new SafeTensors(tensors, header.metadata());
        } catch (IllegalArgumentException | EOFException e) {
            throw new IOException(file + " is damaged or not a safetensors file: " + WholeFile.firstLine(e),
                    e);
        }
    }

    private static SafeTensorsHeader header(FileChannel in) throws IOException {
        long size = in.size();
        if (size < LENGTH_BYTES) throw new EOFException("it has " + size + " bytes");
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(in, length);
        long bytes = length.getLong(0);
        if (bytes < 2 || bytes > size - LENGTH_BYTES || bytes > LONGEST_HEADER) {
            throw new IllegalArgumentException("its header would have " + Long.toUnsignedString(bytes)
                    + " bytes, but the file has " + size);
        }
        byte[] json = new byte[(int) bytes];
        fill(in, ByteBuffer.wrap(json));
        return SafeTensorsHeader.parse(json, size - LENGTH_BYTES - bytes);
    }

    private static void fill(FileChannel in, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) throw new EOFException("it ends early");
        }
    }

    /// Writes a file. It is either complete or absent: it is written beside its target and then moved.
    ///
    /// @throws IOException where writing fails; an older file then stays unchanged
    /// @throws IllegalArgumentException where a tensor has a type that [#read] does not read
    public void write(Path file) throws IOException {
        try (var _ = new PointerScope()) {
            var sorted = new LinkedHashMap<String, Tensor>();
            // larger numbers first, so that all begin at multiples of their size
            tensors.entrySet().stream().sorted(Comparator.comparing(e -> Dtype.of(e.getValue())))
                    .forEach(e -> sorted.put(e.getKey(), e.getValue().detach().contiguous()));
            ByteBuffer header = header(sorted);
            WholeFile.fill(file, beside -> {
                try (FileChannel out = FileChannel.open(beside, StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                    drain(header, out);
                    for (Tensor tensor : sorted.values()) {
                        TensorMemory.each(tensor, bytes -> drain(bytes, out));
                    }
                    out.force(true);
                }
            });
        }
    }

    private ByteBuffer header(Map<String, Tensor> sorted) {
        var entries = new LinkedHashMap<String, SafeTensorsHeader.Entry>();
        long at = 0;
        for (var e : sorted.entrySet()) {
            long end = at + e.getValue().nbytes();
            entries.put(e.getKey(), new SafeTensorsHeader.Entry(Dtype.of(e.getValue()),
                    TensorMemory.shape(e.getValue()), at, end));
            at = end;
        }
        byte[] json = new SafeTensorsHeader(entries, metadata).json();
        return ByteBuffer.allocate(LENGTH_BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).flip();
    }

    private static void drain(ByteBuffer bytes, FileChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
