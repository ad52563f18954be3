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

    /// The score of one class of one case.
    Score score(MaskPair masks);
}
