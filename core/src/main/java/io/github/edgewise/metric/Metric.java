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

    /// How bad a value is, for picking the worst case.
    default double badness(double value) { return higherIsBetter() ? -value : value; }

    /// What stands for an undefined score where one of the two masks is empty and the other is not, if
    /// [EmptyMasks#PENALTY] asks for it: 0 where a higher value is better, else the diagonal of the image in
    /// mm, which no distance between its voxels reaches. NaN for none: misses are left to other metrics.
    default double penalty(MaskPair masks) { return higherIsBetter() ? 0 : masks.grid().diagonalMm(); }

    /// The score of one class of one case.
    Score score(MaskPair masks);
}
