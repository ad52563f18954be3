package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// PNG (8 and 16 bits, palettes) and JPEG, through the JDK; PNG is written, with 8 bits.
///
/// A grey file is one channel of the values as stored, a colour file three, red, green and blue; transparency
/// is dropped. Palettes, one-bit files among them, count as the grey or colour they show. The spacing is 1
/// mm.
final class Picture implements VolumeFormat {
    /// One bit a pixel, packed as tightly as deflate can.
    private static final long MOST_PIXELS_OF_A_BYTE = 8 * FileBytes.MOST_UNPACKED;

    @Override
    public List<String> extensions() { return List.of(".png", ".jpeg", ".jpg"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        return begins(head, 0x89, 'P', 'N', 'G') || begins(head, 0xff, 0xd8, 0xff);
    }

    private static boolean begins(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || (head[i] & 0xff) != bytes[i]) return false;
        }
        return true;
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(Files.newInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException(
                        file + ": a PNG or JPEG picture was expected, but its bytes are of neither");
            }
            return read(readers.next(), in, file);
        }
    }

    private static Stored read(ImageReader reader, ImageInputStream in, Path file) throws IOException {
        try {
            reader.setInput(in, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS_OF_A_BYTE * Files.size(file)) {
                throw new IOException(file + ": " + pixels + " pixels were declared, but only "
                        + Files.size(file) + " bytes came");
            }
            FileBytes.requireMemory(file, 4 * pixels);
            BufferedImage image = reader.read(0);
            String type = image.getSampleModel().getSampleSize(0) > 8 ? "uint16" : "uint8";
            String format = reader.getFormatName().toUpperCase(Locale.ROOT);
            return new Stored(volume(image), format, type, List.of());
        } catch (RuntimeException e) {
            throw new IOException(file + " is a damaged picture: " + e.getMessage(), e);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith(file.toString())) throw e;
            throw new IOException(file + " is a damaged picture: " + message, e);
        } finally {
            reader.dispose();
        }
    }

    private static Volume volume(BufferedImage image) {
        Grid grid = Grid.of(Shape.of(image.getHeight(), image.getWidth()));
        if (image.getColorModel() instanceof IndexColorModel palette) return ofPalette(image, palette, grid);
        Raster raster = image.getRaster();
        boolean grey = raster.getNumBands() <= 2;
        // the raster of a colour JPEG may hold other bands than red, green, blue; getRGB converts
        boolean plain = grey || image.getColorModel().getColorSpace().isCS_sRGB();
        int channels = grey ? 1 : 3;
        float[] values = new float[channels * grid.voxels()];
        float[] band = new float[grid.voxels()];
        for (int c = 0; c < channels; c++) {
            if (plain) {
                raster.getSamples(0, 0, image.getWidth(), image.getHeight(), c, band);
                System.arraycopy(band, 0, values, c * grid.voxels(), band.length);
            } else {
                fill(values, c, image);
            }
        }
        return new Volume(grid, values);
    }

    private static Volume ofPalette(BufferedImage image, IndexColorModel palette, Grid grid) {
        boolean grey = true;
        for (int i = 0; i < palette.getMapSize(); i++) {
            grey &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
        }
        float[] values = new float[(grey ? 1 : 3) * grid.voxels()];
        for (int c = 0; c < (grey ? 1 : 3); c++) {
            fill(values, c, image);
        }
        return new Volume(grid, values);
    }

    /// Channel c of 0 red, 1 green, 2 blue.
    private static void fill(float[] values, int c, BufferedImage image) {
        int i = c * image.getWidth() * image.getHeight();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                values[i++] = (image.getRGB(x, y) >> (16 - 8 * c)) & 0xff;
            }
        }
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        Shape s = flat(file, volume.grid());
        boolean colour = volume.channels() == 3;
        if (volume.channels() != 1 && !colour) {
            throw new IOException(
                    "a PNG holds 1 or 3 channels, but this image has " + volume.channels()
                            + "; write .nii.gz");
        }
        var image = new BufferedImage(s.width(), s.height(),
                colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        float[] values = volume.values();
        float[] pixels = new float[s.voxels()];
        for (int c = 0; c < volume.channels(); c++) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = Math.clamp(Math.round(values[c * pixels.length + i]), 0, 255);
            }
            image.getRaster().setSamples(0, 0, s.width(), s.height(), c, pixels);
        }
        write(file, image);
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        Shape s = flat(file, labels.grid());
        var image = new BufferedImage(s.width(), s.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, s.width(), s.height(), labels.labels());
        write(file, image);
    }

    private static Shape flat(Path file, Grid grid) throws IOException {
        if (grid.shape().axes() != 2) {
            throw new IOException(
                    "a PNG is 2-D, but " + file + " would be " + grid.shape() + "; write .nii.gz");
        }
        return grid.shape();
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        if (!Volumes.hasExtension(file, ".png")) {
            throw new IOException("JPEG would change the values of " + file + "; write .png");
        }
        AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
    }
}
