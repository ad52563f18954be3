package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// How the strips and tiles of a TIFF file are packed. Source: TIFF 6.0, sections 9, 13 and 14; Adobe's
/// technical note 3 for the predictor of floats.
final class TiffPacking {
    static final int FLOAT_PREDICTOR = 3;
    private static final int CLEAR = 256;
    private static final int END = 257;

    private TiffPacking() {}

    /// The name of a compression that is not read; an empty text for those that are.
    static String unreadable(int compression, int bits) {
        return switch (compression) {
            case COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ZLIB, COMPRESSION_DEFLATE,
                    COMPRESSION_PACKBITS ->
                "";
            case COMPRESSION_CCITT_RLE, COMPRESSION_CCITT_T_4, COMPRESSION_CCITT_T_6 ->
                bits == 1 ? "" : "CCITT fax of " + bits + " bits";
            case COMPRESSION_OLD_JPEG -> "JPEG in the old way";
            case COMPRESSION_JPEG -> bits == 8 ? "" : "JPEG of " + bits + " bits";
            case 33003, 33005, 34712 -> "JPEG 2000";
            case 34925 -> "LZMA";
            case 50000 -> "Zstandard";
            case 50001 -> "WebP";
            default -> "number " + compression;
        };
    }

    /// How many bytes a byte unpacks to at most: an LZW code of 12 bits stands for less than 4096, and eight
    /// bits of fax for as many white rows.
    static long most(int compression) {
        boolean fax = compression >= COMPRESSION_CCITT_RLE && compression <= COMPRESSION_CCITT_T_6;
        return fax ? TiffPicture.WIDEST_FAX : 1 << 12;
    }

    /// The samples of one strip or tile, row by row, in the byte order of the file.
    ///
    /// @param offset where its `packed` bytes lie in the file
    static ByteBuffer unpacked(TiffPage page, TiffPage.Block block, long offset, long packed)
            throws IOException {
        TiffBytes tiff = page.directory().tiff();
        int compression = page.compression();
        int size = page.rowBytes(block) * block.height();
        if (size / most(compression) > packed) {
            throw new IOException(tiff.file() + " is cut off or damaged: " + packed
                    + " bytes cannot hold a strip or tile of " + size);
        }
        byte[] in = tiff.at(offset, packed).array();
        boolean lowestFirst = page.directory().number(TAG_FILL_ORDER, 1) == FILL_ORDER_RIGHT_TO_LEFT;
        for (int i = 0; lowestFirst && compression != COMPRESSION_JPEG && i < in.length; i++) {
            in[i] = (byte) (Integer.reverse(in[i]) >>> 24);
        }
        byte[] out = switch (compression) {
            case COMPRESSION_NONE -> in;
            case COMPRESSION_JPEG -> TiffPicture.jpeg(page, block, in);
            case COMPRESSION_CCITT_RLE, COMPRESSION_CCITT_T_4, COMPRESSION_CCITT_T_6 ->
                TiffPicture.fax(page, block, in);
            default -> new byte[size];
        };
        int came = switch (compression) {
            case COMPRESSION_LZW -> lzw(in, out, tiff.file());
            case COMPRESSION_PACKBITS -> packBits(in, out);
            case COMPRESSION_ZLIB, COMPRESSION_DEFLATE -> inflated(in, out, tiff.file());
            default -> out.length;
        };
        if (came < size) {
            throw new IOException(tiff.file() + " is cut off or damaged: " + size
                    + " bytes of a strip or tile were expected, but only " + came + " came");
        }
        int predictor = (int) page.directory().number(TAG_PREDICTOR, 1);
        if (predictor > 1 && page.bits() >= 8 && compression != COMPRESSION_JPEG) {
            unpredict(out, predictor, page.type(), block.inRow(), block.inPixel(), tiff.order());
        }
        return ByteBuffer.wrap(out).order(tiff.order());
    }

    private static int inflated(byte[] packed, byte[] bytes, Path file) throws IOException {
        var inflater = new Inflater();
        try {
            inflater.setInput(packed);
            return inflater.inflate(bytes);
        } catch (DataFormatException e) {
            throw new IOException(file + " is damaged: a strip or tile is no deflate stream", e);
        } finally {
            inflater.end();
        }
    }

    /// A byte n and n + 1 bytes, or n and one byte to repeat 1 - n times.
    static int packBits(byte[] packed, byte[] bytes) {
        int came = 0;
        for (int i = 0; i < packed.length && came < bytes.length;) {
            int n = packed[i++];
            if (n >= 0) {
                int run = Math.min(n + 1, Math.min(packed.length - i, bytes.length - came));
                System.arraycopy(packed, i, bytes, came, run);
                i += run;
                came += run;
            } else if (n > -128 && i < packed.length) {
                for (int k = 0; k < 1 - n && came < bytes.length; k++) {
                    bytes[came++] = packed[i];
                }
                i++;
            }
        }
        return came;
    }

    /// TIFF's LZW: codes of 9 to 12 bits, the highest bit first, one code wider one code early. An entry of
    /// the table is a piece of what was already unpacked: the string before and the first byte behind it.
    private static int lzw(byte[] packed, byte[] bytes, Path file) throws IOException {
        int[] start = new int[4096];
        int[] length = new int[4096];
        int next = END + 1;
        int width = 9;
        int came = 0;
        int before = -1; // where the string of the code before lies
        long window = 0;
        int bits = 0;
        for (int i = 0; came < bytes.length;) {
            while (bits < width && i < packed.length) {
                window = (window << 8) | (packed[i++] & 0xff);
                bits += 8;
            }
            if (bits < width) break;
            int code = (int) (window >>> (bits - width)) & ((1 << width) - 1);
            bits -= width;
            if (code == END) break;
            if (code == CLEAR) {
                next = END + 1;
                width = 9;
                before = -1;
                continue;
            }
            if (before >= 0 && next < start.length) {
                start[next] = before;
                length[next++] = came - before + 1;
            }
            if (code >= next)
                throw new IOException(file + " is damaged: a strip or tile has a wrong LZW code");
            before = came;
            if (code < CLEAR) bytes[came++] = (byte) code;
            for (int k = 0; code > END && k < length[code] && came < bytes.length; k++) {
                bytes[came++] = bytes[start[code] + k]; // may be one that was just written
            }
            if (next + 1 >= 1 << width && width < 12) width++;
        }
        return came;
    }

    /// Undoes the predictor: every sample was stored as its difference to the one before in its row.
    ///
    /// @param row samples in a row of the strip or tile, `step` of them to a pixel
    static void unpredict(byte[] bytes, int predictor, VoxelType type, int row, int step, ByteOrder order) {
        int width = type.bytes();
        for (int r = 0; r + row * width <= bytes.length; r += row * width) {
            if (predictor == FLOAT_PREDICTOR) {
                floats(bytes, r, row, step, width);
                continue;
            }
            ByteBuffer b = ByteBuffer.wrap(bytes, r, row * width).slice().order(order);
            for (int i = step; i < row; i++) {
                switch (width) {
                    case 1 -> b.put(i, (byte) (b.get(i) + b.get(i - step)));
                    case 2 -> b.putShort(2 * i, (short) (b.getShort(2 * i) + b.getShort(2 * (i - step))));
                    case 4 -> b.putInt(4 * i, b.getInt(4 * i) + b.getInt(4 * (i - step)));
                    default -> b.putLong(8 * i, b.getLong(8 * i) + b.getLong(8 * (i - step)));
                }
            }
        }
    }

    /// All highest bytes of a row came first, then all second ones, each as its difference to the one before.
    private static void floats(byte[] bytes, int r, int row, int step, int width) {
        for (int i = step; i < row * width; i++) {
            bytes[r + i] += bytes[r + i - step];
        }
        byte[] planes = Arrays.copyOfRange(bytes, r, r + row * width);
        for (int i = 0; i < row; i++) {
            for (int k = 0; k < width; k++) {
                bytes[r + i * width + width - 1 - k] = planes[k * row + i]; // little-endian
            }
        }
    }
}
