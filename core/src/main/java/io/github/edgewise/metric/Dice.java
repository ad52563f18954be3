package io.github.edgewise.metric;

/// The Dice coefficient, 2|P and G| / (|P| + |G|), from 0 to 1.
///
/// Undefined if both masks are empty (medpy gives 1, DeepMind NaN); 0 if one of them is empty.
public record Dice() implements Metric {
    @Override
    public String name() { return "dice"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        long sum = masks.predicted() + masks.referenced();
        if (sum == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        return new Score.Value(2. * masks.both() / sum);
    }
}
