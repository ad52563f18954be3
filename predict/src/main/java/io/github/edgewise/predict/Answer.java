package io.github.edgewise.predict;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a [PredictionServer] answers: a text, or a file.
///
/// @param headers besides the type and the length
record Answer(int status, String type, Map<String, String> headers, String text, Optional<Path> file) {
    private static final String JSON = "application/json";
    private static final int LONGEST_WARNING = 2000;

    static Answer json(int status, String text) {
        return new Answer(status, JSON, Map.of(), text + "\n", Optional.empty());
    }

    static Answer metrics(String text) {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", Map.of(), text, Optional.empty());
    }

    /// The sentence as JSON. Whoever was refused for a moment hears when to try again.
    static Answer error(Refusal refusal) {
        Map<String, String> headers = refusal.status() == Refusal.BUSY
                ? Map.of("Retry-After", "5")
                : Map.of();
        return new Answer(refusal.status(), JSON, headers,
                "{\"error\": " + quoted(refusal.sentence()) + "}\n", Optional.empty());
    }

    /// A file with what a user should know about its image.
    static Answer file(Path file, List<String> warnings) {
        String name = file.getFileName().toString();
        String disposition = "attachment; filename=\"" + name + "\"";
        return new Answer(200, type(name.toLowerCase(Locale.ROOT)),
                warnings.isEmpty()
                        ? Map.of("Content-Disposition", disposition)
                        : Map.of("Content-Disposition", disposition, "Edgewise-Warning", line(warnings)),
                "", Optional.of(file));
    }

    private static String type(String name) {
        if (name.endsWith(".png")) return "image/png";
        if (name.endsWith(".tif") || name.endsWith(".tiff")) return "image/tiff";
        return name.endsWith(".gz") ? "application/gzip" : "application/octet-stream";
    }

    private static String line(List<String> warnings) {
        String all = String.join("; ", warnings).replaceAll("[\\x00-\\x1f\\x7f]", " ");
        return all.substring(0, Math.min(LONGEST_WARNING, all.length()));
    }

    byte[] bytes() { return text.getBytes(StandardCharsets.UTF_8); }

    /// A text as JSON.
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
