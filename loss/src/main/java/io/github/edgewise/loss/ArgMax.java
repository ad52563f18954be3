package io.github.edgewise.loss;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Converts scores to hard labels, for losses that measure distances on masks.
final class ArgMax {
    private ArgMax() {}

    /// The class with the highest score at every voxel, as one map per image. If several scores are equal,
    /// the lowest class.
    ///
    /// @param scores `[B, K, D, H, W]` or `[B, K, H, W]`
    /// @param grids the grids of the images in the batch
    static List<LabelMap> labels(Tensor scores, List<Grid> grids) {
        int classes = Math.toIntExact(scores.size(1));
        float[] all = Tensors.floats(scores); // [B,K,D,H,W]; faster here than the engine's argmax
        return IntStream.range(0, grids.size())
                .mapToObj(b -> LabelMap.mostProbable(grids.get(b), classes, all,
                        b * classes * grids.get(b).voxels()))
                .toList();
    }
}
