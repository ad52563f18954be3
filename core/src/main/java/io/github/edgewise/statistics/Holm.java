package io.github.edgewise.statistics;

/// The step-down correction of Holm (1979) for several tests at once. If a test is rejected when its adjusted
/// p is at most alpha, the probability of any false rejection is at most alpha, however the tests depend on
/// each other.
public final class Holm {
    private Holm() {}

    /// The adjusted p of every test, in the order given. With the p in ascending order, `p'_i = min(1, max
    /// over j <= i of (m - j + 1) p_j)`, where m is the number of tests. An empty array for no tests. Equal
    /// to R's `p.adjust(p, "holm")`.
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
