package io.github.edgewise.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The lines of text before the numbers of an NRRD or MetaImage file.
///
/// @param file for messages
/// @param fields their names in lower case, and their values
record TextHeader(Path file, Map<String, String> fields) {
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_NUMBER = 60;

    TextHeader {
        fields = Map.copyOf(fields);
    }

    /// The next line of a file without its line end (`\n` or `\r\n`); nothing at the end of the file.
    static Optional<String> line(FileBytes in, Path file) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) return Optional.empty();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() == LONGEST) throw new IOException(file + " is damaged: a line has no end");
            line.write(b);
        }
        String text = decoded(ByteBuffer.wrap(line.toByteArray()));
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /// Text in UTF-8, else, where it is none, in Latin-1: older programs write a micro sign as one byte.
    static String decoded(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        }
    }

    boolean has(String field) { return fields.containsKey(field); }

    String get(String field, String otherwise) { return fields.getOrDefault(field, otherwise); }

    String require(String field) throws IOException {
        String value = fields.get(field);
        if (value == null) throw new IOException(file + " is damaged: its header has no " + field);
        return value;
    }

    /// The whole numbers of a field.
    long[] integers(String field) throws IOException {
        double[] numbers = numbers(field, require(field));
        long[] integers = new long[numbers.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (long) numbers[i];
            if (integers[i] != numbers[i]) throw wrong(field, require(field));
        }
        return integers;
    }

    /// The one whole number of a field.
    long integer(String field) throws IOException {
        long[] integers = integers(field);
        if (integers.length != 1) throw wrong(field, require(field));
        return integers[0];
    }

    /// The numbers in a text, separated by spaces, commas or brackets.
    double[] numbers(String field, String text) throws IOException {
        List<Double> numbers = new ArrayList<>();
        for (String word : text.split("[\\s,()]+", -1)) {
            if (word.isEmpty()) continue;
            try {
                numbers.add(Double.parseDouble(word));
            } catch (NumberFormatException e) {
                throw wrong(field, text);
            }
        }
        return numbers.stream().mapToDouble(d -> d).toArray();
    }

    /// The numbers in a text. There must be exactly `count` of them.
    double[] numbers(String field, String text, int count) throws IOException {
        double[] numbers = numbers(field, text);
        if (numbers.length != count) throw wrong(field, text);
        return numbers;
    }

    IOException wrong(String field, String text) {
        String shown = text.length() > LONGEST_NUMBER ? text.substring(0, LONGEST_NUMBER) + "..." : text;
        return new IOException(file + " is damaged: its header has the " + field + " \"" + shown + "\"");
    }

    /// The file that the header names, in the folder of the header.
    Path beside(String name) throws IOException {
        try {
            Path data = file.resolveSibling(name.strip());
            if (Files.isRegularFile(data)) return data;
        } catch (InvalidPathException e) {
            throw new IOException(file + " is damaged: the name of its data file is not a file name", e);
        }
        throw new IOException(file + " names the data file " + name + ", but there is none in its folder");
    }

    /// Reads the next numbers, written as text.
    float[] ascii(FileBytes in, int count) throws IOException {
        in.require(2L * count - 1, "voxels");
        FileBytes.requireMemory(file, count);
        float[] values = new float[count];
        var word = new StringBuilder();
        for (int i = 0; i < count;) {
            int b = in.read();
            if (b > ' ' && b != ',') {
                word.append((char) b);
                if (word.length() > LONGEST_NUMBER) throw wrong("voxel", word.toString());
                continue;
            }
            if (!word.isEmpty()) {
                values[i++] = value(word.toString());
                word.setLength(0);
            }
            if (b < 0 && i < count) {
                throw new IOException(
                        file + " is cut off: " + count + " numbers were expected, but only " + i + " came");
            }
        }
        return values;
    }

    private float value(String word) throws IOException {
        try {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "nan", "-nan" -> Float.NaN;
                case "inf", "+inf" -> Float.POSITIVE_INFINITY;
                case "-inf" -> Float.NEGATIVE_INFINITY;
                default -> Float.parseFloat(word);
            };
        } catch (NumberFormatException e) {
            throw wrong("voxel", word);
        }
    }
}
