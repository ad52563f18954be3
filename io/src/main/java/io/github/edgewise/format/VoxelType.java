package io.github.edgewise.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The number types that voxels are stored as, by their NumPy names.
public enum VoxelType {
    UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), UINT64(8), INT64(8), FLOAT32(4), FLOAT64(8);

    private static final double TWO_TO_64 = 0x1p64;
    private final int bytes;

    VoxelType(int bytes) { this.bytes = bytes; }

    /// The number of bytes of one voxel.
    int bytes() { return bytes; }

    /// The name in small letters, such as `int16`.
    String label() { return name().toLowerCase(Locale.ROOT); }

    /// The type with that label.
    static Optional<VoxelType> named(String label) {
        return Arrays.stream(values()).filter(t -> t.label().equals(label)).findFirst();
    }

    boolean isFloat() { return this == FLOAT32 || this == FLOAT64; }

    /// The next value of the buffer, in its byte order. 64-bit integers beyond 2^53 are rounded.
    double next(ByteBuffer in) {
        return switch (this) {
            case UINT8 -> in.get() & 0xff;
            case INT8 -> in.get();
            case INT16 -> in.getShort();
            case UINT16 -> in.getShort() & 0xffff;
            case INT32 -> in.getInt();
            case UINT32 -> in.getInt() & 0xffffffffL;
            case INT64 -> in.getLong();
            case UINT64 -> {
                long value = in.getLong();
                yield value < 0 ? value + TWO_TO_64 : value;
            }
            case FLOAT32 -> in.getFloat();
            case FLOAT64 -> in.getDouble();
        };
    }

    /// Writes a value that this type can hold.
    void put(ByteBuffer out, float value) {
        switch (this) {
            case UINT8, INT8 -> out.put((byte) (int) value);
            case UINT16, INT16 -> out.putShort((short) (int) value);
            case UINT32, INT32 -> out.putInt((int) (long) value);
            case INT64 -> out.putLong((long) value);
            case UINT64 -> out.putLong(value < 0x1p63f ? (long) value : (long) (value - 0x1p63f) ^ 1L << 63);
            case FLOAT32 -> out.putFloat(value);
            case FLOAT64 -> out.putDouble(value);
        }
    }

    /// True if this type can hold the value without changing it.
    boolean holds(float value) {
        if (isFloat()) return true;
        if (value != Math.rint(value)) return false; // NaN too
        boolean signed = name().startsWith("INT");
        double limit = Math.scalb(1.0, signed ? 8 * bytes - 1 : 8 * bytes);
        return value < limit && value >= (signed ? -limit : 0) && !isNegativeZero(value);
    }

    private static boolean isNegativeZero(float value) {
        return Float.floatToRawIntBits(value) == Float.floatToRawIntBits(-0f);
    }

    /// True if this type can hold every value without changing it.
    boolean holds(float[] values) {
        for (float value : values) {
            if (!holds(value)) return false;
        }
        return true;
    }
}
