package io.github.edgewise.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.List;

/// Makes the labels of a batch for [GeneralizedDiceLoss] and [BoundaryLoss] from label maps.
///
/// The distance maps are exact for the spacing of each map. They are of the map that is given: cut patches
/// from the maps of the whole image if a border beyond the patch counts, or give whole images.
///
/// @param classes K, the number of classes including the background, at least 2
/// @param zeroLevel where distances are zero
/// @param clipMm distances are limited to plus and minus this many mm; infinite for no limit
public record SegmentationLabels(int classes, ZeroLevel zeroLevel, double clipMm) {
    private static final int MOST_CLASSES = 256;

    /// @throws IllegalArgumentException where there are fewer than 2 or more than 256 classes, or the clip is
    ///     not positive
    public SegmentationLabels {
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new InvalidInputException("there must be from 2 to 256 classes, not " + classes);
        }
        if (!(clipMm > 0)) {
            throw new InvalidInputException("clipMm must be a positive number of mm, but is " + clipMm);
        }
    }

    /// Zero on the voxel faces, without a clip.
    public SegmentationLabels(int classes) { this(classes, ZeroLevel.FACE, Double.POSITIVE_INFINITY); }

    /// Two arrays of 32-bit floats, each of the shape `[B, K, H, W]`, or `[B, K, D, H, W]` for volumes: the
    /// classes, 1 or 0, and the signed distances in mm, negative inside. A class that is absent from an image
    /// has the same positive distance everywhere: the diagonal of the image, or the clip.
    ///
    /// @param manager owns the arrays
    /// @param batch label maps of equal shape; spacings may differ
    /// @throws IllegalArgumentException where there is no map, shapes differ, or a label is none of the
    ///     classes; the message names map and voxel
    public NDList of(NDManager manager, List<LabelMap> batch) {
        if (batch.isEmpty()) throw new InvalidInputException("a batch needs at least one label map");
        Shape shape = batch.getFirst().grid().shape();
        int voxels = shape.voxels();
        int length = Math.multiplyExact(Math.multiplyExact(batch.size(), classes), voxels);
        float[] oneHot = new float[length];
        float[] distances = new float[length];
        for (int i = 0; i < batch.size(); i++) {
            LabelMap labels = requireFits(batch.get(i), shape, i);
            for (int v = 0; v < voxels; v++) {
                oneHot[(i * classes + labels.at(v)) * voxels + v] = 1;
            }
            var signed = SignedDistance.of(labels).with(zeroLevel).clip(clipMm);
            for (int k = 0; k < classes; k++) {
                System.arraycopy(signed.forClass(k).mm(), 0, distances, (i * classes + k) * voxels, voxels);
            }
        }
        var arrays = shape.axes() == 3
                ? new ai.djl.ndarray.types.Shape(batch.size(), classes, shape.depth(), shape.height(),
                        shape.width())
                : new ai.djl.ndarray.types.Shape(batch.size(), classes, shape.height(), shape.width());
        return new NDList(manager.create(oneHot, arrays), manager.create(distances, arrays));
    }

    /// The map with this number of classes.
    private LabelMap requireFits(LabelMap labels, Shape shape, int at) {
        if (!labels.grid().shape().equals(shape)) {
            throw new InvalidInputException("label map " + at + " of the batch has "
                    + labels.grid().shape() + " voxels, but the first has " + shape
                    + "; give maps of equal shape");
        }
        for (int v = 0; v < shape.voxels(); v++) {
            if (labels.at(v) >= classes) {
                throw new InvalidInputException("label map " + at + " of the batch has label " + labels.at(v)
                        + " at voxel " + shape.position(v) + ", but there are " + classes + " classes (0-"
                        + (classes - 1) + ")");
            }
        }
        return new LabelMap(labels.grid(), classes, labels.labels());
    }
}
