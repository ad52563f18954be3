package io.github.edgewise.plan;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.prepare.Normalisation;
import java.util.Optional;

/// Settings of a recipe for images, which replace those planned from the data.
///
/// @param size rows and columns of every slice, which is resized to them whole; 0 for slices as the plan
///     crops and resamples them
/// @param values how the values of every channel are normalised
public record Images(int size, Values values) {
    /// All as planned.
    public static final Images AS_PLANNED = new Images(0, Values.AUTO);

    private static final int SMALLEST = 8;

    /// How values are normalised.
    public enum Values {
        /// As planned.
        AUTO,
        /// Mean 0 and deviation 1 of every image.
        IMAGE,
        /// The same where it is not 0.
        NONZERO,
        /// From 0, the least value of the whole image, to 1, its greatest.
        RANGE
    }

    public Images {
        if (size != 0 && size < SMALLEST) {
            throw new InvalidInputException("images are resized to at least " + SMALLEST
                    + " rows and columns, or not at all with 0, but size is " + size);
        }
    }

    Optional<Normalisation> normalisation() {
        return switch (values) {
            case AUTO -> Optional.empty();
            case IMAGE -> Optional.of(Normalisation.IMAGE);
            case NONZERO -> Optional.of(Normalisation.NONZERO);
            case RANGE -> Optional.of(Normalisation.RANGE);
        };
    }
}
