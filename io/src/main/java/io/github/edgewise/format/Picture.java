package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// PNG of 1 to 16 bits, JPEG, GIF and BMP, through the JDK. It writes PNG.
///
/// A grey file gives one channel with the values as stored, so a PNG of one bit has 0 and 1. A colour file
/// gives three: red, green and blue, of 8 bits where the file has fewer. Transparency is ignored; if nothing
/// else varies, a warning says so. [Palette] says how palettes are read. A JPEG that a camera marked as
/// turned (EXIF) is turned to the orientation in which it is shown. Of an animated GIF the first image is
/// read. The spacing is 1 mm. Whole numbers are written with 8 bits, or with 16 if necessary.
final class Picture implements VolumeFormat {
    /// What a user should know about a picture whose only content is its transparency; TIFF has it too.
    static final String IN_ALPHA = "all its colours are equal, but its transparency varies: the mask seems "
            + "to be in the alpha channel, which is not read; save it as a grey picture";
    private static final Set<String> FORMATS = Set.of("PNG", "JPEG", "GIF", "BMP");
    private static final int CMYK = 4;
    private static final int LEAST_INTERLACED = 5;
    /// The sizes of the second header that a BMP can have, which follows after 14 bytes.
    private static final Set<Integer> BMP_HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);
    private static final int BMP_HEADER = 14;
    private static final int BMP_PACKING = 30;
    private static final int BMP_EMBEDS = 4;
    /// The offset at which a PNG says what its pixels are.
    private static final int COLOUR_TYPE = 25;
    /// The most pixels that one byte can unpack to: one bit per pixel, deflated as much as possible.
    private static final long MOST_PIXELS_OF_A_BYTE = 8 * FileBytes.MOST_UNPACKED;

    @Override
    public List<String> extensions() { return List.of(".png", ".jpeg", ".jpg", ".gif", ".bmp"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        return begins(head, 0x89, 'P', 'N', 'G') || begins(head, 0xff, 0xd8, 0xff)
                || begins(head, 'G', 'I', 'F', '8') || isBmp(head);
    }

    @Override
    public String ending(byte[] head, boolean isCompressed) {
        if (begins(head, 'G', 'I', 'F', '8')) return ".gif";
        if (isBmp(head)) return ".bmp";
        return begins(head, 0xff, 0xd8, 0xff) ? ".jpg" : ".png";
    }

    private static boolean isBmp(byte[] head) {
        return begins(head, 'B', 'M') && head.length > BMP_HEADER + 3
                && BMP_HEADERS.contains(integer(head, BMP_HEADER));
    }

    private static int integer(byte[] head, int at) {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
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
            ImageReader reader = readers.hasNext() ? readers.next() : null;
            if (reader == null || !FORMATS.contains(name(reader))) {
                throw new IOException(file
                        + ": a PNG, JPEG, GIF or BMP picture was expected, but its bytes are of none of them");
            }
            return read(reader, in, file);
        }
    }

    private static String name(ImageReader reader) throws IOException {
        return reader.getFormatName().toUpperCase(Locale.ROOT);
    }

    private static Stored read(ImageReader reader, ImageInputStream in, Path file) throws IOException {
        String format = name(reader);
        JpegHead head = format.equals("JPEG") ? head(file) : new JpegHead(0, 1);
        if (head.components() == CMYK) {
            throw new IOException(file + " is a JPEG of CMYK colours, made for printing; save it as RGB");
        }
        if (format.equals("BMP")) requireOwnPixels(file);
        var warnings = new ArrayList<String>();
        boolean isGif = format.equals("GIF");
        try {
            reader.setInput(in, !isGif, !isGif);
            reader.addIIOReadWarningListener((source, text) -> warnings.add("its decoder says: " + text));
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS_OF_A_BYTE * Files.size(file)) {
                throw new IOException(file + ": " + pixels + " pixels were declared, but only "
                        + Files.size(file) + " bytes came");
            }
            FileBytes.requireMemory(file, 4 * pixels);
            if (isGif) requireRows(reader, file);
            BufferedImage image = reader.read(0);
            int images = isGif ? reader.getNumImages(true) : 1;
            if (images > 1) warnings.add("it holds " + images + " images; the first is read");
            String type = image.getSampleModel().getSampleSize(0) > 8 ? "uint16" : "uint8";
            List<float[]> channels = channels(image, file, warnings);
            if (isOnlyAlpha(image, channels)) warnings.add(IN_ALPHA);
            if (head.turned() > 1) warnings.add("turned according to its EXIF orientation " + head.turned());
            return new Stored(turned(channels, image, head), format, type, warnings);
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

    /// A BMP may hold a whole JPEG or PNG, whose size nobody has checked.
    private static void requireOwnPixels(Path file) throws IOException {
        byte[] head = FileBytes.head(file);
        boolean embeds = head.length >= BMP_PACKING + 4 && integer(head, BMP_HEADER) >= 40
                && integer(head, BMP_PACKING) >= BMP_EMBEDS && integer(head, BMP_PACKING) <= BMP_EMBEDS + 1;
        if (embeds) {
            throw new IOException(
                    file + " is a BMP that holds a JPEG or PNG, which is not read; save it as PNG");
        }
    }

    /// The JDK's decoder puts interlaced rows in wrong places where one of the four passes has none.
    private static void requireRows(ImageReader reader, Path file) throws IOException {
        IIOMetadata metadata = reader.getImageMetadata(0);
        Node tree = metadata.getAsTree(metadata.getNativeMetadataFormatName());
        boolean interlaced = false;
        for (Node node = tree.getFirstChild(); node != null; node = node.getNextSibling()) {
            interlaced |= node instanceof Element element && node.getNodeName().equals("ImageDescriptor")
                    && Boolean.parseBoolean(element.getAttribute("interlaceFlag"));
        }
        int rows = reader.getHeight(0);
        if (interlaced && rows > 1 && rows < LEAST_INTERLACED) {
            throw new IOException(file + " is an interlaced GIF of " + rows
                    + " rows; at least 5 are read, so save it as PNG");
        }
    }

    /// True if no colour varies, but the transparency does.
    private static boolean isOnlyAlpha(BufferedImage image, List<float[]> channels) {
        if (!image.getColorModel().hasAlpha()
                || !channels.stream().allMatch(c -> isConstant(c, 0, c.length))) {
            return false;
        }
        int first = image.getRGB(0, 0) >>> 24;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 != first) return true;
            }
        }
        return false;
    }

    /// True if that many values from an index on are equal.
    static boolean isConstant(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (values[i] != values[from]) return false;
        }
        return true;
    }

    private static JpegHead head(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return JpegHead.read(in);
        }
    }

    private static List<float[]> channels(BufferedImage image, Path file, List<String> warnings)
            throws IOException {
        Raster raster = image.getRaster();
        boolean one = raster.getNumBands() <= 2;
        // the bands of a colour JPEG may be others than red, green and blue; getRGB converts them
        boolean plain = one || (image.getColorModel().getColorSpace().isCS_sRGB()
                && image.getSampleModel().getSampleSize(0) >= 8); // a BMP can have 5 bits
        List<float[]> channels = new ArrayList<>();
        for (int c = 0; c < (one ? 1 : 3); c++) {
            float[] band = new float[image.getWidth() * image.getHeight()];
            if (plain) raster.getSamples(0, 0, image.getWidth(), image.getHeight(), c, band);
            else fill(band, c, image);
            channels.add(band);
        }
        if (image.getColorModel() instanceof IndexColorModel colours && !isGrey(file)) {
            Palette palette = palette(colours);
            if (palette.greys().isEmpty()) warnings.add(Palette.INDICES);
            channels.set(0, palette.shown(channels.getFirst()));
        }
        return channels;
    }

    /// True for a PNG of greys. The decoder gives a palette to those of less than 8 bits.
    private static boolean isGrey(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(COLOUR_TYPE + 1);
            return begins(head, 0x89, 'P', 'N', 'G') && head.length > COLOUR_TYPE && head[COLOUR_TYPE] == 0;
        }
    }

    private static Palette palette(IndexColorModel colours) {
        int n = colours.getMapSize();
        int[] all = new int[3 * n];
        for (int i = 0; i < n; i++) {
            all[i] = colours.getRed(i);
            all[n + i] = colours.getGreen(i);
            all[2 * n + i] = colours.getBlue(i);
        }
        return Palette.of(n, all);
    }

    private static Volume turned(List<float[]> channels, BufferedImage image, JpegHead head) {
        int height = image.getHeight();
        int width = image.getWidth();
        float[] values = new float[channels.size() * height * width];
        for (int c = 0; c < channels.size(); c++) {
            head.turn(channels.get(c), height, width, values, c * height * width);
        }
        return new Volume(Grid.of(head.swaps() ? Shape.of(width, height) : Shape.of(height, width)), values);
    }

    /// Fills in channel c: 0 red, 1 green, 2 blue.
    private static void fill(float[] values, int c, BufferedImage image) {
        int i = 0;
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
            throw new IOException("a PNG can have 1 or 3 channels, but this image has " + volume.channels()
                    + "; write .nii.gz");
        }
        float[] values = volume.values();
        boolean wide = false;
        for (float value : values) {
            if (value != Math.rint(value) || value < 0 || value > 0xffff) {
                throw new IOException("a PNG can hold only whole numbers from 0 to 65535, but " + file
                        + " would get " + value + "; write .nii.gz");
            }
            wide |= value > 0xff;
        }
        int[] bits = new int[volume.channels()];
        Arrays.fill(bits, wide ? 16 : 8);
        int unit = wide ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
        var colours = new ComponentColorModel(
                ColorSpace.getInstance(colour ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
                bits, false, false, Transparency.OPAQUE, unit);
        WritableRaster raster = colours.createCompatibleWritableRaster(s.width(), s.height());
        for (int c = 0; c < volume.channels(); c++) {
            int at = c * s.voxels();
            raster.setSamples(0, 0, s.width(), s.height(), c,
                    Arrays.copyOfRange(values, at, at + s.voxels()));
        }
        var image = new BufferedImage(colours, raster, false, null);
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
            throw new IOException(
                    "JPEG and GIF can change values, and BMP is only read: " + file + "; write .png");
        }
        WholeFile.write(file, out -> ImageIO.write(image, "png", out));
    }
}
