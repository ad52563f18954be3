package io.github.edgewise.metric;

/// The normalised surface Dice (NSD), the share of both borders that lies within a tolerance of the other,
/// from 0 to 1.
///
/// `(|{p in dP : d(p, dG) <= t}| + |{g in dG : d(g, dP) <= t}|) / (|dP| + |dG|)`. Source: Nikolov et al.,
/// Journal of Medical Internet Research 23, 2021 (arXiv 1809.04430). `POOLED` (default) counts border voxels
/// as MONAI does; `AREA` weighs surface elements as DeepMind and MIST do. There is no usual tolerance: it
/// should be what two experts differ by, and belongs next to every number.
///
/// Undefined where both masks are empty (DeepMind: NaN); 0 where one of them is.
///
/// @param toleranceMm at least 0
/// @param convention `POOLED` or `AREA`
public record SurfaceDice(double toleranceMm, Convention convention) implements Metric {
    /// The tolerance where none is named, in mm. MIST has it too; other tools have none.
    public static final double USUAL_MM = 1;

    public SurfaceDice {
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
            throw new IllegalArgumentException("a tolerance is 0 mm or more, not " + toleranceMm);
        }
        if (convention == Convention.DIRECTED) {
            throw new IllegalArgumentException("surface Dice looks at both borders together: its convention "
                    + "is POOLED or AREA");
        }
    }

    /// Counting border voxels, within 1 mm.
    public SurfaceDice() { this(USUAL_MM); }

    /// Counting border voxels.
    public SurfaceDice(double toleranceMm) { this(toleranceMm, Convention.POOLED); }

    @Override
    public String name() { return "nsd" + convention.suffix(); }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        if (masks.emptiness().isPresent()) return new Score.Value(0);
        BorderDistances one = convention.of(masks).fromPrediction();
        BorderDistances other = convention.of(masks).fromReference();
        return new Score.Value(
                (one.within(toleranceMm) + other.within(toleranceMm)) / (one.total() + other.total()));
    }
}
