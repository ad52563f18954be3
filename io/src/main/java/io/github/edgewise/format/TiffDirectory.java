package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.plugins.tiff.TIFFTag;

/// The fields of one page of a TIFF file, by the numbers that the JDK's `BaselineTIFFTagSet` names. A value
/// is read when it is asked for.
///
/// @param tiff the file
/// @param fields where the values are
record TiffDirectory(TiffBytes tiff, Map<Integer, Field> fields) {
    /// Bytes of the types 0 to 18.
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    TiffDirectory {
        fields = Map.copyOf(fields);
    }

    /// Numbers or text.
    ///
    /// @param type the TIFF number of their type
    /// @param count how many there are
    /// @param place their bytes where these fit in here, otherwise where in the file they begin
    record Field(int type, long count, ByteBuffer place) {}

    /// @param entries the fields one after the other, as the file has them
    static TiffDirectory of(TiffBytes tiff, ByteBuffer entries) {
        var fields = new HashMap<Integer, Field>();
        while (entries.hasRemaining()) {
            int tag = entries.getShort() & 0xffff;
            int type = entries.getShort() & 0xffff;
            long count = tiff.offset(entries);
            ByteBuffer place = entries.slice(entries.position(), tiff.room()).order(tiff.order());
            entries.position(entries.position() + tiff.room());
            boolean known = type < TYPE_BYTES.length && TYPE_BYTES[type] > 0;
            if (known) fields.put(tag, new Field(type, count, place)); // readers pass over unknown types
        }
        return new TiffDirectory(tiff, fields);
    }

    Path file() { return tiff.file(); }

    boolean has(int tag) { return fields.containsKey(tag); }

    /// The bytes of a field, in the byte order of the file; none where it is not there.
    ByteBuffer bytes(int tag) throws IOException {
        Field field = fields.get(tag);
        if (field == null) return ByteBuffer.allocate(0);
        if (field.count < 0 || field.count > tiff.channel().size()) {
            throw new IOException(file() + " is damaged: a field has " + field.count + " values");
        }
        long bytes = field.count * TYPE_BYTES[field.type];
        return bytes <= tiff.room()
                ? field.place.slice(0, (int) bytes).order(tiff.order())
                : tiff.at(tiff.offset(field.place.duplicate().order(tiff.order())), bytes);
    }

    /// The numbers of a field, two to a fraction; those otherwise where it is not there.
    long[] longs(int tag, long... otherwise) throws IOException {
        Field field = fields.get(tag);
        if (field == null) return otherwise;
        ByteBuffer b = bytes(tag);
        int width = field.type == TIFFTag.TIFF_RATIONAL ? 4 : TYPE_BYTES[field.type];
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
    long number(int tag, long otherwise) throws IOException {
        long[] values = longs(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /// The number of pixels to a unit of length, a fraction, upside down; 1 where it is none, or not
    /// positive.
    double unitsPerPixel(int tag) throws IOException {
        long[] fraction = longs(tag);
        return fraction.length == 2 && fraction[0] > 0 && fraction[1] > 0
                ? (double) fraction[1] / fraction[0]
                : 1;
    }

    /// What the description says, to its first zero byte; an empty text where there is none.
    String description() throws IOException {
        return TextHeader.decoded(bytes(TAG_IMAGE_DESCRIPTION)).split("\0", 2)[0];
    }
}
