package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.DoubleConsumer;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// NIfTI files that are too large for memory, mapped to it: label maps to read, float maps to write.
public final class MappedNifti {
    private MappedNifti() {}

    /// A label map.
    ///
    /// @param grid where its voxels lie
    /// @param classes one more than the highest label
    /// @param labels one unsigned byte per voxel
    public record Labels(Grid grid, int classes, MemorySegment labels) {}

    /// What fills the values of a file, little-endian floats, x fastest, channels last.
    @FunctionalInterface
    public interface Content {
        void fill(MemorySegment values) throws IOException;
    }

    /// True for names of NIfTI files.
    public static boolean reads(Path file) {
        return Volumes.hasExtension(file, ".nii") || Volumes.hasExtension(file, ".nii.gz");
    }

    /// The grid of a NIfTI file; only its header is read.
    public static Grid grid(Path file) throws IOException {
        try (InputStream in = Nifti.open(file)) {
            return NiftiHeader.read(in, file).grid(file);
        }
    }

    /// Reads a label map into a scratch file of one byte per voxel, in the folder of `beside`, which goes
    /// when the arena closes its memory.
    ///
    /// @param progress is told now and then which share is read
    /// @throws IOException where a voxel is no whole number from 0 to 255
    public static Labels labels(Path file, Path beside, Arena arena, DoubleConsumer progress)
            throws IOException {
        try (InputStream in = Nifti.open(file)) {
            NiftiHeader header = NiftiHeader.read(in, file);
            in.skipNBytes(header.dataStart() - NiftiHeader.SIZE);
            Grid grid = header.grid(file);
            if (header.channels() != 1) {
                throw new IOException("a mask has one channel, but " + file + " has " + header.channels());
            }
            MemorySegment labels = scratch(beside, grid.shape().count(), arena);
            return new Labels(grid, copy(in, header, labels, grid.shape(), file, progress), labels);
        } catch (EOFException | ZipException e) {
            throw new IOException(file + " is cut off or damaged: it ends before its last voxel", e);
        }
    }

    /// Copies all labels and returns the number of classes.
    private static int copy(InputStream in, NiftiHeader header, MemorySegment labels, Shape shape, Path file,
            DoubleConsumer progress) throws IOException {
        VoxelType type = header.type(file);
        boolean bytes = type == VoxelType.UINT8 && header.slope() == 1 && header.intercept() == 0;
        byte[] chunk = new byte[(1 << 20) / type.bytes() * type.bytes()];
        byte[] some = bytes ? chunk : new byte[chunk.length / type.bytes()];
        var occurs = new boolean[256];
        for (long at = 0; at < labels.byteSize();) {
            int wanted = (int) Math.min(chunk.length, (labels.byteSize() - at) * type.bytes());
            if (in.readNBytes(chunk, 0, wanted) < wanted) throw new EOFException();
            int count = wanted / type.bytes();
            if (!bytes)
                decode(ByteBuffer.wrap(chunk, 0, wanted).order(header.order()), header, type, some, at,
                        shape, file);
            for (int i = 0; i < count; i++) {
                occurs[some[i] & 0xff] = true;
            }
            MemorySegment.copy(some, 0, labels, ValueLayout.JAVA_BYTE, at, count);
            at += count;
            progress.accept((double) at / labels.byteSize());
        }
        return classes(occurs, labels);
    }

    /// @param at the voxel that the first value of `in` belongs to
    private static void decode(ByteBuffer in, NiftiHeader header, VoxelType type, byte[] labels,
            long at, Shape shape, Path file) throws IOException {
        double slope = header.slope();
        double intercept = header.intercept();
        for (int i = 0; in.hasRemaining(); i++) {
            double value = slope * type.next(in) + intercept;
            if (value != Math.rint(value) || value < 0 || value > 255) {
                long voxel = at + i;
                throw new IOException("a label is a whole number from 0 to 255, but voxel ("
                        + voxel / shape.width() / shape.height() + ", "
                        + voxel / shape.width() % shape.height() + ", " + voxel % shape.width() + ") of "
                        + file.getFileName() + " is " + value);
            }
            labels[i] = (byte) (int) value;
        }
    }

    /// One more than the highest label; 255 becomes 1 where only 0 and 255 occur.
    private static int classes(boolean[] occurs, MemorySegment labels) {
        int highest = 1;
        for (int k = 2; k < 255; k++) {
            if (occurs[k]) highest = k;
        }
        if (!occurs[255]) return highest + 1;
        if (highest > 1 || occurs[1]) return 256;
        for (long i = 0; i < labels.byteSize(); i++) {
            if (labels.get(ValueLayout.JAVA_BYTE, i) != 0) labels.set(ValueLayout.JAVA_BYTE, i, (byte) 1);
        }
        return 2;
    }

    /// Writes a file of float32 values, which appears whole or not at all.
    public static void write(Path file, Grid grid, int channels, Content content) throws IOException {
        long bytes = Math.multiplyExact(grid.shape().count(), (long) channels * Float.BYTES);
        byte[] header = NiftiHeader.bytes(grid, channels, VoxelType.FLOAT32);
        if (Volumes.hasExtension(file, ".gz")) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment values = scratch(file, bytes, arena);
                content.fill(values);
                AtomicFile.write(file, out -> compress(header, values, out));
            }
            return;
        }
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        requireSpace(part, bytes);
        try {
            try (Arena arena = Arena.ofShared();
                    FileChannel channel = FileChannel.open(part,
                            StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(header));
                content.fill(channel.map(FileChannel.MapMode.READ_WRITE, header.length, bytes, arena));
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Memory on a nameless file beside another one; it is gone when the process or the arena ends.
    private static MemorySegment scratch(Path beside, long bytes, Arena arena) throws IOException {
        Path part = beside.resolveSibling("." + beside.getFileName() + ".scratch");
        requireSpace(part, bytes);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
        }
    }

    /// A disk that fills up under mapped memory ends the process, so it is asked first. Makes the folder.
    private static void requireSpace(Path file, long bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) return;
        Files.createDirectories(folder);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw new IOException(
                    "writing " + file + " needs " + (bytes >> 20) + " MiB, but only " + (free >> 20)
                            + " MiB are free there");
        }
    }

    private static void compress(byte[] header, MemorySegment values, OutputStream out) throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
            gzip.write(header);
            byte[] chunk = new byte[1 << 20];
            for (long at = 0; at < values.byteSize(); at += chunk.length) {
                int some = (int) Math.min(chunk.length, values.byteSize() - at);
                MemorySegment.copy(values, ValueLayout.JAVA_BYTE, at, chunk, 0, some);
                gzip.write(chunk, 0, some);
            }
        }
    }
}
