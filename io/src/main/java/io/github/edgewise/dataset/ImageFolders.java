package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// `images/`, or one `images_<channel>/` per channel, and `labels/`, with equal file names.
final class ImageFolders implements Layout {
    private static final String IMAGES = "images";
    private static final String CHANNEL = "images_";
    private static final String LABELS = "labels";

    @Override
    public String known() { return "images/ and labels/ with equal names"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        return Files.isDirectory(folder.resolve(IMAGES)) || !channelFolders(folder).isEmpty()
                ? Optional.of(folder)
                : Optional.empty();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        Map<String, Map<String, Path>> channels = channels(root, wanted);
        Map<String, Path> labels = wanted.files(root.resolve(LABELS));
        var names = new TreeSet<String>();
        channels.values().forEach(files -> names.addAll(files.keySet()));
        var cases = new ArrayList<Case>();
        for (String name : names) {
            var images = new ArrayList<Path>();
            for (var channel : channels.entrySet()) {
                Path image = channel.getValue().get(name);
                if (image == null) {
                    throw new IOException("case " + name + " in " + root + " has no image in "
                            + channel.getKey() + "/, but has one in "
                            + channels.entrySet().stream().filter(c -> c.getValue().containsKey(name))
                                    .findFirst().orElseThrow().getKey()
                            + "/; every case needs every channel");
                }
                images.add(image);
            }
            cases.add(new Case(name, name, images, Optional.ofNullable(labels.get(name)), wanted.rule()));
        }
        Layouts.noteMasksAlone(labels, names, wanted.notes());
        return cases;
    }

    /// The images of every channel that is wanted, by the name of the channel's folder.
    private static Map<String, Map<String, Path>> channels(Path root, Wanted wanted) throws IOException {
        Map<String, Path> found = channelFolders(root);
        Path plain = root.resolve(IMAGES);
        var folders = new ArrayList<Path>();
        if (wanted.channels().isEmpty()) {
            if (Files.isDirectory(plain)) folders.add(plain);
            else folders.addAll(found.values());
        }
        if (folders.contains(plain) && !found.isEmpty()) {
            wanted.notes()
                    .accept("only " + plain + " is read, not the channels "
                            + String.join(", ", found.keySet())
                            + " beside it; name all that you want with --channels");
        }
        if (Set.copyOf(wanted.channels()).size() < wanted.channels().size()) {
            throw new IOException("a channel is named twice: " + String.join(", ", wanted.channels()));
        }
        for (String name : wanted.channels()) {
            Path channel = name.equals(IMAGES) ? plain : found.get(name);
            if (channel == null || !Files.isDirectory(channel)) {
                throw new IOException("no channel " + name + " in " + root + "; there are "
                        + String.join(", ", found.keySet()) + (Files.isDirectory(plain) ? ", images" : ""));
            }
            folders.add(channel);
        }
        var channels = new LinkedHashMap<String, Map<String, Path>>();
        for (Path channel : folders) {
            channels.put(Layouts.name(channel), wanted.files(channel));
        }
        return channels;
    }

    private static Map<String, Path> channelFolders(Path folder) throws IOException {
        var found = new TreeMap<String, Path>();
        for (Path entry : Layouts.folders(folder)) {
            String name = Layouts.name(entry);
            if (name.startsWith(CHANNEL)) found.put(name.substring(CHANNEL.length()), entry);
        }
        return found;
    }
}
