package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The `dataset.json` of nnU-Net (both versions) and of the Medical Segmentation Decathlon.
final class DatasetJson {
    private static final String NAME = "dataset.json";
    private static final int HIGHEST_LABEL = 255;

    private final Path file;
    private final JsonNode json;

    private DatasetJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /// The file in a folder; nothing where there is none.
    ///
    /// @throws IOException where it is no valid JSON
    static Optional<DatasetJson> in(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        return Files.exists(file) ? Optional.of(new DatasetJson(file, read(file))) : Optional.empty();
    }

    /// JSON in UTF-8 or UTF-16, with or without a byte order mark.
    ///
    /// @throws IOException where the file is no valid JSON
    static JsonNode read(Path file) throws IOException {
        try {
            return new JsonMapper().readTree(text(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// A text in UTF-8 or UTF-16, without its byte order mark.
    static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, charset(bytes));
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// UTF-16 where its mark, or the zero byte beside the first character, says so.
    private static Charset charset(byte[] bytes) {
        if (bytes.length < 2) return StandardCharsets.UTF_8;
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        if (first == 0xfeff || bytes[0] == 0) return StandardCharsets.UTF_16BE;
        return first == 0xfffe || bytes[1] == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /// The pairs of the list `training`, relative to the folder; empty where there is no such list.
    List<Map.Entry<String, String>> training() {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (JsonNode pair : json.path("training")) {
            if (pair.isObject()) {
                pairs.add(Map.entry(pair.path("image").asString(""), pair.path("label").asString("")));
            }
        }
        return pairs;
    }

    /// The names of the classes by their number; empty where the file has none.
    ///
    /// @throws IOException where it has labels that are not supported yet: a label to ignore, or regions
    List<String> classNames() throws IOException {
        if (json.path("labels").isArray()) {
            throw new IOException(file + ": \"labels\" is a list, but must give every name its number, as in "
                    + "{\"background\": 0, \"lesion\": 1}");
        }
        var names = new TreeMap<Integer, String>();
        for (var label : json.path("labels").properties()) {
            boolean isByName = label.getValue().isNumber() || !label.getKey().matches("\\d+");
            String name = isByName ? label.getKey() : label.getValue().asString("");
            if (label.getValue().isArray()) {
                throw new IOException(
                        file + ": the label '" + name + "' is a region of several labels, which is "
                                + "not supported; give every class a number of its own");
            }
            if (name.equalsIgnoreCase("ignore")) {
                throw new IOException(
                        file + ": the label 'ignore' is not supported; remove it here, and make "
                                + "its voxels background with --labels-as map:...");
            }
            String number = isByName ? label.getValue().asString("") : label.getKey();
            if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > HIGHEST_LABEL) {
                throw new IOException(
                        file + ": a label must be a number from 0 to 255, but '" + name + "' is '"
                                + number + "'");
            }
            String other = names.put(Integer.parseInt(number), name);
            if (other != null) {
                throw new IOException(
                        file + ": the labels '" + other + "' and '" + name + "' have the same number "
                                + number);
            }
        }
        if (names.isEmpty()) return List.of();
        if (names.entrySet().stream()
                .anyMatch(e -> e.getValue().equalsIgnoreCase("background") && e.getKey() != 0)) {
            throw new IOException(file + ": the background must be 0");
        }
        String[] all = new String[Math.max(2, names.lastKey() + 1)];
        Arrays.setAll(all, i -> names.getOrDefault(i, i == 0 ? "background" : "class " + i));
        return Collections.unmodifiableList(Arrays.asList(all));
    }
}
