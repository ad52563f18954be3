package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The Medical Segmentation Decathlon: the pairs that `dataset.json` lists under `training`. nnU-Net's first
/// version has the same list, but its images have the number of the channel in their names; such folders are
/// left to [NnUnetRaw].
final class Decathlon implements Layout {
    @Override
    public String known() { return "a dataset.json of the Medical Segmentation Decathlon"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        Optional<DatasetJson> json = DatasetJson.in(folder);
        if (json.isEmpty() || json.get().training().isEmpty()) return Optional.empty();
        Path first = image(folder, json.get().training().getFirst().getKey());
        boolean isNumbered = !Files.exists(first) && Files.exists(NnUnetRaw.channel(first, 0));
        return isNumbered ? Optional.empty() : Optional.of(folder);
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        var seen = new HashSet<String>();
        var cases = new ArrayList<Case>();
        for (var pair : DatasetJson.in(root).orElseThrow().training()) {
            if (pair.getKey().isEmpty() || !seen.add(pair.getKey())) {
                throw new IOException("the list training of " + root.resolve("dataset.json") + " has "
                        + (pair.getKey().isEmpty() ? "an entry without image" : pair.getKey() + " twice"));
            }
            Path image = image(root, pair.getKey());
            String name = Volumes.stem(image);
            Optional<Path> mask = pair.getValue().isEmpty()
                    ? Optional.empty()
                    : Optional.of(image(root, pair.getValue()));
            cases.add(new Case(name, name, List.of(image), mask, wanted.rule()));
        }
        return cases;
    }

    private static Path image(Path root, String relative) { return root.resolve(relative).normalize(); }

    @Override
    public List<String> classNames(Path root) throws IOException {
        return DatasetJson.in(root).orElseThrow().classNames();
    }
}
