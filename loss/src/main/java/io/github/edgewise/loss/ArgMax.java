package io.github.edgewise.loss;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/// The step from scores to hard labels, for losses that measure on masks.
final class ArgMax {
    private ArgMax() {}

    /// The class with the highest score of every voxel, one label map per image.
    ///
    /// @param scores `[B, K, D, H, W]` or `[B, K, H, W]`
    /// @param grids of the images of the batch
    static List<LabelMap> labels(Tensor scores, List<Grid> grids) {
        int classes = Math.toIntExact(scores.size(1));
        float[] highest = Tensors.floats(scores.argmax(new LongOptional(1), false)); // [B,D,H,W]
        return IntStream.range(0, grids.size()).mapToObj(b -> {
            byte[] labels = new byte[grids.get(b).voxels()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) highest[b * labels.length + i];
            }
            return new LabelMap(grids.get(b), classes, labels);
        }).toList();
    }
}
