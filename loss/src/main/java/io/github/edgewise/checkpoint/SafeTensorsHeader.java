package io.github.edgewise.checkpoint;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON at the beginning of a safetensors file.
///
/// @param entries tensors in the order of their bytes
/// @param metadata text by key
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int MOST_AXES = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// A tensor's type, its shape, and the positions of its bytes, counted from the end of the header.
    record Entry(Dtype type, List<Long> shape, long begin, long end) {}

    /// Reads a header.
    ///
    /// It reads token by token, so it takes memory only for what belongs in a header.
    ///
    /// @param dataBytes the number of bytes in the file after the header
    /// @throws IllegalArgumentException where the header is wrong; the message says why
    static SafeTensorsHeader parse(byte[] json, long dataBytes) {
        var entries = new LinkedHashMap<String, Entry>();
        var metadata = new LinkedHashMap<String, String>();
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), json)) {
            require(p.nextToken(), JsonToken.START_OBJECT, "header");
            while (p.nextToken() != JsonToken.END_OBJECT) {
                String name = p.currentName();
                require(p.nextToken(), JsonToken.START_OBJECT, name);
                if (name.equals(METADATA)) {
                    readMetadata(p, metadata);
                } else {
                    entries.put(name, entry(p, name));
                }
            }
            if (p.nextToken() != null) throw new IllegalArgumentException("text after the header");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("header: " + e.getOriginalMessage(), e);
        }
        return new SafeTensorsHeader(ordered(entries, dataBytes), metadata);
    }

    private static void require(JsonToken found, JsonToken wanted, String where) {
        if (found != wanted) {
            throw new IllegalArgumentException(
                    "\"" + where + "\" has " + found + " where " + wanted + " belongs");
        }
    }

    private static void readMetadata(JsonParser p, Map<String, String> metadata) {
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            require(p.nextToken(), JsonToken.VALUE_STRING, key);
            metadata.put(key, p.getString());
        }
    }

    private static Entry entry(JsonParser p, String name) {
        String type = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        int seen = 0;
        while (p.nextToken() != JsonToken.END_OBJECT) {
            String key = p.currentName();
            JsonToken value = p.nextToken();
            switch (key) {
                case "dtype" -> {
                    require(value, JsonToken.VALUE_STRING, name);
                    type = p.getString();
                }
                case "shape" -> shape = numbers(p, name);
                case "data_offsets" -> offsets = numbers(p, name);
                default -> throw new IllegalArgumentException("\"" + name + "\" has a key \"" + key + "\"");
            }
            seen++;
        }
        if (seen != 3 || offsets.size() != 2) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" needs dtype, shape and two data_offsets");
        }
        return new Entry(Dtype.named(type), shape, offsets.get(0), offsets.get(1));
    }

    private static List<Long> numbers(JsonParser p, String name) {
        require(p.currentToken(), JsonToken.START_ARRAY, name);
        var numbers = new ArrayList<Long>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            require(p.currentToken(), JsonToken.VALUE_NUMBER_INT, name);
            if (numbers.size() == MOST_AXES) {
                throw new IllegalArgumentException("\"" + name + "\" has more than " + MOST_AXES + " axes");
            }
            numbers.add(p.getLongValue());
        }
        return numbers;
    }

    /// The entries ordered by their bytes. These must follow one another without gap or overlap to the end of
    /// the file.
    private static Map<String, Entry> ordered(Map<String, Entry> entries, long dataBytes) {
        var ordered = new LinkedHashMap<String, Entry>();
        long[] end = {0};
        entries.entrySet().stream().sorted(Map.Entry.comparingByValue(
                Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))).forEach(e -> {
                    Entry entry = e.getValue();
                    String name = "\"" + e.getKey() + "\"";
                    long bytes = TensorMemory.bytes(entry.type(), entry.shape());
                    if (entry.begin() < end[0]) {
                        throw new IllegalArgumentException(name + " overlaps another tensor");
                    }
                    if (entry.begin() > end[0]) {
                        throw new IllegalArgumentException("no tensor owns the bytes before " + name);
                    }
                    if (entry.end() > dataBytes) {
                        throw new IllegalArgumentException(name + " ends at byte " + entry.end() + " of "
                                + dataBytes + "; the file is cut off");
                    }
                    if (entry.end() - entry.begin() != bytes) {
                        throw new IllegalArgumentException(name + " has " + (entry.end() - entry.begin())
                                + " bytes, but " + entry.type() + " of shape " + entry.shape() + " needs "
                                + bytes);
                    }
                    ordered.put(e.getKey(), entry);
                    end[0] = entry.end();
                });
        if (end[0] != dataBytes) {
            throw new IllegalArgumentException(
                    (dataBytes - end[0]) + " bytes after the last tensor");
        }
        return ordered;
    }

    /// The header as UTF-8, padded with blanks to a multiple of eight bytes.
    byte[] json() {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            g.writeStartObject();
            if (!metadata.isEmpty()) {
                g.writeName(METADATA).writeStartObject();
                metadata.forEach(g::writeStringProperty);
                g.writeEndObject();
            }
            entries.forEach((name, entry) -> {
                g.writeName(name).writeStartObject();
                g.writeStringProperty("dtype", entry.type().name());
                array(g, "shape", entry.shape());
                array(g, "data_offsets", List.of(entry.begin(), entry.end()));
                g.writeEndObject();
            });
            g.writeEndObject();
        }
        while (out.size() % 8 != 0) {
            out.write(' ');
        }
        return out.toByteArray();
    }

    private static void array(JsonGenerator g, String name, List<Long> numbers) {
        g.writeName(name).writeStartArray();
        numbers.forEach(g::writeNumber);
        g.writeEndArray();
    }
}
