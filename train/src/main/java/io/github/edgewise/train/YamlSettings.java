package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.spec.Spec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The settings in a YAML text, with the line of each, so that a message can say where a wrong one stands.
final class YamlSettings {
    private static final YAMLMapper YAML = new YAMLMapper();

    /// A setting that was given: its keys joined by dots, and its value.
    record Given(String path, JsonNode value) {}

    private final ObjectNode root;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Given> given = new ArrayList<>();

    /// The settings in a text.
    ///
    /// @throws InvalidInputException where it is not YAML, not a group of settings, or has a key twice
    YamlSettings(String text) {
        try {
            locate(text);
            JsonNode read = YAML.readTree(text);
            if (read.isObject()) {
                root = (ObjectNode) read;
            } else if (read.isNull() || read.isMissingNode()) {
                root = YAML.createObjectNode();
            } else {
                throw new InvalidInputException("a recipe is a list of settings such as `loss: dice`");
            }
        } catch (JacksonException e) {
            String what = String.valueOf(e.getOriginalMessage()).lines().findFirst()
                    .orElse("it cannot be read");
            throw new InvalidInputException("line " + e.getLocation().getLineNr() + " is not YAML: " + what,
                    e);
        }
    }

    /// All settings in their order, which may be changed.
    ObjectNode root() { return root; }

    /// The settings that [#over] has found, without groups.
    List<Given> given() { return given; }

    private void locate(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            var groups = new ArrayList<String>();
            String last = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT -> groups.add(groups.isEmpty() ? "" : last + ".");
                    case END_OBJECT -> groups.removeLast();
                    case START_ARRAY -> parser.skipChildren();
                    case PROPERTY_NAME -> {
                        last = groups.getLast() + parser.currentName();
                        int line = parser.currentTokenLocation().getLineNr();
                        Integer before = lines.putIfAbsent(last, line);
                        if (before != null)
                            throw wrong(last, line, "the same key stands in line " + before
                                    + " too; leave one out");
                    }
                    default -> {
                    }
                }
            }
        }
    }

    /// What is wrong with a setting, with its line.
    InvalidInputException wrong(String path, String message) {
        return wrong(path, lines.getOrDefault(path, 0), message);
    }

    private static InvalidInputException wrong(String path, int line, String message) {
        return new InvalidInputException(
                (line > 0 ? "line " + line + ", " : "") + "\"" + path + "\": " + message);
    }

    /// Puts the settings over those of a record.
    ///
    /// @param settings of the record, which are changed
    /// @throws InvalidInputException where a key is unknown or a value has another type
    void over(ObjectNode settings, Class<?> type) { merge(settings, root, "", type); }

    private void merge(ObjectNode into, ObjectNode from, String path, Class<?> type) {
        from.properties().forEach(entry -> {
            String key = entry.getKey();
            String whole = path + key;
            JsonNode old = into.get(key);
            if (old == null) throw wrong(whole, unknown(path, key, into));
            Class<?> part = Arrays.stream(type.getRecordComponents()).filter(c -> c.getName().equals(key))
                    .map(RecordComponent::getType).findFirst().orElseThrow();
            JsonNode value = entry.getValue();
            if (value.isNull()) throw wrong(whole, "no value for \"" + whole + "\"");
            if (!part.isRecord()) {
                JsonNode checked = checked(value, part, whole);
                into.set(key, checked);
                given.add(new Given(whole, checked));
            } else if (value.isObject()) {
                merge((ObjectNode) old, (ObjectNode) value, whole + ".", part);
            } else {
                throw wrong(whole, "setting \"" + whole + "\" is a group of "
                        + String.join(", ", old.propertyNames()) + ", not " + value);
            }
        });
    }

    private static String unknown(String path, String key, ObjectNode siblings) {
        List<String> there = siblings.propertyNames().stream().map(name -> path + name).toList();
        String near = Spec.nearest(path + key, there);
        if (near.isEmpty()) {
            near = RecipeFile.paths().stream().filter(other -> other.endsWith("." + key)).findFirst()
                    .map(other -> "; did you mean " + other + "?").orElse("");
        }
        return "no setting \"" + path + key + "\"" + near + "; there are " + String.join(", ", there);
    }

    /// The value, if it is of that type.
    private JsonNode checked(JsonNode value, Class<?> type, String path) {
        if (type == boolean.class) {
            if (!value.isBoolean()) throw wrong(path, "it is true or false, not " + value);
        } else if (type == int.class || type == long.class) {
            boolean fits = value.isIntegralNumber()
                    && (type == int.class ? value.canConvertToInt() : value.canConvertToLong());
            if (!fits) throw wrong(path, "it is a whole number, not " + value);
        } else if (type == double.class) {
            return number(value, path);
        } else if (!value.isString()) {
            throw wrong(path, "it is a text, not " + value);
        } else if (type.isEnum()) {
            return constant(value, type, path);
        }
        return value;
    }

    private JsonNode number(JsonNode value, String path) {
        try {
            double number = value.isNumber()
                    ? value.asDouble()
                    : value.isString() ? number(value.asString()) : Double.NaN;
            if (!Double.isNaN(number)) return YAML.getNodeFactory().numberNode(number);
        } catch (NumberFormatException e) {
            throw wrong(path, "it is a number, not " + value);
        }
        throw wrong(path, "it is a number, not " + value);
    }

    private static double number(String text) {
        return text.toLowerCase(Locale.ROOT).matches("\\+?\\.inf")
                ? Double.POSITIVE_INFINITY
                : Double.parseDouble(text);
    }

    private JsonNode constant(JsonNode value, Class<?> type, String path) {
        List<String> names = Arrays.stream(type.getEnumConstants()).map(one -> ((Enum<?>) one).name())
                .toList();
        for (String name : names) {
            if (plain(name).equals(plain(value.asString()))) return YAML.getNodeFactory().stringNode(name);
        }
        throw wrong(path, "it cannot be " + value.asString() + Spec.nearest(value.asString(), names)
                + "; it is one of " + String.join(", ", names));
    }

    private static String plain(String constant) {
        return constant.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
