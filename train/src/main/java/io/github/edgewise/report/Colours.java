package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// Colours that people with any kind of colour vision can distinguish (Okabe and Ito, 2008), and scales
/// between them.
final class Colours {
    /// One per class, then from the first again.
    private static final List<Integer> CLASSES = List.of(0x56b4e9, 0xe69f00, 0x009e73, 0xf0e442, 0xcc79a7,
            0xd55e00);
    /// From low to high.
    static final List<Integer> WARM = List.of(0xfffbe0, 0xf0e442, 0xe69f00, 0xd55e00, 0xa32013);
    /// From low to high, for a second quantity beside the first.
    static final List<Integer> COLD = List.of(0xdff3ff, 0x56b4e9, 0x0072b2);
    /// From negative over 0 to positive.
    static final List<Integer> DIVERGING = List.of(0x0072b2, 0xffffff, 0xd55e00);

    private Colours() {}

    /// The colour of class `k`, from 1 on.
    private static String ofClass(int k) { return hex(CLASSES.get(place(k))); }

    private static int place(int k) { return (k - 1) % CLASSES.size(); }

    /// The border of every class in its colour, as SVG paths.
    static String outlines(Edges edges) { return edges.paths("c", CLASSES.size(), k -> place(k.intValue())); }

    /// The colours of these paths, as CSS.
    static String style() {
        var css = new StringBuilder();
        for (int k = 1; k <= CLASSES.size(); k++) {
            css.append(".c").append(place(k)).append("{stroke:").append(ofClass(k)).append('}');
        }
        return css.append('\n').toString();
    }

    /// A square in the colour of a class.
    static String swatch(int classIndex) {
        return "<span class='class' style='background:" + ofClass(classIndex) + "'></span>";
    }

    /// The colour at a share of a scale, from 0 to 1.
    static int at(List<Integer> scale, double share) {
        double place = Math.clamp(share, 0, 1) * (scale.size() - 1);
        int i = Math.min((int) place, scale.size() - 2);
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int from = scale.get(i) >> shift & 0xff;
            int to = scale.get(i + 1) >> shift & 0xff;
            mixed |= (int) Math.round(from + (to - from) * (place - i)) << shift;
        }
        return mixed;
    }

    static String hex(int colour) { return String.format(Locale.ROOT, "#%06x", colour); }

    /// The legend of a scale: a row of coloured boxes with numbers below.
    ///
    /// @param boxes colours, the lowest first
    /// @param marks numbers at equal distances from the left end to the right end
    static String bar(List<Integer> boxes, List<String> marks) {
        int width = 240 / boxes.size();
        var svg = new StringBuilder("<svg class='bar' role='img' aria-label='")
                .append(Html.escaped(String.join(", ", marks)))
                .append(String.format(Locale.ROOT, "' viewBox='-20 0 %d 30'>", boxes.size() * width + 50));
        for (int i = 0; i < boxes.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<rect x='%d' width='%d' height='12' fill='%s'/>",
                    i * width, width, hex(boxes.get(i))));
        }
        for (int i = 0; i < marks.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<text x='%d' y='25' text-anchor='middle'>%s</text>",
                    i * boxes.size() * width / (marks.size() - 1), Html.escaped(marks.get(i))));
        }
        return svg.append("</svg>").toString();
    }
}
