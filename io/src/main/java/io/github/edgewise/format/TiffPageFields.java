package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.*;
import static javax.imageio.plugins.tiff.TIFFTag.*;

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

    /// Writes the directory of one page of those that follow each other.
    void write(OutputStream out, int page, int pages) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putShort((short) FIELDS);
        put(b, TAG_NEW_SUBFILE_TYPE, TIFF_LONG, 1, 0);
        put(b, TAG_IMAGE_WIDTH, TIFF_LONG, 1, shape.width());
        put(b, TAG_IMAGE_LENGTH, TIFF_LONG, 1, shape.height());
        put(b, TAG_BITS_PER_SAMPLE, TIFF_SHORT, 1, 8L * type.bytes());
        put(b, TAG_COMPRESSION, TIFF_SHORT, 1, COMPRESSION_NONE);
        put(b, TAG_PHOTOMETRIC_INTERPRETATION, TIFF_SHORT, 1, 1);
        put(b, TAG_IMAGE_DESCRIPTION, TIFF_ASCII, length, text);
        put(b, TAG_STRIP_OFFSETS, TIFF_LONG, 1, pixels);
        put(b, TAG_SAMPLES_PER_PIXEL, TIFF_SHORT, 1, 1);
        put(b, TAG_ROWS_PER_STRIP, TIFF_LONG, 1, shape.height());
        put(b, TAG_STRIP_BYTE_COUNTS, TIFF_LONG, 1, (long) shape.width() * shape.height() * type.bytes());
        put(b, TAG_X_RESOLUTION, TIFF_RATIONAL, 1, (long) text + length);
        put(b, TAG_Y_RESOLUTION, TIFF_RATIONAL, 1, (long) text + length + 8);
        put(b, TAG_SAMPLE_FORMAT, TIFF_SHORT, 1, type.isFloat() ? 3 : type.label().startsWith("u") ? 1 : 2);
        int here = text + length + 16 + page * BYTES;
        b.putInt(page == pages - 1 ? 0 : here + BYTES);
        out.write(b.array());
    }

    /// Adds a field, whose value is a number or where in the file the numbers lie.
    static void put(ByteBuffer b, int tag, int type, int count, long value) {
        b.putShort((short) tag).putShort((short) type).putInt(count).putInt((int) value);
    }
}
