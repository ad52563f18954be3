package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;

/// The normalised surface Dice (NSD): the share of both borders that is within a tolerance of the other
/// border, from 0 to 1.
///
/// `(|{p in dP : d(p, dG) <= t}| + |{g in dG : d(g, dP) <= t}|) / (|dP| + |dG|)`. Source: Nikolov et al.,
/// Journal of Medical Internet Research 23, 2021 (arXiv 1809.04430). `POOLED` (default) counts border voxels
/// as MONAI does. `AREA` weights surface elements by area as DeepMind and MIST do. `EXACT` measures the area
/// of the points of the voxel faces within the tolerance, to 1e-9 of the whole. There is no usual tolerance.
/// It should be the typical difference between two experts, and be reported with every number.
///
/// Undefined if both masks are empty (DeepMind: NaN); 0 if one of them is empty.
///
/// @param toleranceMm at least 0
/// @param convention `POOLED`, `AREA` or `EXACT`
public record SurfaceDice(double toleranceMm, Convention convention) implements Metric {
    /// The tolerance if none is given, in mm. MIST uses the same; other tools have no default.
    public static final double USUAL_MM = 1;

    public SurfaceDice {
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
            throw new InvalidInputException("the tolerance must be 0 mm or more, but is " + toleranceMm);
        }
        if (convention == Convention.DIRECTED) {
            throw new InvalidInputException("surface Dice uses both borders together, so its convention "
                    + "must be POOLED, AREA or EXACT, but is " + convention);
        }
    }

    /// Counts border voxels, with a tolerance of 1 mm.
    public SurfaceDice() { this(USUAL_MM); }

    /// Counts border voxels.
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
