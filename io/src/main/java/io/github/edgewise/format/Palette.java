package io.github.edgewise.format;

import java.util.List;
import java.util.stream.IntStream;

/// The colours that the indices of a picture stand for.
///
/// If all colours of a palette are greys, the pixels get these greys. Any other palette colours labels, as
/// annotation tools save them. Then the pixels are their indices, in one channel. So a mask keeps its labels,
/// whatever colours it has.
///
/// @param greys the grey for every index, 0 to 255; empty if some entries are colours
record Palette(List<Integer> greys) {
    static final String INDICES = "its colours count as labels: the values are the indices of its palette";

    Palette {
        greys = List.copyOf(greys);
    }

    /// A palette as TIFF stores it: all reds, then all greens, then all blues, from 0 to 65535.
    static Palette of16Bits(long[] colours) {
        int n = colours.length / 3;
        return of(n, IntStream.range(0, 3 * n).map(i -> (int) (colours[i] >> 8)).toArray());
    }

    /// @param colours all reds, then all greens, then all blues, from 0 to 255
    static Palette of(int n, int[] colours) {
        boolean grey = IntStream.range(0, n)
                .allMatch(i -> colours[i] == colours[n + i] && colours[i] == colours[2 * n + i]);
        return new Palette(grey
                ? IntStream.range(0, n).mapToObj(i -> colours[i]).toList()
                : List.of());
    }

    /// The values for these indices.
    float[] shown(float[] indices) {
        if (greys.isEmpty()) return indices;
        float[] shown = new float[indices.length];
        for (int i = 0; i < shown.length; i++) {
            int index = (int) indices[i];
            shown[i] = index < greys.size() ? greys.get(index) : 0;
        }
        return shown;
    }
}
