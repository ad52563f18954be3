package io.github.edgewise.statistics;

/// How large a paired difference is, apart from how sure one may be of it.
///
/// Both numbers count differences of at most 1e-9 of the largest as zero, as [Wilcoxon] does.
public final class EffectSize {
    private EffectSize() {}

    /// The matched-pairs rank-biserial correlation `(W+ - W-) / (W+ + W-)` (Kerby 2014), from -1 (all
    /// differences negative) to 1 (all positive), with the ranks of [Wilcoxon]: zeros are dropped. 0 where
    /// all are zero, NaN where there are none.
    ///
    /// @throws IllegalArgumentException if a difference is not finite
    public static double rankBiserial(double... differences) {
        var ranks = new SignedRanks(differences);
        double all = ranks.positive() + ranks.negative();
        if (all > 0) return (ranks.positive() - ranks.negative()) / all;
        return differences.length == 0 ? Double.NaN : 0;
    }

    /// The share of positive differences, zeros counted half, from 0 to 1: how often the first of a pair
    /// wins, where differences are turned so that positive is better. 1/2 where all are zero, NaN where there
    /// are none.
    ///
    /// @throws IllegalArgumentException if a difference is not finite
    public static double winRate(double... differences) {
        var ranks = new SignedRanks(differences);
        return (ranks.ahead() + ranks.zeros() / 2.) / differences.length;
    }
}
