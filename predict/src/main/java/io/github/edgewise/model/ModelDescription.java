package io.github.edgewise.model;

import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import java.util.List;

/// What must be known of a trained model to segment with it, besides its weights.
///
/// @param channels channels of an image, at least 1
/// @param classes classes that it tells apart, background included, at least 2
/// @param patch voxels that it sees at once; a 2-D patch for a network that takes volumes slice by slice
/// @param preparation how an image becomes what the network sees
/// @param mirrorAxes the axes along which mirrored copies may be averaged over: 0 for z, 1 for y, 2 for x
public record ModelDescription(int channels, int classes, Shape patch, Preparation preparation,
        List<Integer> mirrorAxes) {
    /// @throws IllegalArgumentException where there is no channel, or fewer than two classes
    public ModelDescription {
        mirrorAxes = List.copyOf(mirrorAxes);
        if (channels < 1 || classes < 2) {
            throw new IllegalArgumentException("a model has at least 1 channel and 2 classes, not "
                    + channels + " and " + classes);
        }
    }
}
