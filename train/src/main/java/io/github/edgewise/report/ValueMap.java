package io.github.edgewise.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A number per voxel as a picture in the colours of a scale. A script can read the numbers back from the
/// colours.
///
/// @param name of the quantity
/// @param unit of its numbers; may be empty
/// @param low values up to this have the first colour
/// @param high values from this on have the last colour
/// @param scale the colours
record ValueMap(String name, String unit, double low, double high, List<Integer> scale) {
    /// Odd, so that the middle of a symmetric scale has a colour.
    private static final int LEVELS = 201;
    private static final int LARGEST = 900;
    private static final int BOXES = 21;
    private static final double SHARE = 0.995;
    private static final double NOTHING = 1e-6;

    /// A scale from 0 to a round number that 99.5 % of the values other than 0 do not exceed in size.
    static ValueMap upward(String name, String unit, float[] values) {
        return new ValueMap(name, unit, 0, most(values), Colours.WARM);
    }

    /// A scale that is symmetric about 0: blue below, orange above.
    static ValueMap symmetric(String name, String unit, double most) {
        return new ValueMap(name, unit, -most, most, Colours.DIVERGING);
    }

    /// The same up to a round number that 99.5 % of the values other than 0 do not exceed in size.
    static ValueMap symmetric(String name, String unit, float[] values) {
        return symmetric(name, unit, most(values));
    }

    private static double most(float[] values) {
        float[] sizes = new float[values.length];
        int n = 0;
        for (float value : values) {
            if (Math.abs(value) > NOTHING) sizes[n++] = Math.abs(value);
        }
        if (n == 0) return 1;
        Arrays.sort(sizes, 0, n);
        return Numbers.roundUp(sizes[(int) (SHARE * (n - 1))]);
    }

    /// The shown part of slice `z` as a `data:` URI.
    String picture(View view, int z, float[] values) {
        View.Box box = view.box();
        int height = box.fitted(LARGEST).height();
        int width = box.fitted(LARGEST).width();
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette());
        byte[] levels = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                float value = values[view.index(z, y * box.height() / height, x * box.width() / width)];
                double share = Math.clamp((value - low) / (high - low), 0, 1);
                levels[i] = (byte) Math.round(share * (LEVELS - 1));
            }
        }
        return DataUri.png(picture);
    }

    private IndexColorModel palette() {
        byte[][] rgb = new byte[3][LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            int colour = Colours.at(scale, (double) i / (LEVELS - 1));
            for (int c = 0; c < 3; c++) {
                rgb[c][i] = (byte) (colour >> (16 - 8 * c));
            }
        }
        return new IndexColorModel(8, LEVELS, rgb[0], rgb[1], rgb[2]);
    }

    /// The attributes by which a script reads the numbers back.
    String attributes() {
        return String.format(Locale.ROOT,
                "data-name='%s' data-unit='%s' data-low='%s' data-high='%s' data-scale='%s' aria-label='%s'",
                Html.escaped(name), Html.escaped(unit), low, high,
                String.join(" ", scale.stream().map(Colours::hex).toList()), Html.escaped(name));
    }

    /// The legend: the colours with their numbers.
    String legend() {
        String end = (unit.isEmpty() && low == 0 ? "" : "\u2265 ") + Numbers.text(high)
                + (unit.isEmpty() ? "" : " " + unit);
        List<String> marks = low < 0
                ? List.of("\u2264 \u2212" + Numbers.text(high), "0", end)
                : List.of("0", Numbers.text(high / 2), end);
        return Colours.bar(IntStream.range(0, BOXES)
                .mapToObj(i -> Colours.at(scale, (double) i / (BOXES - 1))).toList(), marks);
    }
}
