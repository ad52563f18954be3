package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Cases without masks, from files and folders.
public final class Cases {
    private Cases() {}

    /// The cases that these files and folders hold. A folder without images of its own counts as a data set.
    /// Files of networks with several channels are `CASE_0000`, `CASE_0001` and so on, unless one
    /// colour file holds all three.
    ///
    /// @param channels of the network
    /// @throws IOException where a path does not exist, cannot be read, or a folder has no image
    public static List<Case> unlabelled(List<Path> inputs, int channels) throws IOException {
        var cases = new ArrayList<Case>();
        for (Path input : inputs) {
            if (!Files.exists(input)) throw new NoSuchFileException(input.toString());
            if (!Files.isDirectory(input)) {
                if (!Volumes.isReadable(input)) Volumes.read(input); // throws, naming the formats there are
                cases.add(Case.unlabelled(Volumes.stem(input), List.of(input)));
                continue;
            }
            List<Case> found = inFolder(input, channels);
            if (found.isEmpty()) throw new IOException("no images in " + input);
            cases.addAll(found);
        }
        return cases;
    }

    private static List<Case> inFolder(Path folder, int channels) throws IOException {
        Map<String, Path> files = Layouts.files(folder);
        if (files.isEmpty()) {
            return Layouts.cases(folder, new Layout.Wanted(List.of(), LabelRule.AS_STORED));
        }
        boolean numbered = channels > 1
                && files.keySet().stream().allMatch(stem -> stem.matches(".*_\\d{4}"));
        var cases = new TreeMap<String, List<Path>>();
        files.forEach((stem, file) -> cases
                .computeIfAbsent(numbered ? stem.replaceFirst("_\\d{4}$", "") : stem,
                        key -> new ArrayList<>())
                .add(file));
        return cases.entrySet().stream().map(e -> Case.unlabelled(e.getKey(), e.getValue())).toList();
    }
}
