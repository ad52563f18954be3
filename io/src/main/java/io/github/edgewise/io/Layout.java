package io.github.edgewise.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a folder is laid out as a data set. Hidden files and files of no readable format are passed over.
///
/// @param folder the data set
/// @param rule what the masks' values mean
/// @param find where its cases are
record Layout(Path folder, LabelRule rule, Finder find) {
    static final String KNOWN = "a data set has images/ and labels/ with equal names, or the nnU-Net raw folders "
            + "imagesTr/ and labelsTr/, or a dataset.json of the Medical Segmentation Decathlon";

    private interface Finder {
        List<Case> in(Path folder, LabelRule rule) throws IOException;
    }

    static Layout of(Path folder, List<String> channels, LabelRule rule) throws IOException {
        if (Files.isDirectory(folder.resolve("images")) || !channelFolders(folder).isEmpty()) {
            return new Layout(folder, rule, (f, r) -> folders(f, channels, r));
        }
        Path index = folder.resolve("dataset.json");
        if (Files.exists(index) && hasTrainingList(index)) return new Layout(folder, rule, Layout::decathlon);
        if (Files.isDirectory(folder.resolve("imagesTr"))) return new Layout(folder, rule, Layout::nnUnet);
        throw new IOException("no data set in " + folder + "; " + KNOWN);
    }

    List<Case> cases() throws IOException { return find.in(folder, rule); }

    /// `images/` or `images_<channel>/` beside `labels/`.
    private static List<Case> folders(Path folder, List<String> wanted, LabelRule rule) throws IOException {
        Map<String, Path> found = channelFolders(folder);
        Path plain = folder.resolve("images");
        List<Map<String, Path>> channels = new ArrayList<>();
        if (wanted.isEmpty()) {
            if (Files.isDirectory(plain)) channels.add(files(plain));
            else for (Path channel : found.values()) channels.add(files(channel));
        }
        for (String name : wanted) {
            Path channel = name.equals("images") ? plain : found.get(name);
            if (channel == null || !Files.isDirectory(channel)) {
                throw new IOException("no channel " + name + " in " + folder + "; there are "
                        + String.join(", ", found.keySet()) + (Files.isDirectory(plain) ? ", images" : ""));
            }
            channels.add(files(channel));
        }
        Map<String, Path> labels = files(folder.resolve("labels"));
        var cases = new ArrayList<Case>();
        for (String name : channels.getFirst().keySet()) {
            var images = new ArrayList<Path>();
            for (Map<String, Path> channel : channels) {
                Path image = channel.get(name);
                if (image == null)
                    throw new IOException("case " + name + " in " + folder + " lacks a channel");
                images.add(image);
            }
            cases.add(new Case(name, name, images, Optional.ofNullable(labels.get(name)), rule));
        }
        return cases;
    }

    private static Map<String, Path> channelFolders(Path folder) throws IOException {
        var found = new TreeMap<String, Path>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith("images_") && Files.isDirectory(entry))
                    found.put(name.substring(7), entry);
            }
        }
        return found;
    }

    /// `imagesTr/CASE_0000.nii.gz` for channel 0 of a case, `labelsTr/CASE.nii.gz`.
    private static List<Case> nnUnet(Path folder, LabelRule rule) throws IOException {
        Map<String, Path> labels = files(folder.resolve("labelsTr"));
        var images = new LinkedHashMap<String, List<Path>>();
        files(folder.resolve("imagesTr")).forEach((stem, file) -> {
            String name = stem.replaceFirst("_\\d{4}$", "");
            images.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
        });
        return images.entrySet().stream().map(e -> new Case(e.getKey(), e.getKey(), e.getValue(),
                Optional.ofNullable(labels.get(e.getKey())), rule)).toList();
    }

    /// The pairs that `dataset.json` lists under `training`.
    private static List<Case> decathlon(Path folder, LabelRule rule) throws IOException {
        var cases = new ArrayList<Case>();
        for (JsonNode pair : json(folder.resolve("dataset.json")).path("training")) {
            Path image = folder.resolve(pair.path("image").asString("")).normalize();
            Path label = folder.resolve(pair.path("label").asString("")).normalize();
            String name = Volumes.stem(image);
            cases.add(new Case(name, name, List.of(image), Optional.of(label), rule));
        }
        return cases;
    }

    private static boolean hasTrainingList(Path index) throws IOException {
        JsonNode training = json(index).path("training");
        return training.isArray() && !training.isEmpty() && training.get(0).isObject();
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return new JsonMapper().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// The readable files of a folder by their names without ending, sorted; none where there is no such
    /// folder.
    static Map<String, Path> files(Path folder) throws IOException {
        var files = new TreeMap<String, Path>();
        if (!Files.isDirectory(folder)) return files;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                if (file.getFileName().toString().startsWith(".") || !Volumes.isReadable(file)) continue;
                Path other = files.put(Volumes.stem(file), file);
                if (other != null) {
                    throw new IOException(
                            "two files of one name in " + folder + ": " + other.getFileName() + " and "
                                    + file.getFileName());
                }
            }
        }
        return files;
    }
}
