package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Images of ImageJ as volumes and label maps, and back.
///
/// Values are those that ImageJ shows at the cursor: the calibration function of 8- and 16-bit images counts
/// (Hounsfield units of a CT, signed 16-bit), a colour table does not. Slices are z; spacings come from the
/// calibration, see [ImageScale]. The images are not changed.
final class ImageConversion {
    private static final int COLOURS = 3;
    private static final int HIGHEST = 255;

    private ImageConversion() {}

    /// The values of an image, shape `[C, D, H, W]`, a copy. Channels of a hyperstack are channels, RGB has
    /// three. A single slice is a 2-D volume.
    ///
    /// @throws InvalidInputException where the image is a time series
    static Volume volume(ImagePlus image) {
        requireOneFrame(image);
        Grid grid = ImageScale.of(image).grid();
        boolean isColour = image.getType() == ImagePlus.COLOR_RGB;
        int channels = image.getNChannels();
        float[] values = new float[grid.shape().values(isColour ? (long) COLOURS * channels : channels)];
        int area = grid.shape().height() * grid.shape().width();
        float @Nullable [] shown = image.getCalibration().getCTable();
        for (int c = 0; c < channels; c++) {
            for (int z = 0; z < grid.shape().depth(); z++) {
                ImageProcessor slice = slice(image, c, z);
                for (int colour = 0; colour < (isColour ? COLOURS : 1); colour++) {
                    int channel = isColour ? c * COLOURS + colour : c;
                    int from = (channel * grid.shape().depth() + z) * area;
                    for (int i = 0; i < area; i++) {
                        values[from + i] = isColour
                                ? (slice.get(i) >> (8 * (COLOURS - 1 - colour))) & 0xff
                                : value(slice, i, shown);
                    }
                }
            }
        }
        return new Volume(grid, values);
    }

    /// The classes of a label image exactly as they stand there, a copy: 255 is class 255. The map has as
    /// many classes as the highest label needs, but at least two.
    ///
    /// @throws InvalidInputException where a value is not a whole number from 0 to 255, the image is in
    ///     colour, has several channels or is a time series
    static LabelMap labels(ImagePlus image) {
        requireOneFrame(image);
        if (image.getType() == ImagePlus.COLOR_RGB || image.getNChannels() > 1) {
            throw new InvalidInputException("a label image has one channel of class numbers, but "
                    + image.getTitle() + " has " + (image.getType() == ImagePlus.COLOR_RGB
                            ? "colours; make a mask of it first (Image > Type > 8-bit, then Image > Adjust > "
                                    + "Threshold...)"
                            : image.getNChannels()
                                    + " channels; take one of them (Image > Color > Split Channels)"));
        }
        Grid grid = ImageScale.of(image).grid();
        byte[] labels = new byte[grid.voxels()];
        int area = grid.shape().height() * grid.shape().width();
        float @Nullable [] shown = image.getCalibration().getCTable();
        int highest = 1;
        for (int z = 0; z < grid.shape().depth(); z++) {
            ImageProcessor slice = slice(image, 0, z);
            for (int i = 0; i < area; i++) {
                float value = value(slice, i, shown);
                int label = LabelRule.EXACT.label(value);
                if (label < 0) throw notALabel(image, grid.shape(), z * area + i, value);
                highest = Math.max(highest, label);
                labels[z * area + i] = (byte) label;
            }
        }
        return new LabelMap(grid, highest + 1, labels);
    }

    /// True if the map is a mask as ImageJ makes it: 255 occurs and is the only value beside 0.
    static boolean isWhiteOnly(LabelMap labels) {
        boolean isWhite = false;
        for (byte label : labels.labels()) {
            if (label != 0 && (label & 0xff) != HIGHEST) return false;
            isWhite |= label != 0;
        }
        return isWhite;
    }

    /// True if no label is above 1.
    static boolean isBinary(LabelMap labels) { return labels.classes() <= 2; }

    /// A mask of 0 and 255 as classes 0 and 1.
    static LabelMap withoutWhite(LabelMap mask) {
        byte[] labels = new byte[mask.labels().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (mask.labels()[i] == 0 ? 0 : 1);
        }
        return new LabelMap(mask.grid(), 2, labels);
    }

    /// A label map as an 8-bit stack with the calibration of the image that it belongs to.
    static ImagePlus image(String title, LabelMap labels, ImagePlus like) {
        Shape s = labels.grid().shape();
        int area = s.height() * s.width();
        var stack = new ImageStack(s.width(), s.height());
        for (int z = 0; z < s.depth(); z++) {
            stack.addSlice("", new ByteProcessor(s.width(), s.height(),
                    Arrays.copyOfRange(labels.labels(), z * area, (z + 1) * area)));
        }
        return calibrated(new ImagePlus(title, stack), 1, s.depth(), like, 0, labels.classes() - 1);
    }

    /// Values as 32-bit channels with the calibration of the image that they belong to.
    ///
    /// @param lowest of the range that is displayed
    /// @param highest of that range; with `lowest` or less, the range is that of the values
    static ImagePlus image(String title, Volume volume, ImagePlus like, double lowest, double highest) {
        Shape s = volume.grid().shape();
        int area = s.height() * s.width();
        var stack = new ImageStack(s.width(), s.height());
        for (int z = 0; z < s.depth(); z++) {
            for (int c = 0; c < volume.channels(); c++) {
                int from = (c * s.depth() + z) * area;
                stack.addSlice("", new FloatProcessor(s.width(), s.height(),
                        Arrays.copyOfRange(volume.values(), from, from + area)));
            }
        }
        return calibrated(new ImagePlus(title, stack), volume.channels(), s.depth(), like, lowest, highest);
    }

    private static ImagePlus calibrated(ImagePlus made, int channels, int slices, ImagePlus like,
            double lowest, double highest) {
        made.setDimensions(channels, slices, 1);
        made.setOpenAsHyperStack(channels > 1);
        Calibration calibration = like.getCalibration().copy();
        calibration.disableDensityCalibration();
        made.setCalibration(calibration);
        if (highest > lowest) made.setDisplayRange(lowest, highest);
        else range(made);
        return made;
    }

    /// Displays the range of the values of all slices.
    private static void range(ImagePlus image) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 1; i <= image.getStackSize(); i++) {
            ImageProcessor slice = image.getStack().getProcessor(i);
            for (int at = 0; at < slice.getPixelCount(); at++) {
                lowest = Math.min(lowest, slice.getf(at));
                highest = Math.max(highest, slice.getf(at));
            }
        }
        if (highest > lowest) image.setDisplayRange(lowest, highest);
    }

    private static ImageProcessor slice(ImagePlus image, int channel, int z) {
        return image.getStack().getProcessor(image.getStackIndex(channel + 1, z + 1, 1));
    }

    private static float value(ImageProcessor slice, int index, float @Nullable [] shown) {
        return shown == null ? slice.getf(index) : shown[slice.get(index)];
    }

    private static void requireOneFrame(ImagePlus image) {
        if (image.getNFrames() == 1) return;
        throw new InvalidInputException(
                "an image without time was expected, but " + image.getTitle() + " has "
                        + image.getNFrames()
                        + " frames; take one of them (Image > Duplicate...), or if they are slices, "
                        + "say so in Image > Properties...");
    }

    private static InvalidInputException notALabel(ImagePlus image, Shape shape, int index, float value) {
        boolean isWhole = value == Math.rint(value) && !Float.isInfinite(value);
        String number = isWhole ? String.valueOf((long) value) : String.valueOf(value);
        return new InvalidInputException("a label image holds whole numbers from 0 to 255, but "
                + image.getTitle() + " holds " + number + " at " + shape.position(index)
                + "; " + (isWhole && value > HIGHEST
                        ? "for objects with a number each, make a mask of all of them first "
                                + "(Image > Adjust > Threshold...)"
                        : "if it is an image, make a mask of it first (Image > Adjust > Threshold...)"));
    }
}
