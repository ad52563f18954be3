package io.github.edgewise.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The elements of a DICOM data set by their tags, `0x00280010` for `(0028,0010)`. Source: DICOM PS3.5,
/// sections 7 and A.
///
/// Sequences are passed over and read only where they are asked for, so that elements inside of them, such as
/// the size of a small preview, are not taken for those of the image.
///
/// @param file for messages
/// @param bytes the whole file; its byte order is that of the set
/// @param explicit true where every element names its type
/// @param elements where their values lie
record DicomSet(Path file, ByteBuffer bytes, boolean explicit, Map<Integer, Element> elements) {
    private static final int DEEPEST = 32;
    private static final String WITH_LONG_LENGTH = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

    DicomSet {
        elements = Map.copyOf(elements);
    }

    /// A value in the file.
    ///
    /// @param start its first byte
    /// @param end behind its last byte; for a value of unknown length this is behind its end mark
    /// @param open true where its length was not known beforehand: it is a list of items
    record Element(int start, int end, boolean open) {}

    /// The set that begins at a byte.
    ///
    /// @param whole false to end before the first element that is not of group 2, as file headers do
    static DicomSet read(Path file, ByteBuffer bytes, int start, boolean explicit, boolean whole)
            throws IOException {
        return new Reader(file, bytes, explicit).set(start, bytes.limit(), whole, 0).set();
    }

    boolean has(int tag) { return elements.containsKey(tag); }

    /// A text without the blanks around it; nothing where it is not there or empty.
    Optional<String> text(int tag) {
        Element e = elements.get(tag);
        if (e == null) return Optional.empty();
        byte[] text = new byte[e.end - e.start];
        bytes.get(e.start, text);
        String s = new String(text, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        return s.isEmpty() ? Optional.empty() : Optional.of(s);
    }

    /// A whole number of two bytes.
    Optional<Integer> number(int tag) {
        Element e = elements.get(tag);
        return e == null || e.end - e.start < 2
                ? Optional.empty()
                : Optional.of(bytes.getShort(e.start) & 0xffff);
    }

    /// The whole number of two bytes that must be there.
    int require(int tag, String what) throws IOException {
        return number(tag).orElseThrow(() -> new IOException(file + " has no " + what + ": it is no image"));
    }

    /// Decimal numbers in a text, separated by backslashes; none where they are not there.
    List<Double> decimals(int tag) throws IOException {
        var numbers = new ArrayList<Double>();
        String text = text(tag).orElse("");
        for (String word : text.isEmpty() ? new String[0] : text.split("\\\\", -1)) {
            try {
                double number = Double.parseDouble(word.strip());
                if (!Double.isFinite(number)) throw new NumberFormatException(word);
                numbers.add(number);
            } catch (NumberFormatException e) {
                throw new IOException("%s is damaged: (%04x,%04x) is no list of numbers".formatted(file,
                        tag >>> 16, tag & 0xffff), e);
            }
        }
        return numbers;
    }

    /// The items of a sequence; none where it is not there.
    List<DicomSet> items(int tag) throws IOException {
        Element e = elements.get(tag);
        if (e == null) return List.of();
        var items = new ArrayList<DicomSet>();
        for (Element item : pieces(e)) {
            items.add(new Reader(file, bytes, explicit).set(item.start, item.end, true, 1).set());
        }
        return items;
    }

    /// The first item of a sequence.
    Optional<DicomSet> item(int tag) throws IOException { return items(tag).stream().findFirst(); }

    /// The items of a sequence, or the fragments of packed pixels, as they lie in the file.
    List<Element> pieces(Element sequence) throws IOException {
        var pieces = new ArrayList<Element>();
        var reader = new Reader(file, bytes, explicit);
        for (int at = sequence.start; at + 8 <= sequence.end;) {
            if (reader.tag(at) != DicomTag.ITEM) break;
            Element item = reader.item(at, sequence.end, 1);
            pieces.add(item);
            at = item.open ? item.end + 8 : item.end;
        }
        return pieces;
    }

    /// A set and the byte behind it.
    private record Read(DicomSet set, int end) {}

    private record Reader(Path file, ByteBuffer bytes, boolean explicit) {
        int tag(int at) {
            return ((bytes.getShort(at) & 0xffff) << 16) | (bytes.getShort(at + 2) & 0xffff);
        }

        IOException cutOff(int at) {
            return new IOException(file + " is cut off or damaged: it ends within the element at byte " + at);
        }

        /// The elements from a byte on, up to a limit or the mark that ends an item.
        Read set(int start, int limit, boolean whole, int depth) throws IOException {
            if (depth > DEEPEST) throw new IOException(file + " is damaged: its sequences nest too deep");
            var elements = new HashMap<Integer, Element>();
            int at = start;
            while (at + 8 <= limit) {
                int tag = tag(at);
                if (tag == DicomTag.ITEM_DELIMITATION_ITEM || (!whole && tag >>> 16 != 2)) break;
                boolean wide = !explicit || WITH_LONG_LENGTH.contains(type(at));
                int value = at + (explicit && wide ? 12 : 8);
                if (value > limit) throw cutOff(at);
                long length = !wide
                        ? bytes.getShort(at + 6) & 0xffff
                        : bytes.getInt(value - 4) & 0xffffffffL;
                boolean open = length == 0xffffffffL;
                if (!open && length > limit - value) {
                    throw tag == DicomTag.PIXEL_DATA
                            ? new IOException(file + " is cut off: " + length
                                    + " bytes of pixels were expected, but only " + (limit - value) + " came")
                            : cutOff(at);
                }
                int end = open ? endOfSequence(value, limit, depth + 1) : value + (int) length;
                elements.put(tag, new Element(value, open ? end - 8 : end, open));
                at = end;
            }
            return new Read(new DicomSet(file, bytes, explicit, elements), at);
        }

        private String type(int at) {
            return "" + (char) (bytes.get(at + 4) & 0x7f) + (char) (bytes.get(at + 5) & 0x7f);
        }

        /// The byte behind the mark that ends a sequence of unknown length.
        private int endOfSequence(int start, int limit, int depth) throws IOException {
            int at = start;
            while (at + 8 <= limit) {
                int tag = tag(at);
                if (tag == DicomTag.SEQUENCE_DELIMITATION_ITEM) return at + 8;
                if (tag != DicomTag.ITEM) break;
                Element item = item(at, limit, depth);
                at = item.open ? item.end + 8 : item.end;
            }
            throw cutOff(start);
        }

        /// The item whose tag is at a byte.
        Element item(int at, int limit, int depth) throws IOException {
            long length = bytes.getInt(at + 4) & 0xffffffffL;
            if (length == 0xffffffffL) {
                int end = set(at + 8, limit, true, depth + 1).end();
                if (end + 8 > limit) throw cutOff(at);
                return new Element(at + 8, end, true);
            }
            if (length > limit - at - 8) throw cutOff(at);
            return new Element(at + 8, at + 8 + (int) length, false);
        }
    }

    /// The byte order of the numbers in this set.
    ByteOrder order() { return bytes.order(); }
}
