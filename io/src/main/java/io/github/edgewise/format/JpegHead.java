package io.github.edgewise.format;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The facts in a JPEG file that come before its pixels.
///
/// @param components of a pixel: 1 grey, 3 colour, 4 CMYK
/// @param turned the EXIF orientation: 1 as stored, 2 to 8 for the other orientations of the picture
record JpegHead(int components, int turned) {
    private static final int EXIF = 0xe1;
    private static final int START_OF_SCAN = 0xda;
    private static final int ORIENTATION = 0x0112;

    /// Reads a stream that begins with FF D8. Without the information, components are 0 and the picture is
    /// not turned.
    static JpegHead read(InputStream stream) throws IOException {
        int components = 0;
        int turned = 1;
        var in = new DataInputStream(stream);
        try {
            in.skipNBytes(2);
            while (true) {
                int marker = in.readUnsignedByte();
                while (marker == 0xff) marker = in.readUnsignedByte();
                if (marker == START_OF_SCAN) break;
                byte[] segment = in.readNBytes(Math.max(0, in.readUnsignedShort() - 2));
                boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8
                        && marker != 0xcc;
                if (frame && segment.length > 5) components = segment[5] & 0xff;
                if (marker == EXIF) turned = orientation(segment, turned);
            }
        } catch (EOFException e) {
            // the decoder reports what is missing
        }
        return new JpegHead(components, turned);
    }

    /// The orientation in an EXIF segment, which is a small TIFF file.
    private static int orientation(byte[] segment, int otherwise) {
        String name = new String(segment, 0, Math.min(6, segment.length), StandardCharsets.ISO_8859_1);
        if (!name.equals("Exif\0\0") || segment.length < 14) return otherwise;
        ByteBuffer tiff = ByteBuffer.wrap(segment, 6, segment.length - 6).slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int at = tiff.getInt(4);
        if (at < 8 || at > tiff.limit() - 2) return otherwise;
        int fields = tiff.getShort(at) & 0xffff;
        for (int i = 0; i < fields && at + 14 + 12 * i <= tiff.limit(); i++) {
            if ((tiff.getShort(at + 2 + 12 * i) & 0xffff) != ORIENTATION) continue;
            int value = tiff.getShort(at + 10 + 12 * i) & 0xffff;
            return value >= 1 && value <= 8 ? value : otherwise;
        }
        return otherwise;
    }

    /// True if rows become columns.
    boolean swaps() { return turned >= 5; }

    /// Converts one channel from stored pixels to the orientation in which the picture is shown.
    ///
    /// @param height rows as stored
    /// @param width columns as stored
    void turn(float[] stored, int height, int width, float[] shown, int at) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int right = width - 1 - x;
                int up = height - 1 - y;
                int to = switch (turned) {
                    case 2 -> y * width + right;
                    case 3 -> up * width + right;
                    case 4 -> up * width + x;
                    case 5 -> x * height + y;
                    case 6 -> x * height + up;
                    case 7 -> right * height + up;
                    case 8 -> right * height + y;
                    default -> y * width + x;
                };
                shown[at + to] = stored[y * width + x];
            }
        }
    }
}
