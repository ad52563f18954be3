package io.github.edgewise.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Blocks of numbers as several formats store them.
final class Raw {
    private static final int BUFFER = 1 << 16;

    private Raw() {}

    /// The product of the lengths of all axes. It must fit one array.
    static int count(Path file, long... lengths) throws IOException {
        long count = 1;
        for (long length : lengths) {
            if (length < 1) throw new IOException(file + " is damaged: an axis has " + length + " voxels");
            if (length > (Integer.MAX_VALUE - 8) / count) {
                throw new IOException(file + " has more than 2^31 values, or is damaged; crop it first");
            }
            count *= length;
        }
        return (int) count;
    }

    /// The file of the voxels that is written beside a header file: the same name with the ending `.raw`.
    static Path beside(Path header) {
        String name = header.getFileName().toString();
        return header.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".raw");
    }

    /// A stream of a file's bytes, not decompressed, from `start` on.
    static InputStream from(Path file, long start) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.skipNBytes(start);
            return in;
        } catch (EOFException e) {
            in.close();
            throw new IOException(file + " is cut off: its voxels should begin at byte " + start, e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Writes values as numbers of that type, little-endian.
    static void write(OutputStream out, float[] values, VoxelType type) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (!chunk.hasRemaining()) {
                out.write(chunk.array());
                chunk.clear();
            }
            type.put(chunk, value);
        }
        out.write(chunk.array(), 0, chunk.position());
    }

    /// The transpose of a matrix with that many rows and columns, stored row by row. It converts voxels with
    /// interleaved channels (one row per voxel) to channel after channel.
    static float[] turned(float[] values, int rows, int columns) {
        if (rows == 1 || columns == 1) return values;
        float[] turned = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                turned[c * rows + r] = values[r * columns + c];
            }
        }
        return turned;
    }
}
