package io.github.edgewise.volume;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the ends of runs of equal bytes, eight bytes at a time: several times faster than a loop over bytes
/// where runs are long, as in label maps.
public final class ByteRuns {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private ByteRuns() {}

    /// Eight bytes from `at` on, the first one lowest.
    public static long eight(byte[] bytes, int at) { return (long) EIGHT.get(bytes, at); }

    /// Replaces eight bytes from `at` on.
    public static void put(byte[] bytes, int at, long eight) { EIGHT.set(bytes, at, eight); }

    /// Eight times the same byte.
    public static long eightTimes(byte value) { return (value & 0xffL) * ONES; }

    /// The first place from `from` on, before `to`, that has another value; `to` where there is none.
    public static int end(byte[] bytes, int from, int to, byte value) {
        long all = eightTimes(value);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long differs = eight(bytes, at) ^ all;
            if (differs != 0) return at + (Long.numberOfTrailingZeros(differs) >>> 3);
        }
        while (at < to && bytes[at] == value) at++;
        return at;
    }

    /// The first place from `from` on, before `to`, that has this value; `to` where there is none.
    public static int next(byte[] bytes, int from, int to, byte value) {
        long all = eightTimes(value);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long zeroWhereEqual = eight(bytes, at) ^ all;
            long equal = (zeroWhereEqual - ONES) & ~zeroWhereEqual & (ONES << 7);
            if (equal != 0) return at + (Long.numberOfTrailingZeros(equal) >>> 3);
        }
        while (at < to && bytes[at] != value) at++;
        return at;
    }
}
