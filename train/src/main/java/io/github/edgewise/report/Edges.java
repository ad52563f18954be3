package io.github.edgewise.report;

import io.github.edgewise.volume.LabelMap;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/// The borders of classes in one shown slice: faces between voxels of different classes, each with a value.
/// The edge of the image is not a border.
final class Edges {
    private final int columns;
    private final int rows;
    private int[] places = new int[64];
    private float[] values = new float[64];
    private int count;

    private Edges(View.Box box) {
        columns = box.width() + 1;
        rows = box.height() + 1;
    }

    /// The value of a face between a voxel inside class `k` and a voxel outside.
    interface Value {
        float of(int k, int inside, int outside);
    }

    /// Receives the value of each edge.
    interface Visitor {
        void accept(float value);
    }

    /// The faces of all classes except 0 in slice `z`. Where two classes meet, the larger value counts.
    static Edges of(View view, LabelMap labels, int z, Value value) {
        View.Box box = view.box();
        var edges = new Edges(box);
        for (int y = 0; y < box.height(); y++) {
            for (int x = 0; x < box.width(); x++) {
                int here = view.index(z, y, x);
                if (x > 0) edges.face(labels, here, view.index(z, y, x - 1), value, y, x, 1);
                if (y > 0) edges.face(labels, here, view.index(z, y - 1, x), value, y, x, 0);
            }
        }
        return edges;
    }

    private void face(LabelMap labels, int one, int other, Value value, int y, int x, int vertical) {
        int k = labels.at(one);
        int l = labels.at(other);
        if (k == l) return;
        float most = Math.max(k == 0 ? 0 : value.of(k, one, other), l == 0 ? 0 : value.of(l, other, one));
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        places[count] = 2 * (y * columns + x) + vertical;
        values[count++] = most;
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < count; i++) {
            visitor.accept(values[i]);
        }
    }

    /// SVG paths, one for every kind of edge that occurs, in the order of the kinds.
    ///
    /// @param style the CSS class of a path is this text followed by its kind
    /// @param kinds the number of kinds
    /// @param kind the kind of a value, from 0; negative for edges to leave out
    String paths(String style, int kinds, ToIntFunction<Float> kind) {
        byte[] grid = new byte[2 * rows * columns];
        boolean[] seen = new boolean[kinds];
        for (int i = 0; i < count; i++) {
            int its = kind.applyAsInt(values[i]);
            if (its < 0) continue;
            grid[places[i]] = (byte) (its + 1);
            seen[its] = true;
        }
        var svg = new StringBuilder();
        for (int c = 0; c < kinds; c++) {
            if (!seen[c]) continue;
            svg.append("<path class='").append(style).append(c).append("' d='");
            for (int i = 0; i < count; i++) {
                if (grid[places[i]] == c + 1) trace(grid, places[i], (byte) (c + 1), svg);
            }
            svg.append("'/>");
        }
        return svg.toString();
    }

    /// Appends the chain of edges of one kind that begins here, and removes it from the grid.
    private void trace(byte[] grid, int first, byte kind, StringBuilder svg) {
        int x = first / 2 % columns;
        int y = first / 2 / columns;
        svg.append('M').append(x).append(' ').append(y);
        int direction = first % 2; // 0 right, 1 down, 2 left, 3 up
        int length = 0;
        while (true) {
            int next = -1;
            for (int turn : new int[]{0, 1, 3}) {
                int to = (direction + turn) % 4;
                int place = place(x, y, to);
                if (place >= 0 && grid[place] == kind) {
                    next = to;
                    grid[place] = 0;
                    break;
                }
            }
            if (next != direction && length > 0) {
                run(svg, direction, length);
                length = 0;
            }
            if (next < 0) return;
            direction = next;
            length++;
            x += direction == 0 ? 1 : direction == 2 ? -1 : 0;
            y += direction == 1 ? 1 : direction == 3 ? -1 : 0;
        }
    }

    private static void run(StringBuilder svg, int direction, int length) {
        svg.append(direction % 2 == 0 ? 'h' : 'v').append(direction < 2 ? length : -length);
    }

    /// The edge that leaves a corner in a direction; -1 if it lies outside.
    private int place(int x, int y, int direction) {
        int ex = direction == 2 ? x - 1 : x;
        int ey = direction == 3 ? y - 1 : y;
        return ex < 0 || ey < 0 || ex >= columns || ey >= rows
                ? -1
                : 2 * (ey * columns + ex) + direction % 2;
    }
}
