package io.github.edgewise.report;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// Label maps of 2-D drawings, a digit per class and a dot for background, and boxes in volumes.
final class Masks {
    private Masks() {}

    static LabelMap of(int classes, Spacing spacing, String... rows) {
        byte[] labels = new byte[rows.length * rows[0].length()];
        for (int i = 0; i < labels.length; i++) {
            char c = rows[i / rows[0].length()].charAt(i % rows[0].length());
            labels[i] = (byte) (c == '.' ? 0 : c - '0');
        }
        return new LabelMap(Grid.of(Shape.of(rows.length, rows[0].length()), spacing), classes, labels);
    }

    /// Class 1 from z, y, x on, `size` voxels along every axis.
    static LabelMap box(Grid grid, int z, int y, int x, int size) {
        Shape s = grid.shape();
        byte[] labels = new byte[s.voxels()];
        for (int dz = 0; dz < size; dz++) {
            for (int dy = 0; dy < size; dy++) {
                for (int dx = 0; dx < size; dx++) {
                    labels[s.index(z + dz, y + dy, x + dx)] = 1;
                }
            }
        }
        return new LabelMap(grid, 2, labels);
    }
}
