package io.github.edgewise.predict;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Cases;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Segments cases and writes their label maps into a folder. Each label map is on the grid of its image and
/// in the format of its image. No image, mask or other file that a case is read from is replaced.
///
/// @param networks one or several networks; the mean of their probabilities is used, with the ensemble's
///     post-processing
/// @param folder created if it does not exist
/// @param keepsProbabilities whether to write `NAME_probabilities.nii.gz` too, with one channel per class
public record PredictionFolder(Ensemble networks, Path folder, boolean keepsProbabilities) {
    /// What is told of several cases.
    public interface Listener {
        /// The case is segmented now.
        void begun(Case one);

        /// Its label map is written.
        void written(Case one, Path file);

        /// The case cannot be read or segmented, and has no label map.
        void failed(Case one, Exception reason);
    }

    /// The cases of files and folders, as [Cases#unlabelled] finds them. If there are several inputs, the
    /// cases of a folder are named `FOLDER/CASE`, so that their label maps lie in a sub-folder of that name.
    /// Folders with equal names get as much of their path as tells them apart.
    ///
    /// @param channels the number of channels of the network
    /// @param notes is told what is passed over, one sentence each
    /// @throws IOException where an input does not exist or cannot be read, or a folder has no image
    public static List<Case> cases(List<Path> inputs, int channels, Consumer<String> notes)
            throws IOException {
        Map<Path, String> places = inputs.size() > 1 ? places(inputs) : Map.of();
        var cases = new ArrayList<Case>();
        var files = new ArrayList<Path>(); // neighbours are read together: they may be channels of one case
        for (Path input : inputs) {
            String place = places.get(input);
            if (place == null) {
                files.add(input);
                continue;
            }
            if (!files.isEmpty()) cases.addAll(Cases.unlabelled(files, channels, notes));
            files.clear();
            for (Case one : Cases.unlabelled(List.of(input), channels, notes)) {
                boolean isSeries = one.images().contains(input); // the folder is one image
                cases.add(isSeries
                        ? one
                        : new Case(place + "/" + one.name(), one.patient(), one.images(), one.mask(),
                                one.rule()));
            }
        }
        if (!files.isEmpty()) cases.addAll(Cases.unlabelled(files, channels, notes));
        return cases;
    }

    /// A name for every folder: as many of the last names of its path as all of them need to differ.
    private static Map<Path, String> places(List<Path> inputs) throws IOException {
        var real = new LinkedHashMap<Path, Path>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) real.put(input, input.toRealPath());
        }
        int most = real.values().stream().mapToInt(Path::getNameCount).max().orElse(0);
        for (int names = 1; names < most; names++) {
            Map<Path, String> places = lastNames(real, names);
            long different = places.values().stream().map(s -> s.toLowerCase(Locale.ROOT)).distinct().count();
            if (different == real.values().stream().distinct().count()) return places;
        }
        return lastNames(real, most);
    }

    private static Map<Path, String> lastNames(Map<Path, Path> folders, int names) {
        var places = new LinkedHashMap<Path, String>();
        folders.forEach((input, real) -> {
            int count = real.getNameCount();
            Path last = count == 0 ? Path.of("root") : real.subpath(Math.max(0, count - names), count);
            places.put(input, StreamSupport.stream(last.spliterator(), false).map(Path::toString)
                    .collect(Collectors.joining("/")));
        });
        return places;
    }

    /// Fails if segmenting these cases would replace a file that one of them is read from, write among their
    /// images, replace a mask of the data set that the folder belongs to, or write two results to one file.
    ///
    /// @param folder where the label maps are going to lie
    /// @throws IOException naming the file and what to do; nothing is written
    public static void requireFree(List<Case> cases, Path folder, boolean keepsProbabilities)
            throws IOException {
        for (Path each : requireNoInputs(cases, folder, keepsProbabilities)) {
            requireNoMasks(each, cases, folder, keepsProbabilities);
        }
    }

    /// Returns the folders of the results.
    private static Set<Path> requireNoInputs(List<Case> cases, Path folder, boolean keepsProbabilities)
            throws IOException {
        List<Path> inputs = cases.stream().flatMap(one -> one.files().stream()).toList();
        var outputs = new Outputs(inputs);
        var folders = new LinkedHashSet<Path>();
        for (Case one : cases) {
            for (Path file : written(one, folder, keepsProbabilities)) {
                outputs.add(file, one.images().getFirst());
                if (file.getParent() != null) folders.add(file.getParent());
            }
        }
        var among = new ArrayList<>(inputs);
        // an image that is a folder lies in a folder, too
        cases.forEach(one -> one.images().forEach(image -> among.add(image.resolveSibling("."))));
        for (Path each : folders) {
            Outputs.requireNotAmong(each, among);
        }
        return folders;
    }

    /// A folder such as `labels/` of a data set may hold masks that nobody can make again.
    private static void requireNoMasks(Path place, List<Case> cases, Path folder, boolean keepsProbabilities)
            throws IOException {
        Path parent = place.toAbsolutePath().normalize().getParent();
        if (parent == null || !Files.isDirectory(place)) return;
        List<Case> around;
        try {
            around = Dataset.open(parent, List.of(), LabelRule.EXACT).cases(); // EXACT: no mask is read
        } catch (IOException | IllegalArgumentException e) {
            return; // no data set
        }
        var masks = new Outputs(around.stream().flatMap(one -> one.mask().stream()).toList());
        for (Case one : cases) {
            for (Path file : written(one, folder, keepsProbabilities)) {
                try {
                    masks.add(file);
                } catch (IOException e) {
                    throw new IOException(
                            file + " is a mask of the data set " + parent + " and would be replaced "
                                    + "by a prediction; name another folder",
                            e);
                }
            }
        }
    }

    private static List<Path> written(Case one, Path folder, boolean keepsProbabilities) throws IOException {
        var files = new ArrayList<>(Volumes.written(labels(one, folder)));
        if (keepsProbabilities) files.add(probabilities(one, folder));
        return files;
    }

    private static Path labels(Case one, Path folder) {
        return folder.resolve(one.name() + extension(one.images().getFirst()));
    }

    static Path probabilities(String name, Path folder) {
        return folder.resolve(name + "_probabilities.nii.gz");
    }

    private static Path probabilities(Case one, Path folder) {
        return probabilities(one.name(), folder);
    }

    /// Segments a case and writes its label map.
    ///
    /// @return the file of the label map: `.png` for JPEG, GIF and BMP, `.nii.gz` for DICOM, otherwise in the
    ///     format of the image
    /// @throws IOException where the image cannot be read, the label map cannot be written, or it would
    ///     replace a file of the case
    /// @throws IllegalArgumentException where the probabilities are to be kept, but do not fit one array
    public Path segment(Case one) throws IOException {
        requireNoInputs(List.of(one), folder, keepsProbabilities);
        return write(one, segmented(one));
    }

    /// Segments all cases. If a case cannot be read or does not match the networks, the others are segmented
    /// all the same.
    ///
    /// @param listener is told about every case
    /// @return the number of label maps that were written
    /// @throws IOException as [#requireFree] does, or where a label map cannot be written
    public int segment(List<Case> cases, Listener listener) throws IOException {
        requireFree(cases, folder, keepsProbabilities);
        int done = 0;
        for (Case one : cases) {
            listener.begun(one);
            Segmented segmented;
            try {
                segmented = segmented(one);
            } catch (IOException | IllegalArgumentException e) {
                listener.failed(one, e);
                continue;
            }
            listener.written(one, write(one, segmented));
            done++;
        }
        return done;
    }

    /// The result of a case. Probabilities of all classes need much more memory than labels, so they are made
    /// only where they are kept.
    private record Segmented(LabelMap labels, Optional<Volume> probabilities) {}

    private Segmented segmented(Case one) throws IOException {
        if (!keepsProbabilities) return new Segmented(networks.segment(one.image()), Optional.empty());
        Volume probabilities = networks.probabilities(one.image());
        return new Segmented(networks.post().of(probabilities), Optional.of(probabilities));
    }

    private Path write(Case one, Segmented segmented) throws IOException {
        Path like = one.images().getFirst();
        Path file = labels(one, folder);
        Volumes.write(file, segmented.labels(), like);
        if (segmented.probabilities().isPresent()) {
            Volumes.write(probabilities(one, folder), segmented.probabilities().get(), like);
        }
        return file;
    }

    /// The ending of the label map of an image: `.png` for JPEG, GIF and BMP, `.nii.gz` for DICOM, otherwise
    /// that of the image.
    static String extension(Path image) {
        String extension = Volumes.extension(image).orElse(".nii.gz");
        return switch (extension.toLowerCase(Locale.ROOT)) {
            case ".jpg", ".jpeg", ".gif", ".bmp" -> ".png";
            case ".dcm", ".dicom", ".ima" -> ".nii.gz";
            default -> extension;
        };
    }
}
