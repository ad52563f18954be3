package io.github.edgewise.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// The results of a command on standard output: text for a person, or with `--json` one JSON value and
/// nothing else. Every command prints through this alone.
///
/// The keys of the JSON are the components of the record that is given. Numbers have all their digits. What
/// is undefined, such as the mean of no value, is `null`.
final class Results {
    /// Writes JSON as all commands do.
    static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule().addSerializer(Double.class, new Numbers())
                    .addSerializer(Double.TYPE, new Numbers()).addSerializer(Path.class, new Paths()))
            .build();

    @Option(
            names = "--json",
            description = "print the results as one JSON value, see edgewise schema COMMAND; progress and errors "
                    + "stay on standard error")
    private boolean json;

    /// JSON has no word for NaN.
    private static final class Numbers extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            if (Double.isFinite(value)) out.writeNumber(value);
            else out.writeNull();
        }
    }

    /// A path as it was given, not as a URI.
    private static final class Paths extends ValueSerializer<Path> {
        @Override
        public void serialize(Path value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toString());
        }
    }

    /// A line for a person; nothing with `--json`.
    void line(String text) {
        if (!json) System.out.println(text);
    }

    /// Whole lines for a person; nothing with `--json`.
    void text(String lines) {
        if (!json) System.out.print(lines);
    }

    /// The results as a value.
    @FunctionalInterface
    interface Value {
        Object get() throws IOException;
    }

    /// All results as one value, once per command; nothing without `--json`.
    void json(Value value) throws IOException {
        if (json) System.out.println(JSON.writeValueAsString(value.get()));
    }
}
