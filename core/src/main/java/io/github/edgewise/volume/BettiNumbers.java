package io.github.edgewise.volume;

import io.github.edgewise.volume.Components.Connectivity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
        Components parts = Components.of(labels, classIndex);
        int cavities = labels.grid().shape().axes() == 2 ? 0 : cavities(labels, classIndex, parts);
        return new BettiNumbers(parts.count(), parts.count() + cavities - EulerNumber.of(labels, classIndex),
                cavities);
    }

    /// The cavities of a mask are those of its components. So the space between them need not be searched,
    /// unless their boxes overlap much.
    private static int cavities(LabelMap labels, int classIndex, Components parts) {
        Shape whole = labels.grid().shape();
        Boxes all = parts.boxes();
        List<Box> boxes = IntStream.rangeClosed(1, parts.count()).mapToObj(all::box).toList();
        if (boxes.stream().map(Box::shape).mapToLong(Shape::count).sum() >= whole.count()) {
            return cavities(whole, labels.labels(), (byte) classIndex);
        }
        int cavities = 0;
        for (int i = 0; i < boxes.size(); i++) {
            Shape s = boxes.get(i).shape();
            boolean isThin = Math.min(s.depth(), Math.min(s.height(), s.width())) < 3;
            int number = i + 1;
            if (!isThin) cavities += cavities(s, parts.mask(boxes.get(i), n -> n == number), (byte) 1);
        }
        return cavities;
    }

    /// The parts of the background but for the outer one. A frame of background makes that a single part.
    private static int cavities(Shape s, byte[] labels, byte wanted) {
        Shape framed = Shape.of(s.depth() + 2, s.height() + 2, s.width() + 2);
        byte[] background = new byte[framed.voxels()];
        Arrays.fill(background, (byte) 1);
        for (int row = 0; row < s.depth() * s.height(); row++) {
            int start = row * s.width();
            int end = start + s.width();
            int shift = framed.index(row / s.height() + 1, row % s.height() + 1, 1) - start;
            int x = ByteRuns.next(labels, start, end, wanted);
            while (x < end) {
                int to = ByteRuns.end(labels, x + 1, end, wanted);
                Arrays.fill(background, shift + x, shift + to, (byte) 0);
                x = ByteRuns.next(labels, to, end, wanted);
            }
        }
        return Components.of(new LabelMap(Grid.of(framed), 2, background), 1, Connectivity.FACES).count() - 1;
    }
}
