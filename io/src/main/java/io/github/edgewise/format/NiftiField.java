package io.github.edgewise.format;

import java.nio.ByteBuffer;

/// The fields of a NIfTI header that have a meaning, and where the two versions of the standard keep them.
///
/// `S`, `I`, `L` are integers of 2, 4 and 8 bytes, `B` single bytes, `F` and `D` floating-point numbers.
enum NiftiField {
    DIM_INFO(1, 'B', 39, 'B', 524),
    DIM(8, 'S', 40, 'L', 16),
    INTENT_PARAMETERS(3, 'F', 56, 'D', 80),
    INTENT(1, 'S', 68, 'I', 504),
    DATATYPE(1, 'S', 70, 'S', 12),
    BITPIX(1, 'S', 72, 'S', 14),
    SLICE_START(1, 'S', 74, 'L', 224),
    PIXDIM(8, 'F', 76, 'D', 104),
    VOX_OFFSET(1, 'F', 108, 'L', 168),
    SLOPE(1, 'F', 112, 'D', 176),
    INTERCEPT(1, 'F', 116, 'D', 184),
    SLICE_END(1, 'S', 120, 'L', 232),
    SLICE_CODE(1, 'B', 122, 'I', 496),
    UNITS(1, 'B', 123, 'I', 500),
    CAL_MAX(1, 'F', 124, 'D', 192),
    CAL_MIN(1, 'F', 128, 'D', 200),
    SLICE_DURATION(1, 'F', 132, 'D', 208),
    TIME_OFFSET(1, 'F', 136, 'D', 216),
    DESCRIPTION(80, 'B', 148, 'B', 240),
    AUX_FILE(24, 'B', 228, 'B', 320),
    QFORM_CODE(1, 'S', 252, 'I', 344),
    SFORM_CODE(1, 'S', 254, 'I', 348),
    QUATERNION(3, 'F', 256, 'D', 352),
    QOFFSET(3, 'F', 268, 'D', 376),
    SROW(12, 'F', 280, 'D', 400),
    INTENT_NAME(16, 'B', 328, 'B', 508);

    private final int count;
    private final char kind1;
    private final int offset1;
    private final char kind2;
    private final int offset2;

    NiftiField(int count, char kind1, int offset1, char kind2, int offset2) {
        this.count = count;
        this.kind1 = kind1;
        this.offset1 = offset1;
        this.kind2 = kind2;
        this.offset2 = offset2;
    }

    /// The number of values.
    int count() { return count; }

    private char kind(int version) { return version == 2 ? kind2 : kind1; }

    private int at(int version, int i) {
        int bytes = switch (kind(version)) {
            case 'B' -> 1;
            case 'S' -> 2;
            case 'I', 'F' -> 4;
            default -> 8;
        };
        return (version == 2 ? offset2 : offset1) + i * bytes;
    }

    /// Value `i` of a whole-number field.
    long integer(ByteBuffer header, int version, int i) {
        int at = at(version, i);
        return switch (kind(version)) {
            case 'B' -> header.get(at);
            case 'S' -> header.getShort(at);
            case 'I' -> header.getInt(at);
            case 'L' -> header.getLong(at);
            default -> (long) number(header, version, i);
        };
    }

    /// Value `i` of any field; exact but for whole numbers beyond 2^53.
    double number(ByteBuffer header, int version, int i) {
        return switch (kind(version)) {
            case 'F' -> header.getFloat(at(version, i));
            case 'D' -> header.getDouble(at(version, i));
            default -> integer(header, version, i);
        };
    }

    void put(ByteBuffer header, int version, int i, double value) {
        int at = at(version, i);
        switch (kind(version)) {
            case 'B' -> header.put(at, (byte) (int) value);
            case 'S' -> header.putShort(at, (short) (int) value);
            case 'I' -> header.putInt(at, (int) value);
            case 'L' -> header.putLong(at, (long) value);
            case 'F' -> header.putFloat(at, (float) value);
            default -> header.putDouble(at, value);
        }
    }

    /// The same number in all values of the field.
    void fill(ByteBuffer header, int version, double value) {
        for (int i = 0; i < count; i++) {
            put(header, version, i, value);
        }
    }
}
