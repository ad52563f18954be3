package io.github.edgewise.prepare;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Resampling;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.List;

/// How an image becomes what a network sees: cropped, normalised, resampled or resized, in this order.
///
/// @param crops whether voxels outside the smallest box around all values but 0 are cut away
/// @param channels how each channel is normalised
/// @param resampling whether images come to one spacing, and along which axes
/// @param spacing the spacing they come to, in mm
/// @param size the rows and columns that every slice comes to instead, whatever its spacing, by linear
///     interpolation, and labels by the nearest voxel; 0 for none. The spacing of the image follows, so that
///     distances stay those of the patient
public record Preparation(boolean crops, List<Normalisation> channels, Axes resampling, Spacing spacing,
        int size) {
    /// An image whose spacing is off by no more than this factor stays as it is: interpolation would blur it
    /// more than a network minds.
    private static final double SAME = 1.1;
    private static final int COLOURS = 3;

    /// Which axes are resampled.
    public enum Axes {
        /// None: networks see voxels as they are.
        NONE,
        /// Rows and columns; slices stay.
        IN_PLANE,
        /// All.
        ALL
    }

    public Preparation {
        channels = List.copyOf(channels);
        if (size < 0 || (size > 0 && (crops || resampling != Axes.NONE))) {
            throw new IllegalArgumentException("images are resized whole, to a positive size, and neither "
                    + "cropped nor resampled then, but size is " + size + ", crops " + crops
                    + " and resampling " + resampling);
        }
    }

    /// Images that are not resized.
    public Preparation(boolean crops, List<Normalisation> channels, Axes resampling, Spacing spacing) {
        this(crops, channels, resampling, spacing, 0);
    }

    /// The image, ready.
    public PreparedImage prepare(Volume image) { return prepare(image, new byte[0]); }

    /// The image of a case that is known: what is cut away holds no foreground either, so that distance maps
    /// of the part are exact.
    public PreparedImage prepare(Volume image, LabelMap labels) { return prepare(image, labels.labels()); }

    private PreparedImage prepare(Volume read, byte[] labels) {
        Volume image = isGreyForColour(read.channels()) ? asColour(read) : read;
        Box box = crops ? Box.around(image, labels) : Box.whole(image.grid().shape());
        Volume part = Normalisation.of(box.cut(image), channels);
        Grid wanted = target(part.grid());
        Volume seen = wanted.equals(part.grid())
                ? part
                : size > 0 ? Resampling.linear(part, wanted) : Resampling.image(part, wanted);
        return new PreparedImage(image.grid(), box, seen, size > 0);
    }

    /// True where so many channels are a grey image, which stands for three equal colours here.
    public boolean isGreyForColour(int given) { return given == 1 && channels.size() == COLOURS; }

    private static Volume asColour(Volume grey) {
        int n = grey.values().length;
        float[] values = new float[COLOURS * n];
        for (int c = 0; c < COLOURS; c++) {
            System.arraycopy(grey.values(), 0, values, c * n, n);
        }
        return new Volume(grey.grid(), values);
    }

    private Grid target(Grid grid) {
        if (size > 0) {
            Shape s = grid.shape();
            if (s.height() == size && s.width() == size) return grid;
            return Grid.of(new Shape(s.axes(), s.depth(), size, size), resized(grid));
        }
        if (resampling == Axes.NONE) return grid;
        Spacing w = grid.spacing();
        Spacing to = new Spacing(
                resampling == Axes.IN_PLANE || isSame(w.z(), spacing.z()) ? w.z() : spacing.z(),
                isSame(w.y(), spacing.y()) ? w.y() : spacing.y(),
                isSame(w.x(), spacing.x()) ? w.x() : spacing.x());
        return to.equals(w) ? grid : Resampling.grid(grid, to);
    }

    /// The spacing of an image of that grid once it is resized.
    private Spacing resized(Grid grid) {
        Spacing w = grid.spacing();
        return new Spacing(w.z(), w.y() * grid.shape().height() / size, w.x() * grid.shape().width() / size);
    }

    /// True where two lengths are so close that an image is not resampled from one to the other.
    public static boolean isSame(double a, double b) { return Math.max(a, b) <= SAME * Math.min(a, b); }
}
