package io.github.edgewise.statistics;

/// The rank correlation of Kendall (1945), with ties.
public final class Kendall {
    private Kendall() {}

    /// The tau-b of two rankings of the same things: `(C - D) / sqrt((C + D + A) (C + D + B))`. It counts
    /// pairs of things: C pairs have the same order in both rankings, D the opposite order, A are tied only
    /// in the second ranking and B only in the first. The range is -1 (reversed) to 1 (the same). If the
    /// formula is 0 / 0, the value is 1 if both rankings tie everything or there are fewer than two things,
    /// and 0 if only one ranking ties everything. Values within 1e-9 of the largest value of their ranking
    /// are tied.
    ///
    /// @throws IllegalArgumentException if a number is not finite or the lengths differ
    public static double tau(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException("two rankings must have the same length, but have %d and %d"
                    .formatted(first.length, second.length));
        }
        Finite.check("number", first);
        Finite.check("number", second);
        double[] a = Ranks.of(first);
        double[] b = Ranks.of(second);
        int agreement = 0;
        int apartInFirst = 0;
        int apartInSecond = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                int inFirst = Double.compare(a[i], a[j]);
                int inSecond = Double.compare(b[i], b[j]);
                agreement += inFirst * inSecond;
                apartInFirst += Math.abs(inFirst);
                apartInSecond += Math.abs(inSecond);
            }
        }
        if (apartInFirst == 0 && apartInSecond == 0) return 1;
        if (apartInFirst == 0 || apartInSecond == 0) return 0;
        return agreement / Math.sqrt((double) apartInFirst * apartInSecond);
    }
}
