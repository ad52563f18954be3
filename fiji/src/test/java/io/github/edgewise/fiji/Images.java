package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;

/// Images for tests, drawn in text.
final class Images {
    private Images() {}

    /// An 8-bit stack; digits are labels, `.` is 0 and `#` is 255. Slices are separated by empty lines.
    static ImagePlus labels(String title, String drawing) {
        List<List<String>> slices = slices(drawing);
        int width = slices.getFirst().getFirst().length();
        var stack = new ImageStack(width, slices.getFirst().size());
        for (List<String> rows : slices) {
            var slice = new ByteProcessor(width, rows.size());
            for (int y = 0; y < rows.size(); y++) {
                for (int x = 0; x < width; x++) {
                    char c = rows.get(y).charAt(x);
                    slice.set(x, y, c == '.' ? 0 : c == '#' ? 255 : c - '0');
                }
            }
            stack.addSlice("", slice);
        }
        var image = new ImagePlus(title, stack);
        image.setDimensions(1, slices.size(), 1);
        return image;
    }

    private static List<List<String>> slices(String drawing) {
        return List.of(drawing.strip().split("\n\n", -1)).stream()
                .map(slice -> slice.lines().map(String::strip).toList()).toList();
    }

    /// Sets the size of a voxel.
    static ImagePlus sized(ImagePlus image, double depth, double height, double width, String unit) {
        var calibration = new Calibration(image);
        calibration.pixelDepth = depth;
        calibration.pixelHeight = height;
        calibration.pixelWidth = width;
        calibration.setUnit(unit);
        image.setCalibration(calibration);
        return image;
    }

    /// A hyperstack whose value at channel c, slice z, row y and column x is `1000 c + 100 z + 10 y + x`.
    ///
    /// @param bits 16 or 32
    static ImagePlus counted(int bits, int channels, int slices, int height, int width) {
        var stack = new ImageStack(width, height);
        for (int z = 0; z < slices; z++) {
            for (int c = 0; c < channels; c++) {
                ImageProcessor slice = bits == 16
                        ? new ShortProcessor(width, height)
                        : new FloatProcessor(width, height);
                for (int i = 0; i < width * height; i++) {
                    slice.setf(i, 1000 * c + 100 * z + 10 * (i / width) + i % width);
                }
                stack.addSlice("", slice);
            }
        }
        var image = new ImagePlus("counted", stack);
        image.setDimensions(channels, slices, 1);
        return image;
    }

    /// A picture of one row.
    static ImagePlus colours(int... rgb) {
        return new ImagePlus("colours", new ColorProcessor(rgb.length, 1, rgb));
    }
}
