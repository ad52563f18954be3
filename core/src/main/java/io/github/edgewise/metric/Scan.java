package io.github.edgewise.metric;

import io.github.edgewise.volume.ByteRuns;

/// Loops over masks that take eight voxels at a time.
final class Scan {

    private Scan() {}

    /// The first place from `from` on, before `to`, where a bit of `mask` is set; `to` if there is none.
    static int next(byte[] masks, int from, int to, byte mask) {
        long all = ByteRuns.eightTimes(mask);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long found = ByteRuns.eight(masks, at) & all;
            if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        while (at < to && (masks[at] & mask) == 0) at++;
        return at;
    }

    /// The first place after `from` where either array differs from its value at `from`; `to` if there is
    /// none.
    static int end(byte[] a, byte[] b, int from, int to) {
        long allA = ByteRuns.eightTimes(a[from]);
        long allB = ByteRuns.eightTimes(b[from]);
        int at = from + 1;
        for (; at + 8 <= to; at += 8) {
            long differs = (ByteRuns.eight(a, at) ^ allA) | (ByteRuns.eight(b, at) ^ allB);
            if (differs != 0) return at + (Long.numberOfTrailingZeros(differs) >>> 3);
        }
        while (at < to && a[at] == a[from] && b[at] == b[from]) at++;
        return at;
    }
}
