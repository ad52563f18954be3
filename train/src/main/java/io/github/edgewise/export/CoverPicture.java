package io.github.edgewise.export;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.Color;
import java.awt.image.BufferedImage;

/// The picture of a package, twice as wide as high: a slice of the sample image, and beside it the same with
/// the classes that the network finds in colours.
final class CoverPicture {
    private static final int SIDE = 256;
    private static final float GOLDEN = 0.618034f; // so that neighbouring classes have distant hues

    private CoverPicture() {}

    /// @param image whose first channel and middle slice are drawn
    /// @param labels of the same grid
    static BufferedImage of(Volume image, LabelMap labels) {
        Shape s = image.grid().shape();
        int slice = s.depth() / 2;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = s.index(slice, 0, 0); i < s.index(slice, s.height() - 1, s.width() - 1) + 1; i++) {
            least = Math.min(least, image.values()[i]);
            most = Math.max(most, image.values()[i]);
        }
        var picture = new BufferedImage(2 * SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        double voxels = Math.max(s.height(), s.width()) / (double) SIDE; // per pixel of the picture
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int row = (int) Math.floor(s.height() / 2. + (y + 0.5 - SIDE / 2.) * voxels);
                int column = (int) Math.floor(s.width() / 2. + (x + 0.5 - SIDE / 2.) * voxels);
                if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) continue;
                int i = s.index(slice, row, column);
                float grey = most > least ? (image.values()[i] - least) / (most - least) : 0;
                int label = labels.labels()[i] & 0xff;
                picture.setRGB(x, y, Color.HSBtoRGB(0, 0, grey));
                picture.setRGB(SIDE + x, y, label == 0
                        ? Color.HSBtoRGB(0, 0, grey)
                        : Color.HSBtoRGB(label * GOLDEN, 0.7f, 0.5f + 0.5f * grey));
            }
        }
        return picture;
    }
}
