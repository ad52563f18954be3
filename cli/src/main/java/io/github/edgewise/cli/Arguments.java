package io.github.edgewise.cli;

import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// Arguments that several commands read the same way.
final class Arguments {
    private Arguments() {}

    /// `Z,Y,X` or `Y,X` in mm.
    static Spacing spacing(String text) {
        double[] mm;
        try {
            mm = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("spacing is Z,Y,X or Y,X in mm, not '" + text + "'", e);
        }
        return switch (mm.length) {
            case 2 -> Spacing.of(mm[0], mm[1]);
            case 3 -> new Spacing(mm[0], mm[1], mm[2]);
            default ->
                throw new IllegalArgumentException("spacing is Z,Y,X or Y,X in mm, not '" + text + "'");
        };
    }
}
