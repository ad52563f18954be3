package io.github.edgewise.format;

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
    private static final int PLANES = 2;
    private static final int FLOAT = 3;

    static TiffPage of(TiffDirectory d) throws IOException {
        long width = d.require(TiffDirectory.WIDTH, "width");
        long height = d.require(TiffDirectory.HEIGHT, "height");
        int samples = Raw.count(d.file(), d.number(TiffDirectory.SAMPLES, 1));
        Raw.count(d.file(), width, height, samples);
        int bits = (int) d.number(TiffDirectory.BITS, 1);
        if (Arrays.stream(d.longs(TiffDirectory.BITS, 1)).anyMatch(b -> b != bits)) {
            throw new IOException(d.file() + " has samples of different sizes, which are not read");
        }
        int format = (int) d.number(TiffDirectory.SAMPLE_FORMAT, 1);
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
        String packing = TiffPacking.unreadable(compression());
        if (!packing.isEmpty()) {
            throw new IOException(directory.file() + " is packed with " + packing
                    + ", which is not read; save it with deflate, LZW or not packed");
        }
        long predictor = directory.number(TiffDirectory.PREDICTOR, 1);
        if (predictor > TiffPacking.FLOAT_PREDICTOR
                || (predictor == TiffPacking.FLOAT_PREDICTOR && directory.order() == ByteOrder.BIG_ENDIAN)) {
            throw new IOException(directory.file() + " has floats with the predictor " + predictor
                    + ", in an order of bytes that tools do not agree on; save it without predictor");
        }
        int photometric = photometric();
        if (photometric < WHITE_IS_ZERO || photometric > 4) {
            throw new IOException(directory.file() + " has colours of kind " + photometric
                    + " (CMYK, YCbCr or Lab), which are not read; save it as RGB or grey");
        }
        if (photometric == RGB && samples < 3) {
            throw new IOException(directory.file() + " is damaged: an RGB page has " + samples + " samples");
        }
        if (bits < 8 && samples > 1) {
            throw new IOException(directory.file() + " has " + samples + " samples of " + bits
                    + " bits in a pixel, which are not read");
        }
    }

    private int photometric() { return (int) directory.number(TiffDirectory.PHOTOMETRIC, BLACK_IS_ZERO); }

    int compression() { return (int) directory.number(TiffDirectory.COMPRESSION, TiffPacking.NONE); }

    /// True for the small copies that viewers look at first.
    boolean isCopy() { return (directory.number(TiffDirectory.SUBFILE, 0) & 1) != 0; }

    /// The name of the stored type.
    String label() {
        if (bits == 1) return "bool";
        return isHalf() ? "float16" : bits < 8 ? "uint8" : type.label();
    }

    private boolean isHalf() {
        return bits == 16 && directory.number(TiffDirectory.SAMPLE_FORMAT, 1) == FLOAT;
    }

    /// The colours of a page whose pixels are indices, red, green and blue of 16 bits each.
    Optional<long[]> palette() throws IOException {
        if (photometric() != PALETTE) return Optional.empty();
        long[] colours = directory.longs(TiffDirectory.COLOURS);
        if (bits > 16 || samples != 1 || colours.length != 3 << bits) {
            throw new IOException(directory.file() + " is damaged: its palette has " + colours.length
                    + " numbers");
        }
        return Optional.of(colours);
    }

    /// The number of samples that are not transparency.
    int channels() {
        long[] extra = directory.longs(TiffDirectory.EXTRA_SAMPLES);
        int alpha = (int) Arrays.stream(extra).filter(e -> e == 1 || e == 2).count();
        return Math.max(1, samples - Math.min(alpha, extra.length));
    }

    boolean isLike(TiffPage other) {
        return width == other.width && height == other.height && channels() == other.channels()
                && type == other.type && bits == other.bits;
    }

    /// The bytes of all pixels where they lie unpacked one after the other.
    long bytes() { return (long) width * height * samples * type.bytes(); }

    /// Copies the page into an array, channel after channel, `step` values apart.
    ///
    /// @param shift how many bytes behind this page's own pixels those to read lie
    void read(TiffBytes tiff, long shift, float[] values, int at, int step) throws IOException {
        boolean tiled = directory.has(TiffDirectory.TILE_WIDTH);
        long blockWidth = tiled ? directory.number(TiffDirectory.TILE_WIDTH, 0) : width;
        long blockHeight = tiled
                ? directory.number(TiffDirectory.TILE_HEIGHT, 0)
                : Math.min(height, directory.number(TiffDirectory.ROWS_PER_STRIP, height));
        boolean planes = directory.number(TiffDirectory.PLANAR, 1) == PLANES && samples > 1;
        int inPixel = planes ? 1 : samples;
        Raw.count(directory.file(), blockWidth, blockHeight, inPixel, type.bytes());
        long[] offsets = directory.longs(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
        long[] sizes = directory.longs(tiled ? TiffDirectory.TILE_BYTES : TiffDirectory.STRIP_BYTES);
        int across = Math.ceilDiv(width, (int) blockWidth);
        int down = Math.ceilDiv(height, (int) blockHeight);
        int blocks = across * down * (planes ? samples : 1);
        if (offsets.length < blocks) {
            throw new IOException(directory.file() + " is damaged: a page needs " + blocks
                    + " strips or tiles, but has " + offsets.length);
        }
        for (int i = 0; i < blocks; i++) {
            int x = i % across * (int) blockWidth;
            int y = i / across % down * (int) blockHeight;
            int rows = tiled ? (int) blockHeight : Math.min((int) blockHeight, height - y);
            var block = new Block(x, y, (int) blockWidth, rows, inPixel, planes ? i / across / down : 0);
            long size = i < sizes.length ? sizes[i] : (long) rows * block.rowBytes(this);
            if (block.channel < channels())
                block.copy(this, tiff, offsets[i] + shift, size, values, at, step);
        }
    }

    /// A strip or tile: where its first pixel lies, its size, and the first of its channels.
    private record Block(int x, int y, int width, int height, int inPixel, int channel) {
        int rowBytes(TiffPage page) {
            return page.bits < 8 ? Math.ceilDiv(width * page.bits, 8) : width * inPixel * page.type.bytes();
        }

        void copy(TiffPage page, TiffBytes tiff, long offset, long size, float[] values, int at, int step)
                throws IOException {
            int row = rowBytes(page);
            int whole = row * height;
            if (whole / TiffPacking.MOST_UNPACKED > size) {
                throw new IOException(tiff.file() + " is cut off or damaged: " + size
                        + " bytes cannot hold a strip or tile of " + whole);
            }
            byte[] packed = tiff.at(offset, size).array();
            byte[] bytes = TiffPacking.unpacked(packed, page.compression(), whole, tiff.file());
            int predictor = (int) page.directory.number(TiffDirectory.PREDICTOR, 1);
            if (predictor > 1 && page.bits >= 8) {
                TiffPacking.unpredict(bytes, predictor, page.type, width * inPixel, inPixel, tiff.order());
            }
            ByteBuffer in = ByteBuffer.wrap(bytes).order(tiff.order());
            int channels = Math.min(inPixel, page.channels() - channel);
            for (int r = 0; r < Math.min(height, page.height - y); r++) {
                int to = at + channel * step + (y + r) * page.width + x;
                for (int c = 0; c < Math.min(width, page.width - x); c++) {
                    for (int s = 0; s < channels; s++) {
                        int sample = c * inPixel + s;
                        values[to + s * step + c] = page.bits < 8
                                ? page.few(bytes, r * row, sample)
                                : page.value(in.position(r * row + sample * page.type.bytes()));
                    }
                }
            }
        }
    }

    /// A sample of less than a byte, the first one in the highest bits.
    private float few(byte[] bytes, int row, int sample) {
        int bit = sample * bits;
        int value = (bytes[row + bit / 8] >> (8 - bits - bit % 8)) & ((1 << bits) - 1);
        return photometric() == WHITE_IS_ZERO ? (1 << bits) - 1 - value : value;
    }

    private float value(ByteBuffer in) {
        if (isHalf()) return Float.float16ToFloat(in.getShort());
        double value = type.next(in);
        boolean turned = photometric() == WHITE_IS_ZERO
                && (type == VoxelType.UINT8 || type == VoxelType.UINT16);
        return (float) (turned ? (1 << bits) - 1 - value : value);
    }
}
