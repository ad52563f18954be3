package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.loss.Loss;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The labels, and what is made from them, that training needs.
///
/// @param reachMm how far around a voxel the labels matter, see `Loss#reachMm`; 0 for the labels alone
/// @param slices whether patches are slices of volumes
/// @param stages the resolutions at which the loss is computed: how many voxels of the image one voxel of the
///     stage covers along each axis, the image itself, 1 x 1 x 1, first; each is made of whole voxels of the
///     one before
/// @param zeroLevel where the distances are zero
/// @param maps what is made from the labels; distances and regions cost four bytes per class and voxel
public record TargetSpec(double reachMm, Slices slices, List<Size> stages, ZeroLevel zeroLevel,
        Set<TargetMap> maps) {
    /// The labels alone.
    public static final TargetSpec LABELS = new TargetSpec(0, Slices.NONE);
    /// The labels and their distances.
    public static final TargetSpec DISTANCES = new TargetSpec(Double.POSITIVE_INFINITY, Slices.NONE);

    public TargetSpec {
        stages = List.copyOf(stages);
        var sorted = EnumSet.noneOf(TargetMap.class); // the text is part of a key
        sorted.addAll(maps);
        maps = Collections.unmodifiableSet(sorted);
        if (stages.isEmpty() || !stages.getFirst().equals(Size.ONE)) {
            throw new InvalidInputException(
                    "the first stage is that of the image, 1x1x1, but the stages are " + stages);
        }
        for (int s = 1; s < stages.size(); s++) {
            Size fine = stages.get(s - 1);
            Size size = stages.get(s);
            if (size.z() % fine.z() != 0 || size.y() % fine.y() != 0 || size.x() % fine.x() != 0) {
                throw new InvalidInputException("voxels of stage " + (s + 1) + ", " + size
                        + ", are not made of those of the stage before, " + fine);
            }
        }
    }

    /// Exact distances where there is a reach, and no other map.
    public TargetSpec(double reachMm, Slices slices, List<Size> stages) {
        this(reachMm, slices, stages, ZeroLevel.FACE);
    }

    /// Distances where there is a reach, and no other map.
    public TargetSpec(double reachMm, Slices slices, List<Size> stages, ZeroLevel zeroLevel) {
        this(reachMm, slices, stages, zeroLevel, reachMm > 0 ? Set.of(TargetMap.DISTANCES) : Set.of());
    }

    /// What a loss reads.
    ///
    /// @param stages the resolutions at which it is computed
    public static TargetSpec of(Loss loss, Slices slices, List<Size> stages) {
        var maps = EnumSet.noneOf(TargetMap.class);
        if (loss.needsDistances()) maps.add(TargetMap.DISTANCES);
        if (loss.needsRegions()) maps.add(TargetMap.REGIONS);
        if (loss.needsCentreLines()) maps.add(TargetMap.CENTRE_LINES);
        return new TargetSpec(loss.reachMm(), slices, stages, loss.maps().zeroLevel(), maps);
    }

    /// The same at one resolution.
    public TargetSpec(double reachMm, Slices slices) { this(reachMm, slices, List.of(Size.ONE)); }

    /// That many stages, each half as fine as the one before along every axis, or along y and x alone.
    public static List<Size> halved(int stages, boolean inDepth) {
        return IntStream.range(0, stages).mapToObj(s -> new Size(inDepth ? 1 << s : 1, 1 << s, 1 << s))
                .toList();
    }

    /// True where signed distance maps are made.
    public boolean distances() { return maps.contains(TargetMap.DISTANCES); }

    /// True where the regions of components are made.
    public boolean regions() { return maps.contains(TargetMap.REGIONS); }

    /// True where centre lines are made.
    public boolean centreLines() { return maps.contains(TargetMap.CENTRE_LINES); }

    /// True where patches are slices of volumes.
    public boolean isSliced() { return slices != Slices.NONE; }

    /// The voxels of the coarsest stage.
    public Size coarsest() { return stages.getLast(); }
}
