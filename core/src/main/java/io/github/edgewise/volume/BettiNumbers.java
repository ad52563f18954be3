package io.github.edgewise.volume;

import io.github.edgewise.volume.Components.Connectivity;
import java.util.Arrays;

/// What the topology of a mask is made of: components, loops and cavities, the Betti numbers b0, b1 and b2.
///
/// Voxels of the mask are connected if they share a corner (8 neighbours in 2-D, 26 in 3-D), those of the
/// background if they share a face (4 and 6), and everything beyond the image is background. With the two
/// exchanged, all numbers are others. `b1 = b0 + b2 - chi`, with chi the [EulerNumber].
///
/// @param components b0: the connected parts of the mask
/// @param loops b1: in 2-D the holes; in 3-D the tunnels, as many as the cuts that leave no ring
/// @param cavities b2: in 3-D the parts of the background that the mask encloses; 0 in 2-D
public record BettiNumbers(int components, int loops, int cavities) {

    /// The numbers of class `classIndex`; all 0 if it is absent.
    public static BettiNumbers of(LabelMap labels, int classIndex) {
        return Box.around(labels, classIndex).map(box -> within(box.cut(labels), classIndex))
                .orElseGet(() -> new BettiNumbers(0, 0, 0));
    }

    private static BettiNumbers within(LabelMap labels, int classIndex) {
        int components = Components.of(labels, classIndex).count();
        int cavities = labels.grid().shape().axes() == 2 ? 0 : cavities(labels, classIndex);
        return new BettiNumbers(components, components + cavities - EulerNumber.of(labels, classIndex),
                cavities);
    }

    /// The parts of the background but for the outer one. A frame of background makes that a single part.
    private static int cavities(LabelMap labels, int classIndex) {
        Shape s = labels.grid().shape();
        Shape framed = Shape.of(s.depth() + 2, s.height() + 2, s.width() + 2);
        byte[] background = new byte[framed.voxels()];
        Arrays.fill(background, (byte) 1);
        byte[] all = labels.labels();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                int to = framed.index(z + 1, y + 1, 1);
                for (int x = 0; x < s.width(); x++, i++) {
                    if ((all[i] & 0xff) == classIndex) background[to + x] = 0;
                }
            }
        }
        return Components.of(new LabelMap(Grid.of(framed), 2, background), 1, Connectivity.FACES).count() - 1;
    }
}
