package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ImageProcessor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Draws target/fiji.png, the picture of docs/how-to/fiji.md.
@Tag("slow")
class FijiPictureTest {
    private static final int ZOOM = 4;
    private static final int GAP = 8;
    private static final int TITLE = 22;
    private static final int SLICE = 5;
    /// µm between two lines of the map, and the distance of the strongest colour.
    private static final double LINES = 5;
    private static final double STRONGEST = 16;

    @Test
    void the_picture_of_the_page_is_small() throws IOException {
        ImagePlus labels = Phantom.labels("labels");
        ImagePlus distances;
        try (var commands = new Commands()) {
            distances = commands.output(DistanceMapCommand.class, "distances", ImagePlus.class,
                    Map.of("image", labels));
        }
        int width = labels.getWidth() * ZOOM;
        int height = labels.getHeight() * ZOOM;
        var picture = new BufferedImage(3 * width + 2 * GAP, height + TITLE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        List<String> titles = List.of("labels", "Exact Distance Map of class 1",
                "outlines in the ROI Manager");
        for (int i = 0; i < titles.size(); i++) {
            pen.drawString(titles.get(i), i * (width + GAP), TITLE - 7);
        }
        ImageProcessor classes = labels.getStack().getProcessor(SLICE);
        ImageProcessor map = distances.getStack().getProcessor(SLICE);
        ImageProcessor scan = Phantom.scan("scan").getStack().getProcessor(SLICE);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int label = classes.get(x / ZOOM, y / ZOOM);
                picture.setRGB(x, TITLE + y, label == 0 ? 0x202020 : label == 1 ? 0xd08030 : 0x3090c0);
                double right = Math.clamp((x + 0.5) / ZOOM - 0.5, 0, labels.getWidth() - 1.001);
                double down = Math.clamp((y + 0.5) / ZOOM - 0.5, 0, labels.getHeight() - 1.001);
                picture.setRGB(width + GAP + x, TITLE + y, colour(map.getInterpolatedValue(right, down)));
                picture.setRGB(2 * (width + GAP) + x, TITLE + y, scan.get(x / ZOOM, y / ZOOM) * 0x010101);
            }
        }
        pen.setTransform(new AffineTransform(ZOOM, 0, 0, ZOOM, 2 * (width + GAP), TITLE));
        pen.setStroke(new BasicStroke(0.7f));
        for (Roi roi : ClassRois.of(ImageConversion.labels(labels), List.of(), labels)) {
            if (roi.getPosition() != SLICE) continue;
            pen.setColor(roi.getStrokeColor());
            var place = new AffineTransform(pen.getTransform());
            pen.translate(roi.getXBase(), roi.getYBase());
            pen.draw(new ShapeRoi(roi).getShape());
            pen.setTransform(place);
        }
        pen.dispose();
        Path file = Files.createDirectories(Path.of("target")).resolve("fiji.png");
        ImageIO.write(picture, "png", file.toFile());
        assertThat(Files.size(file)).isLessThan(60_000);
    }

    /// Blue inside, red outside, black at 0, a line at every multiple of [#LINES].
    private static int colour(double distance) {
        if (Math.abs(distance) < 0.2) return 0;
        double off = Math.abs(distance - LINES * Math.rint(distance / LINES));
        double share = Math.clamp(Math.abs(distance) / STRONGEST, 0, 1);
        int fade = (int) (255 * (1 - share) * (off < 0.1 ? 0.7 : 1));
        int full = off < 0.1 ? 190 : 255;
        return distance > 0 ? full << 16 | fade << 8 | fade : fade << 16 | fade << 8 | full;
    }
}
