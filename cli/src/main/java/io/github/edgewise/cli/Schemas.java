package io.github.edgewise.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schemas of the results of all commands, each in a file of its own below `schema/`. What several
/// of them need stands in `defs.json`.
final class Schemas {
    private static final String SHARED = "defs";
    private static final String BEFORE_NAME = "#/$defs/";

    private Schemas() {}

    /// The schema of a command with all that it refers to; nothing where it has none.
    static Optional<ObjectNode> of(String command) {
        Optional<ObjectNode> schema = command.equals(SHARED) ? Optional.empty() : file(command);
        if (schema.isEmpty()) return Optional.empty();
        ObjectNode all = file(SHARED).orElseThrow();
        var used = new TreeMap<String, JsonNode>();
        var open = new ArrayDeque<JsonNode>();
        open.add(schema.get());
        while (!open.isEmpty()) {
            for (JsonNode found : open.remove().findValues("$ref")) {
                String name = found.asString().substring(BEFORE_NAME.length());
                if (used.putIfAbsent(name, all.get(name)) == null) open.add(all.get(name));
            }
        }
        if (!used.isEmpty()) used.forEach(schema.get().putObject("$defs")::set);
        return schema;
    }

    private static Optional<ObjectNode> file(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream("schema/" + name + ".json")) {
            return in == null ? Optional.empty() : Optional.of((ObjectNode) Results.JSON.readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException("the schema of " + name + " cannot be read", e);
        }
    }
}
