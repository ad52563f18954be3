package io.github.edgewise.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The colours of distances between borders: 0, then ten equal steps up to a largest distance, the last of
/// which also holds what is farther.
///
/// @param mostMm the largest distance that is told apart
record ErrorScale(double mostMm) {
    private static final int STEPS = 10;
    private static final double USUAL_MOST_MM = 10;
    private static final double SHARE = 0.98;
    private static final double THINNEST = 1.5;
    private static final double THICKER = 1.5;

    /// A round number that 98 % of the distances other than 0 do not exceed, at most 10 mm; 1 mm where there
    /// is none.
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

    /// 0 for no distance, otherwise from 1 to 10.
    int step(float mm) { return mm == 0 ? 0 : (int) Math.min(STEPS, 1 + Math.floor(STEPS * mm / mostMm)); }

    /// The border of a prediction.
    String drawn(Edges edges) { return edges.paths("e", STEPS + 1, this::step); }

    /// The border of a reference where the prediction has none.
    String missed(Edges edges) { return edges.paths("m", STEPS + 1, mm -> mm == 0 ? -1 : step(mm)); }

    /// What the lines mean.
    String legend() {
        List<String> marks = List.of("0", Numbers.text(mostMm / 2), "\u2265 " + Numbers.text(mostMm) + " mm");
        return "<div class='legend'><span>Prediction's border, by its distance to the reference's"
                + Colours.bar(colours(Colours.WARM), marks)
                + "</span><span>Dashed: the reference's border where the prediction's is elsewhere, by its "
                + "distance to that" + Colours.bar(colours(Colours.COLD), marks) + "</span></div>"
                + "<p class='note'>The paler and thinner, the nearer; the palest yellow alone: both borders agree. "
                + "Distances are to the border of the same class in the whole image, not only in the slice, from the "
                + "faces of voxels, to half a voxel; a class that the other side lacks counts as farthest. Files "
                + "without spacing count as 1 mm a pixel.</p>";
    }

    private static List<Integer> colours(List<Integer> scale) {
        return IntStream.rangeClosed(0, STEPS).mapToObj(i -> Colours.at(scale, (double) i / STEPS)).toList();
    }

    /// The colours of the lines, and how thick they are.
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
