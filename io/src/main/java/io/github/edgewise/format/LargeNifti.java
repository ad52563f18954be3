package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.file.ByteStore;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleConsumer;
import java.util.zip.GZIPOutputStream;

/// NIfTI files that are too large for memory and are mapped to it: reads label maps, writes float maps.
public final class LargeNifti {
    private static final int CHUNK = 1 << 20;

    private LargeNifti() {}

    /// A label map.
    ///
    /// @param grid the positions of its voxels
    /// @param classes one more than the highest label
    /// @param labels one unsigned byte per voxel
    public record Labels(Grid grid, int classes, ByteStore labels) implements AutoCloseable {
        @Override
        public void close() { labels.close(); }
    }

    /// Fills the values of a file: little-endian floats, x fastest, channels last.
    @FunctionalInterface
    public interface Content {
        void fill(ByteStore values) throws IOException;
    }

    /// True for files that [#labels] can read: NIfTI files of any name whose voxels follow the header.
    public static boolean reads(Path file) throws IOException {
        return Files.exists(file) && Nifti.header(file).filter(NiftiHeader::single).isPresent();
    }

    /// True for file names that [#write] can write: those of NIfTI files.
    public static boolean writes(Path file) {
        return Volumes.hasExtension(file, ".nii") || Volumes.hasExtension(file, ".nii.gz");
    }

    /// The grid of a NIfTI file. Reads only the header.
    public static Grid grid(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            return NiftiGeometry.of(NiftiHeader.read(in, file)).grid();
        }
    }

    /// What is odd about the header of a NIfTI file, one sentence each. Reads only the header.
    public static List<String> warnings(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NiftiGeometry geometry = NiftiGeometry.of(NiftiHeader.read(in, file));
            return FileWarnings.all(geometry.warnings(), geometry.grid());
        }
    }

    /// Reads a label map into a scratch file of one byte per voxel, in the folder of `beside`. The scratch
    /// file is deleted when the labels are closed.
    ///
    /// @param progress called now and then with the share that has been read
    /// @throws IOException where a voxel is not a whole number from 0 to 255
    public static Labels labels(Path file, Path beside, DoubleConsumer progress) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NiftiHeader header = NiftiHeader.read(in, file);
            NiftiGeometry geometry = NiftiGeometry.of(header);
            Grid grid = geometry.grid();
            FileWarnings.tell(file, FileWarnings.all(geometry.warnings(), grid));
            if (header.channels(file) != 1) {
                throw new IOException(
                        "a mask must have one channel, but " + file + " has " + header.channels(file));
            }
            in.skip(header.dataStart(file) - in.position(), "voxels");
            in.require(grid.shape().count() * header.voxel(file).bytes(), "voxels");
            ByteStore labels = scratch(beside, grid.shape().count());
            boolean isRead = false;
            try {
                int classes = copy(in, header, labels, grid.shape(), file, progress);
                in.finish();
                isRead = true;
                return new Labels(grid, classes, labels);
            } finally {
                if (!isRead) labels.close(); // whatever was thrown: its scratch file takes space on the disk
            }
        }
    }

    /// Copies all labels and returns the number of classes.
    private static int copy(FileBytes in, NiftiHeader header, ByteStore labels, Shape shape, Path file,
            DoubleConsumer progress) throws IOException {
        VoxelType type = header.voxel(file).type();
        double slope = header.slope(file);
        double intercept = header.intercept(file);
        boolean bytes = type == VoxelType.UINT8 && slope == 1 && intercept == 0;
        byte[] chunk = new byte[(1 << 20) / type.bytes() * type.bytes()];
        byte[] some = bytes ? chunk : new byte[chunk.length / type.bytes()];
        var occurs = new boolean[256];
        for (long at = 0; at < labels.size();) {
            int wanted = (int) Math.min(chunk.length, (labels.size() - at) * type.bytes());
            in.fill(chunk, wanted, labels.size() * type.bytes(), at * type.bytes(), "voxels");
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
            labels.put(at, some, 0, count);
            at += count;
            progress.accept((double) at / labels.size());
        }
        return classes(occurs, labels);
    }

    private static byte label(double value, long voxel, Shape shape, Path file) throws IOException {
        if (value != Math.rint(value) || value < 0 || value > 255) {
            throw new IOException("a label must be a whole number from 0 to 255, but voxel ("
                    + voxel / shape.width() / shape.height() + ", " + voxel / shape.width() % shape.height()
                    + ", " + voxel % shape.width() + ") of " + file.getFileName() + " is " + value);
        }
        return (byte) (int) value;
    }

    /// One more than the highest label. If only 0 and 255 occur, 255 becomes 1.
    private static int classes(boolean[] occurs, ByteStore labels) {
        int highest = 1;
        for (int k = 2; k < 255; k++) {
            if (occurs[k]) highest = k;
        }
        if (!occurs[255]) return highest + 1;
        if (highest > 1 || occurs[1]) return 256;
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < labels.size(); at += chunk.length) {
            int some = (int) Math.min(chunk.length, labels.size() - at);
            labels.get(at, chunk, 0, some);
            for (int i = 0; i < some; i++) {
                if (chunk[i] != 0) chunk[i] = 1;
            }
            labels.put(at, chunk, 0, some);
        }
        return 2;
    }

    /// Writes a file of float32 values. It is either complete or absent.
    ///
    /// @param like a file on the same grid; its header is copied if it is a NIfTI file
    public static void write(Path file, Grid grid, int channels, Path like, Content content)
            throws IOException {
        long bytes = Math.multiplyExact(grid.shape().count(), (long) channels * Float.BYTES);
        byte[] header = NiftiWriter.header(grid, channels, VoxelType.FLOAT32, false, Optional.of(like));
        if (Volumes.hasExtension(file, ".gz")) {
            WholeFile.write(file, out -> {
                try (ByteStore values = scratch(file, bytes)) {
                    content.fill(values);
                    compress(header, values, out);
                }
            });
            return;
        }
        requireSpace(file, bytes);
        WholeFile.fill(file, part -> {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(header));
                try (ByteStore values = ByteStore.map(channel, FileChannel.MapMode.READ_WRITE, header.length,
                        bytes)) {
                    content.fill(values);
                }
            }
        });
    }

    /// Memory mapped to a temporary file beside another one. The file is deleted when it is closed or the
    /// process ends.
    private static ByteStore scratch(Path beside, long bytes) throws IOException {
        Path part = beside.resolveSibling("." + beside.getFileName() + "." + UUID.randomUUID() + ".scratch");
        requireSpace(part, bytes);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            return ByteStore.map(channel, FileChannel.MapMode.READ_WRITE, 0, bytes);
        }
    }

    /// Checks the free space before memory is mapped to the disk, because a full disk would end the process.
    /// Creates the folder.
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

    private static void compress(byte[] header, ByteStore values, OutputStream out) throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
            gzip.write(header);
            byte[] chunk = new byte[1 << 20];
            for (long at = 0; at < values.size(); at += chunk.length) {
                int some = (int) Math.min(chunk.length, values.size() - at);
                values.get(at, chunk, 0, some);
                gzip.write(chunk, 0, some);
            }
        }
    }
}
