package io.github.edgewise.cli;

import io.github.edgewise.file.Outputs;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Arguments that several commands read the same way.
final class Arguments {
    private Arguments() {}

    /// Fails if writing an image would replace the one that is read.
    static void requireOther(Path in, Path out) throws IOException {
        var outputs = new Outputs(Volumes.parts(in));
        for (Path file : Volumes.written(out)) {
            outputs.add(file);
        }
    }

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
