package io.github.edgewise.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Pictures as `data:` URIs, which put them inside the page.
final class DataUri {
    private static final float JPEG_QUALITY = 0.8f;
    private static final float SMALLEST_FILE = 0;
    /// Pictures of up to this many pixels are enlarged so much that the blocks of JPEG would be visible.
    private static final int TINY = 64 * 64;

    private DataUri() {}

    /// A photograph: as JPEG, or as PNG if it is tiny.
    static String of(BufferedImage picture) {
        return picture.getWidth() * picture.getHeight() <= TINY
                ? png(picture)
                : of(picture, "jpeg", JPEG_QUALITY);
    }

    /// A picture without loss, as PNG.
    static String png(BufferedImage picture) { return of(picture, "png", SMALLEST_FILE); }

    private static String of(BufferedImage picture, String format, float quality) {
        var bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory could not be written", e);
        } finally {
            writer.dispose();
        }
        return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
