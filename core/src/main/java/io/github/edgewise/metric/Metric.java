package io.github.edgewise.metric;

/// A number that says how well a predicted mask agrees with a reference mask.
///
/// To add one, write one class like [Dice] and its test.
public interface Metric {
    /// The name in tables and files, for example `dice` or `hd95`.
    String name();

    /// The unit of the value: `mm`, or empty for a plain number.
    default String unit() { return ""; }

    /// True where a higher value is better.
    boolean higherIsBetter();

    /// How bad a value is, for choosing the worst case.
    default double badness(double value) { return higherIsBetter() ? -value : value; }

    /// The value that replaces an undefined score if exactly one of the two masks is empty, under
    /// [EmptyMasks#PENALTY]. It is 0 if a higher value is better, otherwise the diagonal of the image in mm,
    /// which no distance between its voxels reaches. NaN means no penalty: other metrics count misses.
    default double penalty(MaskPair masks) { return higherIsBetter() ? 0 : masks.grid().diagonalMm(); }

    /// True if the score needs the probabilities behind a prediction ([MaskPair#probabilities]).
    default boolean needsProbabilities() { return false; }

    /// The score of one class of one case.
    Score score(MaskPair masks);
}
