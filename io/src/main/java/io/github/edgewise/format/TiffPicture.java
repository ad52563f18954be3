package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.*;
import static javax.imageio.plugins.tiff.TIFFTag.*;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Strips and tiles that are JPEG pictures or faxes, which the JDK decodes.
///
/// After damage its decoders go on with a guess and only warn. So a warning is a fault here.
final class TiffPicture {
    /// A bit may stand for a whole white row, so the width of rows limits what a file can hold.
    static final int WIDEST_FAX = 1 << 16;

    private TiffPicture() {}

    /// A JPEG, whose tables may lie in a field of the page.
    static byte[] jpeg(TiffPage page, TiffPage.Block block, byte[] packed) throws IOException {
        ByteBuffer tables = page.directory().bytes(TAG_JPEG_TABLES);
        ByteBuffer stream = ByteBuffer.allocate(tables.limit() + packed.length);
        boolean apart = tables.limit() > 4 && packed.length > 2; // each has a mark at its start and end
        if (apart) stream.put(tables.limit(tables.limit() - 2)).put(packed, 2, packed.length - 2);
        else stream.put(packed);
        byte[] bytes = decoded(page, block, "JPEG", stream.array());
        boolean colours = page.isYCbCr();
        for (int i = 0; colours && i < bytes.length; i += block.inPixel()) {
            turnToRgb(bytes, i);
        }
        return bytes;
    }

    /// Brightness and its differences to blue and red become red, green and blue. Source: JFIF 1.02; rounded
    /// as in libjpeg.
    private static void turnToRgb(byte[] bytes, int i) {
        int y = ((bytes[i] & 0xff) << 16) + (1 << 15);
        int cb = (bytes[i + 1] & 0xff) - 128;
        int cr = (bytes[i + 2] & 0xff) - 128;
        bytes[i] = (byte) Math.clamp((y + 91_881 * cr) >> 16, 0, 255);
        bytes[i + 1] = (byte) Math.clamp((y - 22_554 * cb - 46_802 * cr) >> 16, 0, 255);
        bytes[i + 2] = (byte) Math.clamp((y + 116_130 * cb) >> 16, 0, 255);
    }

    /// A fax of one of three kinds, which the JDK gets as a small TIFF file.
    static byte[] fax(TiffPage page, TiffPage.Block block, byte[] packed) throws IOException {
        boolean marked = page.compression() != COMPRESSION_CCITT_T_4 || (packed.length > 0 && packed[0] == 0);
        if (!marked || block.width() > WIDEST_FAX) {
            throw new IOException(
                    page.directory().file() + " has a fax that is not read: its rows begin without "
                            + "a mark, or are longer than " + WIDEST_FAX + " pixels");
        }
        int fields = 8;
        int start = 8 + 2 + 12 * fields + 4;
        ByteBuffer b = ByteBuffer.allocate(start + packed.length).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x002a4949).putInt(8).putShort((short) fields);
        TiffPageFields.put(b, TAG_IMAGE_WIDTH, TIFF_LONG, 1, block.width());
        TiffPageFields.put(b, TAG_IMAGE_LENGTH, TIFF_LONG, 1, block.height());
        TiffPageFields.put(b, TAG_COMPRESSION, TIFF_SHORT, 1, page.compression());
        TiffPageFields.put(b, TAG_PHOTOMETRIC_INTERPRETATION, TIFF_SHORT, 1, 1);
        TiffPageFields.put(b, TAG_STRIP_OFFSETS, TIFF_LONG, 1, start);
        TiffPageFields.put(b, TAG_STRIP_BYTE_COUNTS, TIFF_LONG, 1, packed.length);
        TiffPageFields.put(b, TAG_T4_OPTIONS, TIFF_LONG, 1, page.directory().number(TAG_T4_OPTIONS, 0));
        TiffPageFields.put(b, TAG_T6_OPTIONS, TIFF_LONG, 1, page.directory().number(TAG_T6_OPTIONS, 0));
        return decoded(page, block, "TIFF", b.putInt(0).put(packed).array());
    }

    private static byte[] decoded(TiffPage page, TiffPage.Block block, String format, byte[] bytes)
            throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                boolean isFilledUp = warning.startsWith("T.4"); // more zeros than needed before the first row
                if (!isFilledUp) throw new IllegalStateException(warning);
            });
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width != block.width() || height != block.height()) {
                throw new IOException("its size is " + height + " x " + width);
            }
            Raster raster = reader.canReadRaster() ? reader.readRaster(0, null) : reader.read(0).getRaster();
            byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
            if (data.length == page.rowBytes(block) * height) return data;
            throw new IOException("it has " + raster.getNumBands() + " channels");
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    page.directory().file() + " is damaged, or of a kind that is not read: a strip or "
                            + "tile of " + block.height() + " x " + block.width() + ": " + e.getMessage(),
                    e);
        } finally {
            reader.dispose();
        }
    }
}
