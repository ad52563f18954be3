package io.github.edgewise.prepare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.VolumeResampling;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Optional;

/// Prepares an image for a network: crops it, normalises it, then resamples or resizes it, in this order.
///
/// @param crops whether to cut away the voxels outside of the smallest box around all values that are not 0
/// @param channels the normalisation of each channel
/// @param resampling the axes along which images are resampled to one spacing
/// @param spacing this spacing in mm
/// @param orientation the directions of the voxel axes x, y and z, such as `RAS`, in which the network sees
///     volumes; empty for those of each file. Images whose files give no position are taken as they are
/// @param size if not 0, images are resized instead: every slice gets this number of rows and columns,
///     whatever its spacing, images by linear interpolation and labels by the nearest voxel. The spacing is
///     changed accordingly, so that distances stay the distances in the patient
public record Preparation(boolean crops, List<Normalisation> channels, Axes resampling, Spacing spacing,
        int size, String orientation) {
    /// If the spacing of an image differs from the wanted one by at most this factor, the image is not
    /// resampled. Interpolation would blur it, and a network tolerates such differences.
    private static final double SAME = 1.1;
    private static final int COLOURS = 3;

    /// Which axes are resampled.
    public enum Axes {
        /// None. The network gets the voxels as they are.
        NONE,
        /// Rows and columns, but not slices.
        IN_PLANE,
        /// All axes.
        ALL
    }

    public Preparation {
        channels = List.copyOf(channels);
        if (size < 0 || (size > 0 && (crops || resampling != Axes.NONE))) {
            throw new InvalidInputException(
                    "size must be 0, or positive without cropping and resampling, but "
                            + "size is " + size + ", crops is " + crops + " and resampling is " + resampling);
        }
        if (!orientation
                .matches("|[RL][AP][SI]|[RL][SI][AP]|[AP][RL][SI]|[AP][SI][RL]|[SI][RL][AP]|[SI][AP][RL]")) {
            throw new InvalidInputException("an orientation has a letter for each axis, such as RAS, or is "
                    + "empty, but is " + orientation);
        }
    }

    /// A preparation of images with their own orientation.
    public Preparation(boolean crops, List<Normalisation> channels, Axes resampling, Spacing spacing,
            int size) {
        this(crops, channels, resampling, spacing, size, "");
    }

    /// A preparation without resizing, of images with their own orientation.
    public Preparation(boolean crops, List<Normalisation> channels, Axes resampling, Spacing spacing) {
        this(crops, channels, resampling, spacing, 0);
    }

    /// The same for images that are brought to an orientation, such as `RAS`; empty for their own.
    public Preparation orientation(String other) {
        return new Preparation(crops, channels, resampling, spacing, size, other);
    }

    /// The order of axes in which an image must be before it is prepared. Nothing where it is in order, or
    /// its file gives no position.
    public Optional<Reorientation> order(Grid grid) {
        return orientation.isEmpty() || grid.orientation().space() == 0
                ? Optional.empty()
                : Reorientation.towards(orientation, grid);
    }

    /// Prepares an image.
    public PreparedImage prepare(Volume image) { return prepare(image, new byte[0]); }

    /// Prepares the image of a case with a known mask. The part that is cut away then contains no foreground
    /// either, so distance maps of the remaining part are exact.
    public PreparedImage prepare(Volume image, LabelMap labels) { return prepare(image, labels.labels()); }

    private PreparedImage prepare(Volume read, byte[] labels) {
        Volume image = isGreyForColour(read.channels()) ? asColour(read) : read;
        Box box = crops ? Box.around(image, labels) : Box.whole(image.grid().shape());
        Volume part = Normalisation.of(box.cut(image), channels);
        Grid wanted = target(part.grid());
        Volume seen = wanted.equals(part.grid())
                ? part
                : size > 0 ? VolumeResampling.linear(part, wanted) : VolumeResampling.image(part, wanted);
        return new PreparedImage(image.grid(), box, seen, size > 0);
    }

    /// True if an image with this number of channels is grey and is used here as three equal colour channels.
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
        return to.equals(w) ? grid : VolumeResampling.grid(grid, to);
    }

    /// The spacing of an image with this grid after resizing.
    private Spacing resized(Grid grid) {
        Spacing w = grid.spacing();
        return new Spacing(w.z(), w.y() * grid.shape().height() / size, w.x() * grid.shape().width() / size);
    }

    /// True if two lengths differ so little that an image is not resampled from one to the other.
    public static boolean isSame(double a, double b) { return Math.max(a, b) <= SAME * Math.min(a, b); }
}
