package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// nnU-Net raw, both versions: `imagesTr/CASE_0000.nii.gz` for channel 0 of a case, `labelsTr/CASE.nii.gz`.
/// The names of the classes are in `dataset.json`.
final class NnUnetRaw implements Layout {
    private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d{4})");
    private static final String IMAGES = "imagesTr";

    @Override
    public String known() { return "the nnU-Net raw folders imagesTr/ and labelsTr/"; }

    @Override
    public Optional<Path> root(Path folder) {
        return Files.isDirectory(folder.resolve(IMAGES)) ? Optional.of(folder) : Optional.empty();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        Map<String, Path> labels = wanted.files(root.resolve("labelsTr"));
        Map<String, List<Path>> images = grouped(wanted.files(root.resolve(IMAGES)));
        int channels = images.values().stream().mapToInt(List::size).max().orElse(0);
        var cases = new ArrayList<Case>();
        for (var one : images.entrySet()) {
            for (int c = 0; c < channels; c++) {
                if (c >= one.getValue().size() || number(one.getValue().get(c)) != c) {
                    throw new IOException("case " + one.getKey() + " in " + root + " has no channel "
                            + "_%04d".formatted(c) + ", but another case has " + channels
                            + (channels == 1 ? " channel" : " channels") + "; every case needs the channels "
                            + "_0000 to " + "_%04d".formatted(channels - 1));
                }
            }
            cases.add(new Case(one.getKey(), one.getKey(), one.getValue(),
                    Optional.ofNullable(labels.get(one.getKey())), wanted.rule()));
        }
        Layouts.noteMasksAlone(labels, images.keySet(), wanted.notes());
        return cases;
    }

    @Override
    public List<String> classNames(Path root) throws IOException {
        Optional<DatasetJson> json = DatasetJson.in(root);
        return json.isPresent() ? json.get().classNames() : List.of();
    }

    /// True if all names end with the number of a channel, from 0 on and below the number of channels, as
    /// `CASE_0000` does. The slices `scan_0001`, `scan_0002` and so on are no channels.
    static boolean isNumbered(Map<String, Path> files, int channels) {
        return !files.isEmpty() && files.keySet().stream().allMatch(name -> {
            Matcher numbered = NUMBERED.matcher(name);
            return numbered.matches() && Integer.parseInt(numbered.group(2)) < channels;
        });
    }

    /// The channels of every case, in order.
    static Map<String, List<Path>> grouped(Map<String, Path> files) {
        var cases = new TreeMap<String, List<Path>>();
        new TreeMap<>(files).forEach((name, file) -> {
            Matcher numbered = NUMBERED.matcher(name);
            cases.computeIfAbsent(numbered.matches() ? numbered.group(1) : name, key -> new ArrayList<>())
                    .add(file);
        });
        return cases;
    }

    /// The number of the channel in a file; 0 where its name has none.
    private static int number(Path file) {
        Matcher numbered = NUMBERED.matcher(Volumes.stem(file));
        return numbered.matches() ? Integer.parseInt(numbered.group(2)) : 0;
    }

    /// The file of a channel of a case.
    ///
    /// @param image the file of the case, without the channel's number
    static Path channel(Path image, int number) {
        String ending = Volumes.extension(image).orElse("");
        return image.resolveSibling("%s_%04d%s".formatted(Volumes.stem(image), number, ending));
    }
}
