package io.github.edgewise.format;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The bytes of an image file, read from front to back, and decompressed if they are compressed.
///
/// A reader never takes more memory than the file can fill. What a header declares is checked against the
/// number of bytes in the file; for compressed files, against the largest number of bytes they can unpack to.
final class FileBytes implements Closeable {
    /// Deflate unpacks one byte to at most this many bytes.
    static final long MOST_UNPACKED = 1032;
    private static final int HEAD = 1024;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final long atMost;
    private long taken;
    private boolean rounded;

    /// The bytes of a stream. Messages name the file.
    ///
    /// @param atMost the largest number of bytes that can come
    FileBytes(Path file, InputStream in, long atMost) {
        this.file = file;
        this.in = in;
        this.atMost = atMost;
    }

    /// Opens a file. Its first bytes decide whether it is compressed with gzip.
    static FileBytes open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": an image file was expected, but it is a folder");
        }
        if (isSpecial(file)) { // opening a pipe would wait until someone writes to it
            throw new IOException(
                    file + ": an image file was expected, but it is a pipe, a socket or a device");
        }
        long size = Files.size(file);
        var plain = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            plain.mark(2);
            boolean gzip = plain.read() == 0x1f && plain.read() == 0x8b;
            plain.reset();
            return gzip ? gunzip(file, plain, size) : new FileBytes(file, plain, size);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /// True if the first bytes of a file are those of gzip.
    static boolean isCompressed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    /// True for pipes, sockets and devices.
    static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /// Decompresses a stream of gzip members.
    ///
    /// @param size the largest number of compressed bytes
    static FileBytes gunzip(Path file, InputStream in, long size) throws IOException {
        try {
            return new FileBytes(file, new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER),
                    size * MOST_UNPACKED);
        } catch (EOFException | ZipException e) {
            throw damaged(file, e);
        }
    }

    /// The first bytes of a file, decompressed; fewer if it is short or damaged.
    static byte[] head(Path file) throws IOException {
        try (FileBytes bytes = open(file)) {
            byte[] head = new byte[HEAD];
            int came = 0;
            try {
                for (int n; came < HEAD && (n = bytes.in.read(head, came, HEAD - came)) > 0;) came += n;
            } catch (EOFException | ZipException e) {
                // these bytes may be enough to recognise the format, whose reader then says what is wrong
            }
            return Arrays.copyOf(head, came);
        } catch (IOException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof ZipException)
                return new byte[0];
            throw e;
        }
    }

    private static IOException damaged(Path file, IOException cause) {
        return new IOException(file + " is cut off or damaged: its compressed bytes end early or are wrong",
                cause);
    }

    /// The number of bytes that were read so far.
    long position() { return taken; }

    /// The next byte, or -1 at the end.
    int read() throws IOException {
        try {
            int value = in.read();
            if (value >= 0) taken++;
            return value;
        } catch (EOFException | ZipException e) {
            throw damaged(file, e);
        }
    }

    /// The next `count` bytes.
    ///
    /// @param what the bytes are, for the message if there are too few
    byte[] next(int count, String what) throws IOException {
        require(count, what);
        byte[] bytes = new byte[count];
        fill(bytes, count, count, 0, what);
        return bytes;
    }

    /// Skips `count` bytes.
    void skip(long count, String what) throws IOException {
        require(count, what);
        try {
            in.skipNBytes(count);
            taken += count;
        } catch (ZipException e) {
            throw damaged(file, e);
        } catch (EOFException e) {
            throw new IOException(file + " is cut off: it ends before its " + what, e);
        }
    }

    /// Throws if the file cannot contain `count` more bytes.
    void require(long count, String what) throws IOException {
        if (count > atMost - taken) throw cutOff(what, count, Math.max(0, atMost - taken));
    }

    private IOException cutOff(String what, long expected, long came) {
        return new IOException(
                file + " is cut off: " + expected + " bytes of " + what + " were expected, but only " + came
                        + " came");
    }

    /// The next `count` voxels.
    ///
    /// @return one value per voxel, before any scaling; see [#warnings()]
    /// @throws IOException where the file is too short, or there is too little memory
    float[] voxels(VoxelType type, ByteOrder order, long count) throws IOException {
        return voxels(type, order, count, 1, 0);
    }

    /// The next `count` voxels, scaled to `slope * stored + intercept`.
    float[] voxels(VoxelType type, ByteOrder order, long count, double slope, double intercept)
            throws IOException {
        require(count * type.bytes(), "voxels");
        requireMemory(file, count);
        boolean scaled = slope != 1 || intercept != 0;
        float[] values = new float[(int) count];
        byte[] chunk = new byte[(int) Math.min(BUFFER, count * type.bytes())];
        for (int i = 0; i < values.length;) {
            int wanted = (int) Math.min(chunk.length, (long) (values.length - i) * type.bytes());
            fill(chunk, wanted, count * type.bytes(), (long) i * type.bytes(), "voxels");
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, wanted).order(order);
            if (type == VoxelType.FLOAT32 && !scaled) {
                int n = wanted / Float.BYTES;
                buffer.asFloatBuffer().get(values, i, n);
                i += n;
                continue;
            }
            while (buffer.hasRemaining()) {
                double stored = type.next(buffer);
                double value = scaled ? slope * stored + intercept : stored;
                if (!scaled || type == VoxelType.FLOAT64) rounded |= !isExact(value);
                values[i++] = (float) value;
            }
        }
        return values;
    }

    /// What a user should know about the voxels that were read so far.
    List<String> warnings() {
        return rounded ? List.of("some values are rounded to 32-bit floats") : List.of();
    }

    /// True if a float can represent the value. Whole numbers from 2^53 on count as rounded, because double
    /// rounds them.
    private static boolean isExact(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) return true;
        return (float) value == value && Math.abs(value) < 0x1p53;
    }

    /// Throws if so many floats do not fit in memory.
    static void requireMemory(Path file, long floats) throws IOException {
        long memory = Runtime.getRuntime().maxMemory();
        if (floats > Integer.MAX_VALUE - 8 || floats * Float.BYTES > memory) {
            throw new IOException(file + ": " + (floats >> 18) + " MiB of values were declared, but "
                    + Math.min(memory >> 20, 1 << 13) + " MiB are the most that fit in memory");
        }
    }

    /// Fills the first `count` bytes of an array. The message counts bytes within the whole block.
    void fill(byte[] bytes, int count, long whole, long before, String what) throws IOException {
        int came = 0;
        try {
            came = in.readNBytes(bytes, 0, count);
        } catch (EOFException | ZipException e) {
            throw damaged(file, e);
        }
        taken += came;
        if (came < count) throw cutOff(what, whole, before + came);
    }

    /// Reads one more byte. If the voxels are the end of a compressed stream, this checks its checksum. Bytes
    /// after the voxels are ignored.
    void finish() throws IOException { read(); }

    @Override
    public void close() throws IOException { in.close(); }
}
