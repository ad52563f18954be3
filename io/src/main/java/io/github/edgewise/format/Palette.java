package io.github.edgewise.format;

import java.util.List;
import java.util.stream.IntStream;

/// The colours that the indices of a picture stand for.
///
/// A palette of greys is a picture of greys: its pixels are the greys they show. Any other palette is a
/// colouring of labels, as annotation tools save them: its pixels are their indices, one channel. So a mask
/// keeps its labels whatever colours it was given.
///
/// @param greys of 0 to 255 for every index; none where some are colours
record Palette(List<Integer> greys) {
    static final String INDICES = "its colours are taken for those of labels: values are the indices of its palette";

    Palette {
        greys = List.copyOf(greys);
    }

    /// All reds, then all greens, then all blues, of 0 to 65535, as TIFF has them.
    static Palette of16Bits(long[] colours) {
        int n = colours.length / 3;
        return of(n, IntStream.range(0, 3 * n).map(i -> (int) (colours[i] >> 8)).toArray());
    }

    /// @param colours all reds, then all greens, then all blues, of 0 to 255
    static Palette of(int n, int[] colours) {
        boolean grey = IntStream.range(0, n)
                .allMatch(i -> colours[i] == colours[n + i] && colours[i] == colours[2 * n + i]);
        return new Palette(grey
                ? IntStream.range(0, n).mapToObj(i -> colours[i]).toList()
                : List.of());
    }

    /// What indices stand for.
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
