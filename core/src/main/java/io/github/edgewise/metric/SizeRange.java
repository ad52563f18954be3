package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;

/// A class of lesion sizes: above one size, up to and including another, in mm^3 (in 2-D, in mm^2). So
/// classes that follow each other share no lesion and leave none out.
///
/// @param from smaller than `to`; may be negative infinity
/// @param to may be infinity
public record SizeRange(double from, double to) {
    public SizeRange {
        if (!(from < to)) {
            throw new InvalidInputException("lesion sizes reach from a smaller one to a larger one, not from "
                    + from + " to " + to + " mm^3");
        }
    }

    /// True for a lesion of one of these sizes.
    public boolean holds(double size) { return size > from && size <= to; }
}
