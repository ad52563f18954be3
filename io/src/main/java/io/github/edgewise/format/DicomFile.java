package io.github.edgewise.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// A DICOM file and how its pixels are packed.
///
/// @param set its elements, those of its header left out
/// @param syntax the UID of the transfer syntax
record DicomFile(DicomSet set, String syntax) {
    static final String RLE = "1.2.840.10008.1.2.5";
    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    private static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";
    private static final int PREAMBLE = 128;

    /// True where the first bytes are those of a DICOM file, with or without its preamble.
    static boolean recognises(byte[] head) {
        if (head.length < PREAMBLE + 4) return false;
        if (new String(head, PREAMBLE, 4, StandardCharsets.ISO_8859_1).equals("DICM")) return true;
        int first = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        // (0002,0000) to (0002,0002), (0008,0000) to (0008,0018), the group in the low half
        int group = first & 0xffff;
        int element = first >>> 16;
        return (group == 2 && element <= 2) || (group == 8 && element <= 0x18 && namesType(head));
    }

    /// True where the first element names a type or has a short value, as the first one of an image has.
    private static boolean namesType(byte[] head) {
        int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        return isExplicit(head, 0) || (length >= 0 && length < 128);
    }

    private static boolean isExplicit(byte[] bytes, int at) {
        return bytes[at + 4] >= 'A' && bytes[at + 4] <= 'Z' && bytes[at + 5] >= 'A' && bytes[at + 5] <= 'Z';
    }

    static DicomFile read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        if (!recognises(bytes)) {
            throw new IOException(file + ": a DICOM file was expected, but its first bytes are another's");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean preamble = new String(bytes, PREAMBLE, 4, StandardCharsets.ISO_8859_1).equals("DICM");
        int start = preamble ? PREAMBLE + 4 : 0;
        DicomSet header = DicomSet.read(file, buffer, start, true, false);
        int end = header.elements().values().stream().mapToInt(DicomSet.Element::end).max().orElse(start);
        boolean typed = end + 6 <= bytes.length && isExplicit(bytes, end);
        String syntax = header.text(DicomTag.TRANSFER_SYNTAX_UID).orElse(typed ? EXPLICIT : IMPLICIT);
        if (syntax.equals(DEFLATED)) {
            byte[] set = inflated(file, bytes, end);
            return new DicomFile(
                    DicomSet.read(file, ByteBuffer.wrap(set).order(ByteOrder.LITTLE_ENDIAN), 0, true, true),
                    syntax);
        }
        if (syntax.equals(BIG_ENDIAN)) buffer.order(ByteOrder.BIG_ENDIAN);
        boolean explicit = !syntax.equals(IMPLICIT);
        return new DicomFile(DicomSet.read(file, buffer, end, explicit, true), syntax);
    }

    /// The whole file, decompressed where it is compressed with gzip.
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? all(file, new GZIPInputStream(in)) : all(file, in);
        } catch (EOFException | ZipException e) {
            throw new IOException(file + " is cut off or damaged: it is no whole gzip stream", e);
        }
    }

    private static byte[] inflated(Path file, byte[] bytes, int start) throws IOException {
        var inflater = new Inflater(true);
        try (var in = new InflaterInputStream(
                new ByteArrayInputStream(bytes, start, bytes.length - start), inflater)) {
            return all(file, in);
        } catch (EOFException | ZipException e) {
            throw new IOException(file + " is cut off or damaged: it is no whole deflate stream", e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] all(Path file, InputStream in) throws IOException {
        int most = (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);
        byte[] bytes = in.readNBytes(most);
        if (bytes.length == most) throw new IOException(file + " has more bytes than fit in memory");
        return bytes;
    }

    /// Fails where the pixels are packed in a way that is not read, naming it.
    void requireReadable() throws IOException {
        String name = switch (syntax) {
            case IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED, RLE -> "";
            case "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51" -> "JPEG";
            case "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70" -> "JPEG lossless";
            case "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81" -> "JPEG-LS";
            case "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.201",
                    "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203" ->
                "JPEG 2000";
            default -> "an unknown way";
        };
        if (!name.isEmpty()) {
            throw new IOException(set.file() + " has pixels packed with " + name + " (transfer syntax "
                    + syntax
                    + "), which is not read; unpack it first, for example with dcm2niix, gdcmconv or dcmdjpeg");
        }
    }
}
