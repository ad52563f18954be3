package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Medical Segmentation Decathlon: the pairs that `dataset.json` lists under `training`.
final class Decathlon implements Layout {
    private static final String INDEX = "dataset.json";

    @Override
    public String known() { return "a dataset.json of the Medical Segmentation Decathlon"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        Path index = folder.resolve(INDEX);
        if (!Files.exists(index)) return Optional.empty();
        JsonNode training = json(index).path("training");
        boolean isList = training.isArray() && !training.isEmpty() && training.get(0).isObject();
        return isList ? Optional.of(folder) : Optional.empty();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        var cases = new ArrayList<Case>();
        for (JsonNode pair : json(root.resolve(INDEX)).path("training")) {
            Path image = root.resolve(pair.path("image").asString("")).normalize();
            Path label = root.resolve(pair.path("label").asString("")).normalize();
            String name = Volumes.stem(image);
            cases.add(new Case(name, name, List.of(image), Optional.of(label), wanted.rule()));
        }
        return cases;
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return new JsonMapper().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
