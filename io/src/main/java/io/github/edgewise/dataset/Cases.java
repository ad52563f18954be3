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

    /// The cases in these files and folders. A folder without images of its own is read as a data set. For
    /// networks with several channels, the files of a case are `CASE_0000`, `CASE_0001` and so on, or one
    /// colour file with all three.
    ///
    /// @param channels the number of channels of the network
    /// @throws IOException where a path does not exist or cannot be read, or a folder has no image
    public static List<Case> unlabelled(List<Path> inputs, int channels) throws IOException {
        var cases = new ArrayList<Case>();
        for (Path input : inputs) {
            if (!Files.exists(input)) throw new NoSuchFileException(input.toString());
            if (!Files.isDirectory(input)) {
                if (!Volumes.isReadable(input)) Volumes.read(input); // throws and names the supported formats
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
