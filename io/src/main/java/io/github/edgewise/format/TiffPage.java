package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// One page of a TIFF file.
///
/// @param directory its fields
/// @param width pixels in a row
/// @param height rows
/// @param samples numbers in a pixel
/// @param bits of each
/// @param type how a sample is read, once samples of less than a byte have one of their own
record TiffPage(TiffDirectory directory, int width, int height, int samples, int bits, VoxelType type) {
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int MASK = 4;
    private static final int YCBCR = 6;
    private static final int FLOAT = 3;

    static TiffPage of(TiffDirectory d) throws IOException {
        long width = d.number(TAG_IMAGE_WIDTH, 0);
        long height = d.number(TAG_IMAGE_LENGTH, 0);
        int samples = Raw.count(d.file(), d.number(TAG_SAMPLES_PER_PIXEL, 1));
        Raw.count(d.file(), width, height, samples);
        int bits = (int) d.number(TAG_BITS_PER_SAMPLE, 1);
        if (Arrays.stream(d.longs(TAG_BITS_PER_SAMPLE, 1)).anyMatch(b -> b != bits)) {
            throw new IOException(d.file() + " has samples of different sizes, which are not read");
        }
        int format = (int) d.number(TAG_SAMPLE_FORMAT, 1);
        VoxelType type = type(format, bits).orElseThrow(() -> new IOException(d.file() + " has samples of "
                + bits + " bits and format " + format + ", which are not read"));
        var page = new TiffPage(d, (int) width, (int) height, samples, bits, type);
        page.check();
        return page;
    }

    private static Optional<VoxelType> type(int format, int bits) {
        if (bits < 8) {
            return bits > 0 && 8 % bits == 0 && format != FLOAT
                    ? Optional.of(VoxelType.UINT8)
                    : Optional.empty();
        }
        if (bits == 16 && format == FLOAT) return Optional.of(VoxelType.UINT16); // its bits, turned later
        String kind = switch (format) {
            case 1, 4 -> "uint";
            case 2 -> "int";
            case FLOAT -> "float";
            default -> "unknown";
        };
        return VoxelType.named(kind + bits);
    }

    private void check() throws IOException {
        String packing = TiffPacking.unreadable(compression(), bits);
        if (!packing.isEmpty()) {
            throw new IOException(directory.file() + " is packed with " + packing
                    + ", which is not read; save it with deflate, LZW or not packed");
        }
        long predictor = directory.number(TAG_PREDICTOR, 1);
        boolean bigEndian = directory.tiff().order() == ByteOrder.BIG_ENDIAN;
        if (predictor > TiffPacking.FLOAT_PREDICTOR
                || (predictor == TiffPacking.FLOAT_PREDICTOR && bigEndian)) {
            throw new IOException(directory.file() + " has floats with the predictor " + predictor
                    + ", in an order of bytes that tools do not agree on; save it without predictor");
        }
        int photometric = photometric();
        if (!isYCbCr() && (photometric < WHITE_IS_ZERO || photometric > MASK)) {
            throw new IOException(directory.file() + " has colours of kind " + photometric
                    + " (CMYK, YCbCr or Lab), which are not read; save it as RGB or grey");
        }
        if ((photometric == RGB || isYCbCr()) && samples < 3) {
            throw new IOException(directory.file() + " is damaged: an RGB page has " + samples + " samples");
        }
        if (bits < 8 && samples > 1) {
            throw new IOException(directory.file() + " has " + samples + " samples of " + bits
                    + " bits in a pixel, which are not read");
        }
    }

    private int photometric() throws IOException {
        return (int) directory.number(TAG_PHOTOMETRIC_INTERPRETATION, BLACK_IS_ZERO);
    }

    int compression() throws IOException {
        return (int) directory.number(TAG_COMPRESSION, COMPRESSION_NONE);
    }

    /// True for a JPEG whose colours are brightness and two differences; without JPEG they are not read.
    boolean isYCbCr() throws IOException {
        return photometric() == YCBCR && compression() == COMPRESSION_JPEG && !hasPlanes();
    }

    /// True where each channel has strips or tiles of its own.
    private boolean hasPlanes() throws IOException {
        return directory.number(TAG_PLANAR_CONFIGURATION, 1) == PLANAR_CONFIGURATION_PLANAR && samples > 1;
    }

    /// True for the small copies that viewers look at first.
    boolean isCopy() throws IOException { return (directory.number(TAG_NEW_SUBFILE_TYPE, 0) & 1) != 0; }

    /// The name of the stored type.
    String label() throws IOException {
        if (bits == 1) return "bool";
        return isHalf() ? "float16" : bits < 8 ? "uint8" : type.label();
    }

    private boolean isHalf() throws IOException {
        return bits == 16 && directory.number(TAG_SAMPLE_FORMAT, 1) == FLOAT;
    }

    /// The colours of a page whose pixels are indices, red, green and blue of 16 bits each.
    Optional<long[]> palette() throws IOException {
        if (photometric() != PALETTE) return Optional.empty();
        long[] colours = directory.longs(TAG_COLOR_MAP);
        if (bits > 16 || samples != 1 || colours.length != 3 << bits) {
            throw new IOException(directory.file() + " is damaged: its palette has " + colours.length
                    + " numbers");
        }
        return Optional.of(colours);
    }

    /// The number of samples that are not transparency.
    int channels() throws IOException {
        long[] extra = directory.longs(TAG_EXTRA_SAMPLES);
        int alpha = (int) Arrays.stream(extra).filter(e -> e == 1 || e == 2).count();
        return Math.max(1, samples - Math.min(alpha, extra.length));
    }

    boolean isLike(TiffPage other) throws IOException {
        return width == other.width && height == other.height && channels() == other.channels()
                && type == other.type && bits == other.bits;
    }

    /// The bytes of all pixels where they lie unpacked one after the other.
    long bytes() { return (long) width * height * samples * type.bytes(); }

    /// The size of a strip or tile.
    ///
    /// @param inPixel the numbers of a pixel in it: 1 where each channel has strips or tiles of its own
    record Block(int width, int height, int inPixel) {
        int inRow() { return width * inPixel; }
    }

    int rowBytes(Block block) { return (int) Math.ceilDiv((long) block.inRow() * bits, 8); }

    /// Copies the page into an array, channel after channel, `step` values apart.
    ///
    /// @param shift how many bytes behind this page's own pixels those to read lie
    void read(long shift, float[] values, int at, int step) throws IOException {
        read(shift, values, at, step, channels());
    }

    /// The same for that many samples of each pixel; transparency comes last.
    void read(long shift, float[] values, int at, int step, int wanted) throws IOException {
        boolean tiled = directory.has(TAG_TILE_WIDTH);
        long wide = tiled ? directory.number(TAG_TILE_WIDTH, 0) : width;
        long high = tiled
                ? directory.number(TAG_TILE_LENGTH, 0)
                : Math.min(height, directory.number(TAG_ROWS_PER_STRIP, height));
        int inPixel = hasPlanes() ? 1 : samples;
        Raw.count(directory.file(), wide, high, inPixel, type.bytes());
        long[] offsets = directory.longs(tiled ? TAG_TILE_OFFSETS : TAG_STRIP_OFFSETS);
        long[] sizes = directory.longs(tiled ? TAG_TILE_BYTE_COUNTS : TAG_STRIP_BYTE_COUNTS);
        int across = Math.ceilDiv(width, (int) wide);
        int down = Math.ceilDiv(height, (int) high);
        int blocks = across * down * (hasPlanes() ? wanted : 1);
        if (offsets.length < blocks) {
            throw new IOException(directory.file() + " is damaged: a page needs " + blocks
                    + " strips or tiles, but has " + offsets.length);
        }
        for (int i = 0; i < blocks; i++) {
            int x = i % across * (int) wide;
            int y = i / across % down * (int) high;
            var block = new Block((int) wide, tiled ? (int) high : Math.min((int) high, height - y), inPixel);
            long size = i < sizes.length ? sizes[i] : (long) block.height * rowBytes(block);
            ByteBuffer in = TiffPacking.unpacked(this, block, offsets[i] + shift, size);
            copy(in, block, Math.min(block.width, width - x), Math.min(block.height, height - y), values,
                    at + i / across / down * step + y * width + x, step, wanted);
        }
    }

    /// Copies the part of a strip or tile that lies inside of the page.
    private void copy(ByteBuffer in, Block block, int columns, int rows, float[] values, int at, int step,
            int wanted) throws IOException {
        boolean half = isHalf();
        boolean turned = photometric() == WHITE_IS_ZERO && !half
                && (type == VoxelType.UINT8 || type == VoxelType.UINT16);
        int highest = (1 << bits) - 1;
        int channels = Math.min(block.inPixel, wanted);
        int rowBytes = rowBytes(block);
        float[] row = new float[block.inRow()];
        for (int y = 0; y < rows; y++) {
            in.position(y * rowBytes);
            for (int i = 0; i < row.length; i++) {
                int bit = i * bits; // of samples of less than a byte the first is in the highest bits
                if (bits < 8) row[i] = (in.get(y * rowBytes + bit / 8) >> (8 - bits - bit % 8)) & highest;
                else row[i] = half ? Float.float16ToFloat(in.getShort()) : (float) type.next(in);
            }
            for (int s = 0; s < channels; s++) {
                for (int x = 0; x < columns; x++) {
                    float value = row[x * block.inPixel + s];
                    values[at + s * step + y * width + x] = turned ? highest - value : value;
                }
            }
        }
    }
}
