package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import java.util.List;

/// A metric in the region of each component of the reference, averaged over the components: small lesions
/// count as much as large ones.
///
/// The region of a component is what is nearer to it than to any other, in mm between voxel centres; of equal
/// distances the component with the lower number. Components have 26 neighbours (8 in 2-D). In a region the
/// component is compared with all that is predicted there. So a false positive lowers the score of the
/// component that it is nearest to. A region in which nothing is predicted has the worst score: 0 if higher
/// is better, otherwise the diagonal of the box around the region in mm.
///
/// Source: Jaus et al., "Every Component Counts" (CC-Metrics), AAAI 2025 (arXiv 2410.18684). Their code
/// counts distances in voxels, not in mm, and has MONAI's HD95 (`cc_hd95:convention=DIRECTED`).
///
/// Undefined if the reference is empty; the worst score of the case if only the prediction is.
///
/// @param metric one that depends on the two masks alone: [Dice], [Iou], [Hausdorff],
///     [AverageSurfaceDistance] or [SurfaceDice]
public record PerComponent(Metric metric) implements Metric {
    /// What the name begins with.
    static final String PREFIX = "cc_";

    private static final List<Class<? extends Metric>> KINDS = List.of(Dice.class, Iou.class, Hausdorff.class,
            AverageSurfaceDistance.class, SurfaceDice.class);

    public PerComponent {
        if (!KINDS.contains(metric.getClass())) {
            throw new InvalidInputException("in regions of components there are dice, iou, hd, hd95, assd "
                    + "and nsd, but not " + metric.name());
        }
    }

    @Override
    public String name() { return PREFIX + metric.name(); }

    @Override
    public String unit() { return metric.unit(); }

    @Override
    public boolean higherIsBetter() { return metric.higherIsBetter(); }

    @Override
    public Score score(MaskPair masks) {
        if (masks.referenced() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        double sum = 0;
        List<RegionPair> regions = masks.regions();
        for (RegionPair region : regions) {
            sum += metric.score(region.masks()) instanceof Score.Value(var v)
                    ? v
                    : metric.higherIsBetter() ? 0 : region.diagonalMm();
        }
        return new Score.Value(sum / regions.size());
    }
}
