package io.github.edgewise.format;

import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The directory of a page to write, one strip of pixels that are not packed.
///
/// @param shape of the whole stack
/// @param type of the samples
/// @param text where the description lies; the two resolutions follow it
/// @param length of the description in bytes
/// @param pixels where the page's own pixels lie
record TiffPageFields(Shape shape, VoxelType type, int text, int length, long pixels) {
    private static final int FIELDS = 14;
    static final int BYTES = 2 + 12 * FIELDS + 4;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /// Writes the directory of one page of those that follow each other.
    void write(OutputStream out, int page, int pages) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putShort((short) FIELDS);
        put(b, TiffDirectory.SUBFILE, LONG, 1, 0);
        put(b, TiffDirectory.WIDTH, LONG, 1, shape.width());
        put(b, TiffDirectory.HEIGHT, LONG, 1, shape.height());
        put(b, TiffDirectory.BITS, SHORT, 1, 8L * type.bytes());
        put(b, TiffDirectory.COMPRESSION, SHORT, 1, TiffPacking.NONE);
        put(b, TiffDirectory.PHOTOMETRIC, SHORT, 1, 1);
        put(b, TiffDirectory.DESCRIPTION, 2, length, text);
        put(b, TiffDirectory.STRIP_OFFSETS, LONG, 1, pixels);
        put(b, TiffDirectory.SAMPLES, SHORT, 1, 1);
        put(b, TiffDirectory.ROWS_PER_STRIP, LONG, 1, shape.height());
        put(b, TiffDirectory.STRIP_BYTES, LONG, 1,
                (long) shape.width() * shape.height() * type.bytes());
        put(b, TiffDirectory.X_RESOLUTION, 5, 1, (long) text + length);
        put(b, TiffDirectory.Y_RESOLUTION, 5, 1, (long) text + length + 8);
        put(b, TiffDirectory.SAMPLE_FORMAT, SHORT, 1,
                type.isFloat() ? 3 : type.label().startsWith("u") ? 1 : 2);
        int here = text + length + 16 + page * BYTES;
        b.putInt(page == pages - 1 ? 0 : here + BYTES);
        out.write(b.array());
    }

    private static void put(ByteBuffer b, int tag, int type, int count, long value) {
        b.putShort((short) tag).putShort((short) type).putInt(count).putInt((int) value);
    }
}
