package io.github.edgewise.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The colours of distances between borders: one for 0, then ten equal steps up to a largest distance. The
/// last step also holds all larger distances.
///
/// @param mostMm the largest distance that has a colour of its own
record ErrorScale(double mostMm) {
    private static final int STEPS = 10;
    private static final double USUAL_MOST_MM = 10;
    private static final double SHARE = 0.98;
    private static final double THINNEST = 1.5;
    private static final double THICKER = 1.5;

    /// A scale for these distances: up to a round number that 98 % of the distances other than 0 do not
    /// exceed, at most 10 mm; up to 1 mm if all are 0.
    static ErrorScale of(List<BoundaryError> errors) {
        var mm = new Distances();
        errors.forEach(error -> error.forEach(mm::add));
        if (mm.count == 0) return new ErrorScale(1);
        float[] sorted = Arrays.copyOf(mm.values, mm.count);
        Arrays.sort(sorted);
        return new ErrorScale(
                Math.min(USUAL_MOST_MM, Numbers.roundUp(sorted[(int) (SHARE * (sorted.length - 1))])));
    }

    private static final class Distances {
        private float[] values = new float[1024];
        private int count;

        void add(float mm) {
            if (mm == 0 || !Float.isFinite(mm)) return;
            if (count == values.length) values = Arrays.copyOf(values, 2 * count);
            values[count++] = mm;
        }
    }

    /// The step of a distance: 0 for no distance, otherwise 1 to 10.
    int step(float mm) { return mm == 0 ? 0 : (int) Math.min(STEPS, 1 + Math.floor(STEPS * mm / mostMm)); }

    /// The border of a prediction, as SVG paths.
    String predicted(Edges edges) { return edges.paths("e", STEPS + 1, this::step); }

    /// The border of a reference where it differs from the prediction's, as SVG paths.
    String missed(Edges edges) { return edges.paths("m", STEPS + 1, mm -> mm == 0 ? -1 : step(mm)); }

    /// The explanation of the lines and colours.
    String legend() {
        List<String> marks = List.of("0", Numbers.text(mostMm / 2), "\u2265 " + Numbers.text(mostMm) + " mm");
        return "<div class='legend'><span>Border of the prediction, coloured by its distance to the reference border"
                + Colours.bar(colours(Colours.WARM), marks)
                + "</span><span>Dashed: border of the reference where the prediction differs, coloured by its distance to "
                + "the predicted border" + Colours.bar(colours(Colours.COLD), marks) + "</span></div>"
                + "<p class='note'>Pale, thin lines: a small distance. Palest yellow: the borders agree. "
                + "A distance is measured from voxel faces to the border of the same class in the whole image, not only in "
                + "this slice, and is accurate to half a voxel. If the other mask lacks the class, the line has the colour of "
                + "the largest distances. Files without spacing count as 1 mm per pixel. "
                + "L, R, A, P, S and I are the patient's left, right, front, back, head and foot sides, in the "
                + "radiological convention; images without a position have no letters.</p>";
    }

    private static List<Integer> colours(List<Integer> scale) {
        return IntStream.rangeClosed(0, STEPS).mapToObj(i -> Colours.at(scale, (double) i / STEPS)).toList();
    }

    /// The colours and widths of the lines, as CSS.
    static String style() {
        var css = new StringBuilder();
        for (int i = 0; i <= STEPS; i++) {
            css.append(String.format(Locale.ROOT, ".e%d,.m%d{--w:%.1f}.e%d{stroke:%s}.m%d{stroke:%s}", i, i,
                    THINNEST + THICKER * i / STEPS, i, Colours.hex(colours(Colours.WARM).get(i)), i,
                    Colours.hex(colours(Colours.COLD).get(i))));
        }
        return css.append('\n').toString();
    }
}
