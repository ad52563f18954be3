package io.github.edgewise.predict;

import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the query of a request to segment says.
///
/// @param name of the image, of letters, digits and `._-` alone; `image` where none was given
/// @param isProbabilities whether probabilities are asked for instead of labels
record SegmentQuery(String name, boolean isProbabilities) {
    private static final String NAME = "name";
    private static final String OUTPUT = "output";
    private static final int LONGEST_NAME = 100;

    /// @param query as it was sent, without the question mark; null for none
    static SegmentQuery parse(@Nullable String query) throws Refusal {
        Map<String, String> values = new HashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!key.equals(NAME) && !key.equals(OUTPUT)) {
                    throw bad("the query has the unknown parameter \"" + key + "\"; there are " + NAME
                            + " and " + OUTPUT);
                }
                if (values.put(key, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                    throw bad("the query has " + key + " twice; leave one out");
                }
            }
        }
        String output = values.getOrDefault(OUTPUT, "labels");
        if (!output.equals("labels") && !output.equals("probabilities")) {
            throw bad("output must be labels or probabilities, not \"" + output + "\"");
        }
        return new SegmentQuery(fileName(values.getOrDefault(NAME, "image")),
                output.equals("probabilities"));
    }

    private static Refusal bad(String sentence) { return new Refusal(Refusal.BAD_INPUT, sentence); }

    private static String decoded(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.BAD_INPUT,
                    "the query has \"" + text + "\", which is not percent-encoded "
                            + "text",
                    e);
        }
    }

    /// The last name of a path, with underscores for what a file system may not have.
    private static String fileName(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
                .replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.+", "");
        String last = name.substring(Math.max(0, name.length() - LONGEST_NAME)); // the ending counts
        return last.isEmpty() ? "image" : last;
    }

    /// The ending of the name that stands for a file on its own; empty for none.
    String ending() {
        String ending = Volumes.extension(Path.of(name)).orElse("");
        try {
            return ending.isEmpty() || Volumes.written(Path.of(name)).size() > 1 ? "" : ending;
        } catch (IOException e) {
            return "";
        }
    }
}
