package io.github.edgewise.metric;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Loops over masks that take eight voxels at a time.
final class Scan {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private Scan() {}

    /// The eight voxels that begin at `at`.
    static long eight(byte[] masks, int at) { return (long) EIGHT.get(masks, at); }

    /// Replaces the eight voxels that begin at `at`.
    static void put(byte[] masks, int at, long eight) { EIGHT.set(masks, at, eight); }

    /// The first place from `from` on, before `to`, where a bit of `mask` is set; `to` if there is none.
    static int next(byte[] masks, int from, int to, byte mask) {
        long all = mask * ONES;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long found = eight(masks, at) & all;
            if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        while (at < to && (masks[at] & mask) == 0) at++;
        return at;
    }

    /// The first place after `from` where either array differs from its value at `from`; `to` if there is
    /// none.
    static int end(byte[] a, byte[] b, int from, int to) {
        long allA = (a[from] & 0xffL) * ONES;
        long allB = (b[from] & 0xffL) * ONES;
        int at = from + 1;
        for (; at + 8 <= to; at += 8) {
            long differs = (eight(a, at) ^ allA) | (eight(b, at) ^ allB);
            if (differs != 0) return at + (Long.numberOfTrailingZeros(differs) >>> 3);
        }
        while (at < to && a[at] == a[from] && b[at] == b[from]) at++;
        return at;
    }
}
