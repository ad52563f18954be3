package io.github.edgewise.statistics;

/// The step-down correction of Holm (1979) for several tests at once. Rejecting where the adjusted p is at
/// most alpha keeps the probability of any false rejection at alpha, whatever the dependence of the tests.
public final class Holm {
    private Holm() {}

    /// The adjusted p of every test, in the order given: with the p sorted, `p'_i = min(1, max over j <= i of
    /// (m - j + 1) p_j)`, m the number of tests. None for none. Equal to R's `p.adjust(p, "holm")`.
    ///
    /// @throws IllegalArgumentException if a p is not within 0 and 1
    public static double[] adjusted(double... p) {
        for (double one : p) {
            if (!(one >= 0 && one <= 1)) {
                throw new IllegalArgumentException("p = %s, expected 0 to 1".formatted(one));
            }
        }
        double[] adjusted = new double[p.length];
        double most = 0;
        int left = p.length;
        for (int test : Ranks.ascending(p)) {
            most = Math.max(most, Math.min(1, left-- * p[test]));
            adjusted[test] = most;
        }
        return adjusted;
    }
}
