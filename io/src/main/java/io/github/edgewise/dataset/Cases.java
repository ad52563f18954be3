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
import java.util.function.Consumer;

/// Cases without masks, from files and folders.
public final class Cases {
    private Cases() {}

    /// The same without a listener.
    public static List<Case> unlabelled(List<Path> inputs, int channels) throws IOException {
        return unlabelled(inputs, channels, note -> {});
    }

    /// The cases in these files and folders.
    ///
    /// A folder with the slices of a DICOM series is one case; so is every sub-folder with one. In other
    /// folders every image is a case, see [ImageFolder]. Where all names end with the number of one of the
    /// network's channels, as nnU-Net has it, `CASE_0000`, `CASE_0001` and so on are the channels of one
    /// case, whose name has no number. A colour file gives all three channels by itself. A folder without
    /// images of its own is read as a data set.
    ///
    /// @param channels the number of channels of the network
    /// @param notes is told what is passed over, one sentence each
    /// @throws IOException where a path does not exist or cannot be read, or a folder has no image
    public static List<Case> unlabelled(List<Path> inputs, int channels, Consumer<String> notes)
            throws IOException {
        var cases = new ArrayList<Case>();
        for (Path input : inputs) {
            if (!Files.exists(input)) throw new NoSuchFileException(input.toString());
            if (!Files.isDirectory(input)) {
                if (!Volumes.isReadable(input)) Volumes.read(input); // throws and names the supported formats
                cases.add(Case.unlabelled(Volumes.stem(input), List.of(input)));
                continue;
            }
            List<Case> found = inFolder(input, channels, notes);
            if (found.isEmpty()) throw new IOException("no images in " + input);
            cases.addAll(found);
        }
        return cases;
    }

    private static List<Case> inFolder(Path folder, int channels, Consumer<String> notes)
            throws IOException {
        if (Volumes.isImageFolder(folder)) {
            return List
                    .of(Case.unlabelled(Layouts.name(folder.toAbsolutePath().normalize()), List.of(folder)));
        }
        ImageFolder listed = ImageFolder.of(folder);
        if (listed.files().isEmpty()) {
            return Layouts.cases(folder, new Layout.Wanted(List.of(), LabelRule.EXACT, notes));
        }
        listed.notes().forEach(notes);
        if (!NnUnetRaw.isNumbered(listed.files(), channels)) {
            return listed.files().entrySet().stream()
                    .map(e -> Case.unlabelled(e.getKey(), List.of(e.getValue()))).toList();
        }
        Map<String, List<Path>> grouped = NnUnetRaw.grouped(listed.files());
        boolean isSplit = grouped.values().stream().anyMatch(files -> files.size() > 1);
        var cases = new ArrayList<Case>();
        for (var one : grouped.entrySet()) {
            int files = one.getValue().size();
            if (files != channels && (files > 1 || isSplit)) {
                throw new IOException("case " + one.getKey() + " in " + folder + " has " + files
                        + " of the " + channels + " channels of the network; every case needs every channel");
            }
            cases.add(Case.unlabelled(one.getKey(), one.getValue()));
        }
        return cases;
    }
}
