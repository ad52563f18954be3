package io.github.edgewise.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The fields of one page of a TIFF file.
///
/// @param file for messages
/// @param order of its numbers
/// @param fields the bytes of every field by its number
record TiffDirectory(Path file, ByteOrder order, Map<Integer, Field> fields) {
    static final int SUBFILE = 254;
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int DESCRIPTION = 270;
    static final int STRIP_OFFSETS = 273;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int X_RESOLUTION = 282;
    static final int Y_RESOLUTION = 283;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int COLOURS = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    private static final int ASCII = 2;
    private static final int RATIONAL = 5;
    /// Bytes of the types 0 to 18.
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    TiffDirectory {
        fields = Map.copyOf(fields);
    }

    /// Numbers or text.
    ///
    /// @param type the TIFF number of their type
    /// @param bytes in the byte order of the file
    record Field(int type, ByteBuffer bytes) {}

    static TiffDirectory of(TiffBytes tiff, ByteBuffer entries, int count) throws IOException {
        var fields = new HashMap<Integer, Field>();
        for (int i = 0; i < count; i++) {
            int at = i * (tiff.big() ? 20 : 12);
            int type = entries.getShort(at + 2) & 0xffff;
            if (type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0) continue; // readers pass over unknown types
            long values = tiff.big() ? entries.getLong(at + 4) : entries.getInt(at + 4) & 0xffffffffL;
            int value = at + (tiff.big() ? 12 : 8);
            int room = tiff.big() ? 8 : 4;
            if (values < 0 || values > tiff.channel().size()) {
                throw new IOException(tiff.file() + " is damaged: a field has " + values + " values");
            }
            long bytes = values * TYPE_BYTES[type];
            long offset = tiff.big() ? entries.getLong(value) : entries.getInt(value) & 0xffffffffL;
            ByteBuffer content = bytes <= room
                    ? entries.slice(value, (int) bytes).order(tiff.order())
                    : tiff.at(offset, bytes);
            fields.put(entries.getShort(at) & 0xffff, new Field(type, content));
        }
        return new TiffDirectory(tiff.file(), tiff.order(), fields);
    }

    boolean has(int tag) { return fields.containsKey(tag); }

    /// The numbers of a field; those otherwise where it is not there.
    long[] longs(int tag, long... otherwise) {
        Field field = fields.get(tag);
        if (field == null) return otherwise;
        ByteBuffer b = field.bytes();
        int width = TYPE_BYTES[field.type()];
        long[] values = new long[b.limit() / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (width) {
                case 1 -> b.get(i) & 0xff;
                case 2 -> b.getShort(2 * i) & 0xffff;
                case 4 -> b.getInt(4 * i) & 0xffffffffL;
                default -> b.getLong(8 * i);
            };
        }
        return values;
    }

    /// The first number of a field; the other where it is not there.
    long number(int tag, long otherwise) {
        long[] values = longs(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /// The first number of a field that must be there.
    long require(int tag, String what) throws IOException {
        long[] values = longs(tag);
        if (values.length == 0) throw new IOException(file + " is damaged: a page has no " + what);
        return values[0];
    }

    /// A fraction such as a resolution; nothing where it is none, or not positive.
    Optional<Double> fraction(int tag) {
        Field field = fields.get(tag);
        if (field == null || field.type() != RATIONAL || field.bytes().limit() < 8) return Optional.empty();
        double above = field.bytes().getInt(0) & 0xffffffffL;
        double below = field.bytes().getInt(4) & 0xffffffffL;
        return above > 0 && below > 0 ? Optional.of(above / below) : Optional.empty();
    }

    /// What the description says; an empty text where there is none.
    String description() {
        Field field = fields.get(DESCRIPTION);
        if (field == null || field.type() != ASCII) return "";
        byte[] text = new byte[field.bytes().limit()];
        field.bytes().get(0, text);
        int end = 0;
        while (end < text.length && text[end] != 0) end++;
        return new String(Arrays.copyOf(text, end), StandardCharsets.UTF_8);
    }
}
