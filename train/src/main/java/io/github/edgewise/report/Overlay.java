package io.github.edgewise.report;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;

/// One slice of a case as a picture: the image in grey (or in its colours where it has three channels), a
/// label map drawn over it with a solid outline and a light fill, one hue per class.
///
/// @param image the case
/// @param slice z of the slice; 0 on 2-D images
record Overlay(Volume image, int slice) {
    private static final int[] HUES = {0x2bd4ff, 0xff4fa0, 0xffd43b, 0x69db7c, 0xb197fc, 0xff922b};
    private static final int SMALLEST = 260;
    private static final int LARGEST = 640;

    /// The slice where the class is at its largest in the labels; the middle one where there is none.
    static Overlay of(Volume image, LabelMap labels) {
        Shape s = image.grid().shape();
        int best = s.depth() / 2;
        int most = 0;
        int plane = s.height() * s.width();
        for (int z = 0; z < s.depth(); z++) {
            int count = 0;
            for (int i = z * plane; i < (z + 1) * plane; i++) {
                if (labels.at(i) != 0) count++;
            }
            if (count > most) {
                most = count;
                best = z;
            }
        }
        return new Overlay(image, best);
    }

    /// The plain slice as a `data:` address.
    String plain() { return png(render()); }

    /// The slice with the labels drawn over it as a `data:` address.
    String with(LabelMap labels) {
        BufferedImage picture = render();
        Shape s = image.grid().shape();
        int scale = Math.max(1, picture.getWidth() / s.width());
        for (int py = 0; py < picture.getHeight(); py++) {
            for (int px = 0; px < picture.getWidth(); px++) {
                int k = classAt(labels, py, px, picture);
                if (k == 0) continue;
                boolean edge = false;
                for (int d = 1; d <= Math.max(1, scale / 3); d++) {
                    edge |= classAt(labels, py - d, px, picture) != k
                            || classAt(labels, py + d, px, picture) != k
                            || classAt(labels, py, px - d, picture) != k
                            || classAt(labels, py, px + d, picture) != k;
                }
                picture.setRGB(px, py, blend(picture.getRGB(px, py), hue(k), edge ? 1 : 0.3));
            }
        }
        return png(picture);
    }

    /// A square in the colour of a class.
    static String swatch(int k) {
        return String.format("<span class='class' style='background:#%06x'></span>", hue(k));
    }

    private static int hue(int k) { return HUES[(k - 1) % HUES.length]; }

    /// The row of the image that is shown at row `py` of a picture of that height. NIfTI worlds have the
    /// front of the patient at higher y, so those images are shown the other way up.
    private int row(int py, int height) {
        int rows = image.grid().shape().height();
        int y = py * rows / height;
        var orientation = image.grid().orientation();
        return orientation.space() > 0 && orientation.affine().get(5) > 0 ? rows - 1 - y : y;
    }

    private int classAt(LabelMap labels, int py, int px, BufferedImage picture) {
        if (py < 0 || px < 0 || py >= picture.getHeight() || px >= picture.getWidth()) return 0;
        Shape s = image.grid().shape();
        int y = row(py, picture.getHeight());
        int x = px * s.width() / picture.getWidth();
        return labels.at(s.index(slice, y, x));
    }

    private BufferedImage render() {
        Shape s = image.grid().shape();
        double tall = s.height() * image.grid().spacing().y() / (s.width() * image.grid().spacing().x());
        int width = s.width() >= SMALLEST
                ? Math.min(s.width(), LARGEST)
                : s.width() * ((SMALLEST + s.width() - 1) / s.width());
        int height = Math.max(1, (int) Math.round(width * tall));
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        float[][] channels = new float[image.channels() == 3 ? 3 : 1][];
        for (int c = 0; c < channels.length; c++) {
            channels[c] = stretched(c);
        }
        for (int py = 0; py < height; py++) {
            for (int px = 0; px < width; px++) {
                int at = row(py, height) * s.width() + px * s.width() / width;
                int red = (int) (255 * channels[0][at]);
                int green = (int) (255 * channels[channels.length == 3 ? 1 : 0][at]);
                int blue = (int) (255 * channels[channels.length == 3 ? 2 : 0][at]);
                picture.setRGB(px, py, (red << 16) | (green << 8) | blue);
            }
        }
        return picture;
    }

    /// One channel of the slice, its 1st to 99.5th percentile stretched to 0 to 1.
    private float[] stretched(int channel) {
        Shape s = image.grid().shape();
        int plane = s.height() * s.width();
        int from = channel * s.voxels() + slice * plane;
        float[] values = Arrays.copyOfRange(image.values(), from, from + plane);
        for (int i = 0; i < plane; i++) {
            if (!Float.isFinite(values[i])) values[i] = 0;
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        float low = sorted[plane / 100];
        float high = sorted[Math.min(plane - 1, (int) (plane * 0.995))];
        float span = high > low ? high - low : 1;
        for (int i = 0; i < plane; i++) {
            values[i] = Math.clamp((values[i] - low) / span, 0f, 1f);
        }
        return values;
    }

    private static int blend(int under, int over, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value = (1 - share) * ((under >> shift) & 0xff) + share * ((over >> shift) & 0xff);
            mixed |= (int) value << shift;
        }
        return mixed;
    }

    private static String png(BufferedImage picture) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory could not be written", e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
