package io.github.edgewise.model;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import java.util.List;

/// What is needed besides the weights of a trained model to segment with it.
///
/// @param channels the number of channels of an image, at least 1
/// @param classes the number of classes, including the background, at least 2
/// @param patch the voxels of one input of the network; 2-D for a network that segments volumes slice by
///     slice
/// @param preparation how an image is prepared for the network
/// @param mirrorAxes the axes along which the mean over mirrored copies may be taken: 0 for z, 1 for y, 2 for
///     x
public record ModelDescription(int channels, int classes, Shape patch, Preparation preparation,
        List<Integer> mirrorAxes) {
    /// @throws IllegalArgumentException where there is no channel, or fewer than two classes
    public ModelDescription {
        mirrorAxes = List.copyOf(mirrorAxes);
        if (channels < 1 || classes < 2) {
            throw new InvalidInputException("a model must have at least 1 channel and 2 classes, but has "
                    + channels + " and " + classes);
        }
    }
}
