package io.github.edgewise.format;

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
    static final int NONE = 1;
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    static final int FLOAT_PREDICTOR = 3;
    static final int PACK_BITS = 32773;
    /// Codes of 12 bits, each for up to this many bytes, are the most that any of these packs.
    static final int MOST_UNPACKED = 4096;
    private static final int CLEAR = 256;
    private static final int END = 257;

    private TiffPacking() {}

    /// The name of a compression that is not read; an empty text for those that are.
    static String unreadable(int compression) {
        return switch (compression) {
            case NONE, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS -> "";
            case 2, 3, 4 -> "CCITT fax";
            case 6, 7 -> "JPEG";
            case 33003, 33005, 34712 -> "JPEG 2000";
            case 34925 -> "LZMA";
            case 50000 -> "Zstandard";
            case 50001 -> "WebP";
            default -> "number " + compression;
        };
    }

    /// Unpacks one strip or tile.
    ///
    /// @param size how many bytes are to come
    static byte[] unpacked(byte[] packed, int compression, int size, Path file) throws IOException {
        byte[] bytes = new byte[size];
        int came = switch (compression) {
            case LZW -> lzw(packed, bytes, file);
            case DEFLATE, OLD_DEFLATE -> inflated(packed, bytes, file);
            case PACK_BITS -> packBits(packed, bytes);
            default -> {
                System.arraycopy(packed, 0, bytes, 0, Math.min(packed.length, size));
                yield packed.length;
            }
        };
        if (came < size) {
            throw new IOException(file + " is cut off or damaged: " + size + " bytes of a strip or tile were "
                    + "expected, but only " + came + " came");
        }
        return bytes;
    }

    private static int inflated(byte[] packed, byte[] bytes, Path file) throws IOException {
        var inflater = new Inflater();
        try {
            inflater.setInput(packed);
            int came = 0;
            while (came < bytes.length) {
                int n = inflater.inflate(bytes, came, bytes.length - came);
                if (n == 0) break;
                came += n;
            }
            return came;
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
    /// the table is a piece of what was already unpacked.
    private static int lzw(byte[] packed, byte[] bytes, Path file) throws IOException {
        int[] start = new int[4096];
        int[] length = new int[4096];
        int next = END + 1;
        int width = 9;
        int came = 0;
        int before = -1; // where the string of the code before lies, and how long it is
        int beforeLength = 0;
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
            int at = came;
            if (code < CLEAR) {
                bytes[came++] = (byte) code;
            } else {
                boolean known = code < next;
                if (before < 0 || code > next) {
                    throw new IOException(file + " is damaged: a strip or tile has a wrong LZW code");
                }
                int from = known ? start[code] : before;
                int n = Math.min(known ? length[code] : beforeLength + 1, bytes.length - came);
                for (int k = 0; k < n; k++) {
                    bytes[came++] = bytes[from + k]; // may run into what it writes: the string and its first byte
                }
            }
            if (before >= 0 && next < start.length) {
                start[next] = before;
                length[next] = beforeLength + 1;
                next++;
            }
            before = at;
            beforeLength = came - at;
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
