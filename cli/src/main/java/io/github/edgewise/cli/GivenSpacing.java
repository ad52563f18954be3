package io.github.edgewise.cli;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The value of `--spacing`: two numbers for an image, three for a volume.
///
/// @param text as it was given
/// @param axes how many numbers there are
/// @param mm the numbers; z is 1 for two of them
record GivenSpacing(String text, int axes, Spacing mm) {
    /// `Z,Y,X` or `Y,X` in mm.
    ///
    /// @throws WrongUsage where it is not two or three positive numbers
    static GivenSpacing of(String text) {
        double[] mm;
        try {
            mm = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw new WrongUsage(wrong(text), e);
        }
        return switch (mm.length) {
            case 2 -> new GivenSpacing(text, 2, Arguments.of("--spacing", () -> Spacing.of(mm[0], mm[1])));
            case 3 -> new GivenSpacing(text, 3,
                    Arguments.of("--spacing", () -> new Spacing(mm[0], mm[1], mm[2])));
            default -> throw new WrongUsage(wrong(text));
        };
    }

    private static String wrong(String text) { return "--spacing is Z,Y,X or Y,X in mm, not '" + text + "'"; }

    /// The grid of a file with this spacing.
    ///
    /// @throws InvalidInputException where the grid has another number of axes
    Grid on(Grid grid) {
        int needed = grid.shape().axes();
        if (needed != axes) {
            throw new InvalidInputException("--spacing " + text + " has " + axes + " numbers, but "
                    + (needed == 3 ? "a volume needs three: Z,Y,X" : "an image needs two: Y,X"));
        }
        return grid.with(mm);
    }
}
