package io.github.edgewise.schedule;

import io.github.edgewise.InvalidInputException;

/// What the settings of schedules may be.
final class Range {
    private Range() {}

    /// Requires a finite number from 0 up.
    static void fromZero(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InvalidInputException(name + " must be a number from 0 up, but is " + value);
        }
    }

    /// Requires a number above 0, possibly infinite.
    static void aboveZero(String name, double value) {
        if (!(value > 0)) throw new InvalidInputException(name + " must be above 0, but is " + value);
    }

    /// Requires a finite number.
    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidInputException(name + " must be a finite number, but is " + value);
        }
    }

    /// Requires a number of epochs.
    static void pause(int epochs) {
        if (epochs < 0) throw new InvalidInputException("pause must be 0 epochs or more, but is " + epochs);
    }
}
