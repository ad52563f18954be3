package io.github.edgewise.export;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The official JSON schema of bioimage.io models, see `bioimageio/README.md` in the test resources.
final class BioimageioSchema {
    private BioimageioSchema() {}

    /// What it finds wrong with a description.
    static List<String> faults(Path yaml) throws IOException {
        try (InputStream in = Objects.requireNonNull(BioimageioSchema.class
                .getResourceAsStream("/bioimageio/bioimageio_model_0_5_7.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new JsonMapper().readTree(in))
                    .validate(Files.readString(yaml), InputFormat.YAML).stream().map(String::valueOf)
                    .toList();
        }
    }
}
