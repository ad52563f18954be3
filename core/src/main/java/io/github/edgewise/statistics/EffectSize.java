package io.github.edgewise.statistics;

/// How large a paired difference is. How certain it is, is another question.
///
/// Both numbers count differences of at most 1e-9 of the largest as zero, like [Wilcoxon].
public final class EffectSize {
    private EffectSize() {}

    /// The matched-pairs rank-biserial correlation `(W+ - W-) / (W+ + W-)` (Kerby 2014), from -1 (all
    /// differences negative) to 1 (all positive). It uses the ranks of [Wilcoxon]: zeros are left out. 0 if
    /// all differences are zero, NaN if there are none.
    ///
    /// @throws IllegalArgumentException if a difference is not finite
    public static double rankBiserial(double... differences) {
        var ranks = new SignedRanks(differences);
        double all = ranks.positive() + ranks.negative();
        if (all > 0) return (ranks.positive() - ranks.negative()) / all;
        return differences.length == 0 ? Double.NaN : 0;
    }

    /// The share of positive differences, from 0 to 1; zeros count half. If positive means better, this is
    /// how often the first of a pair wins. 1/2 if all differences are zero, NaN if there are none.
    ///
    /// @throws IllegalArgumentException if a difference is not finite
    public static double winRate(double... differences) {
        var ranks = new SignedRanks(differences);
        return (ranks.ahead() + ranks.zeros() / 2.) / differences.length;
    }
}
