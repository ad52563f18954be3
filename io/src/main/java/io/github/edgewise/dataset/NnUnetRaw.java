package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// nnU-Net raw: `imagesTr/CASE_0000.nii.gz` for channel 0 of a case, `labelsTr/CASE.nii.gz`.
final class NnUnetRaw implements Layout {
    @Override
    public String known() { return "the nnU-Net raw folders imagesTr/ and labelsTr/"; }

    @Override
    public Optional<Path> root(Path folder) {
        return Files.isDirectory(folder.resolve("imagesTr")) ? Optional.of(folder) : Optional.empty();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        Map<String, Path> labels = Layouts.files(root.resolve("labelsTr"));
        var images = new LinkedHashMap<String, List<Path>>();
        Layouts.files(root.resolve("imagesTr")).forEach((stem, file) -> {
            String name = stem.replaceFirst("_\\d{4}$", "");
            images.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
        });
        return images.entrySet().stream().map(e -> new Case(e.getKey(), e.getKey(), e.getValue(),
                Optional.ofNullable(labels.get(e.getKey())), wanted.rule())).toList();
    }
}
