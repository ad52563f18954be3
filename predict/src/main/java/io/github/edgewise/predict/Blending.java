package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// How the probabilities of an image are made from those of its windows.
///
/// @param sliding which windows there are, and their weights
/// @param whole D, H, W of the image
/// @param classes K, the number of channels of a result
/// @param mirrorAxes the axes along which the mean over mirrored copies is taken: 0 for z, 1 for y, 2 for x;
///     none for the windows as they are
public record Blending(SlidingWindow sliding, Shape whole, int classes, List<Integer> mirrorAxes) {
    public Blending {
        mirrorAxes = List.copyOf(mirrorAxes);
    }

    /// The number of copies of every window, itself included: one for every set of mirror axes.
    public int copies() { return 1 << mirrorAxes.size(); }

    /// The axes along which copy number `copy` is reversed; none for copy 0, the window itself.
    public List<Integer> mirrored(int copy) {
        return IntStream.range(0, mirrorAxes.size()).filter(place -> (copy >> place & 1) == 1)
                .mapToObj(mirrorAxes::get).toList();
    }
}
