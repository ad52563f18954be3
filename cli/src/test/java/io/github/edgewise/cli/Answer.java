package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a command printed with `--json`: one value, which its schema describes.
record Answer(JsonNode json, Ran ran) {
    static Answer of(int code, Object... arguments) {
        Ran ran = Ran.command(Stream.concat(Arrays.stream(arguments), Stream.of("--json")).toArray());
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        return new Answer(checked(ran.out(), String.valueOf(arguments[0])), ran);
    }

    /// The value of a text, which the schema of a command describes.
    static JsonNode checked(String text, String command) {
        String schema = Results.JSON.writeValueAsString(Schemas.of(command).orElseThrow());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema)
                .validate(text, InputFormat.JSON).stream().map(String::valueOf)).as(text).isEmpty();
        return new JsonMapper().readTree(text); // fails where more than one value was printed
    }

    String text(String path) { return json.at(path).asString(); }

    double number(String path) {
        assertThat(json.at(path).isNumber()).as(path + " of " + json).isTrue();
        return json.at(path).asDouble();
    }
}
