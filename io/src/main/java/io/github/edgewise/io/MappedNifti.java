package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
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
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.zip.GZIPOutputStream;

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

    /// True for what [#labels] reads: a NIfTI file, whatever its name, whose voxels follow its header.
    public static boolean reads(Path file) throws IOException {
        return Files.exists(file) && Nifti.header(file).filter(NiftiHeader::single).isPresent();
    }

    /// True for what [#write] writes: names of NIfTI files.
    public static boolean writes(Path file) {
        return Volumes.hasExtension(file, ".nii") || Volumes.hasExtension(file, ".nii.gz");
    }

    /// The grid of a NIfTI file; only its header is read.
    public static Grid grid(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            return NiftiGeometry.of(NiftiHeader.read(in, file)).grid();
        }
    }

    /// Reads a label map into a scratch file of one byte per voxel, in the folder of `beside`, which goes
    /// when the arena closes its memory.
    ///
    /// @param progress is told now and then which share is read
    /// @throws IOException where a voxel is no whole number from 0 to 255
    public static Labels labels(Path file, Path beside, Arena arena, DoubleConsumer progress)
            throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NiftiHeader header = NiftiHeader.read(in, file);
            Grid grid = NiftiGeometry.of(header).grid();
            if (header.channels(file) != 1) {
                throw new IOException(
                        "a mask has one channel, but " + file + " has " + header.channels(file));
            }
            in.skip(header.dataStart(file) - in.position(), "voxels");
            in.require(grid.shape().count() * header.voxel(file).bytes(), "voxels");
            MemorySegment labels = scratch(beside, grid.shape().count(), arena);
            int classes = copy(in, header, labels, grid.shape(), file, progress);
            in.finish();
            return new Labels(grid, classes, labels);
        }
    }

    /// Copies all labels and returns the number of classes.
    private static int copy(FileBytes in, NiftiHeader header, MemorySegment labels, Shape shape, Path file,
            DoubleConsumer progress) throws IOException {
        VoxelType type = header.voxel(file).type();
        double slope = header.slope(file);
        double intercept = header.intercept(file);
        boolean bytes = type == VoxelType.UINT8 && slope == 1 && intercept == 0;
        byte[] chunk = new byte[(1 << 20) / type.bytes() * type.bytes()];
        byte[] some = bytes ? chunk : new byte[chunk.length / type.bytes()];
        var occurs = new boolean[256];
        for (long at = 0; at < labels.byteSize();) {
            int wanted = (int) Math.min(chunk.length, (labels.byteSize() - at) * type.bytes());
            in.fill(chunk, wanted, labels.byteSize() * type.bytes(), at * type.bytes(), "voxels");
            int count = wanted / type.bytes();
            if (!bytes) {
                ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, wanted).order(header.order());
                for (int i = 0; i < count; i++) {
                    some[i] = label(slope * type.next(buffer) + intercept, at + i, shape, file);
                }
            }
            for (int i = 0; i < count; i++) {
                occurs[some[i] & 0xff] = true;
            }
            MemorySegment.copy(some, 0, labels, ValueLayout.JAVA_BYTE, at, count);
            at += count;
            progress.accept((double) at / labels.byteSize());
        }
        return classes(occurs, labels);
    }

    private static byte label(double value, long voxel, Shape shape, Path file) throws IOException {
        if (value != Math.rint(value) || value < 0 || value > 255) {
            throw new IOException("a label is a whole number from 0 to 255, but voxel ("
                    + voxel / shape.width() / shape.height() + ", " + voxel / shape.width() % shape.height()
                    + ", " + voxel % shape.width() + ") of " + file.getFileName() + " is " + value);
        }
        return (byte) (int) value;
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
    ///
    /// @param like a file on the same grid, whose header is copied where it is NIfTI
    public static void write(Path file, Grid grid, int channels, Path like, Content content)
            throws IOException {
        long bytes = Math.multiplyExact(grid.shape().count(), (long) channels * Float.BYTES);
        byte[] header = NiftiWriter.header(grid, channels, VoxelType.FLOAT32, false, Optional.of(like));
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
