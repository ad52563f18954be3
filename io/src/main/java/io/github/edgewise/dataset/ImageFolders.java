package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `images/`, or one `images_<channel>/` per channel, and `labels/`, with equal file names.
final class ImageFolders implements Layout {
    private static final String CHANNEL = "images_";

    @Override
    public String known() { return "images/ and labels/ with equal names"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        return Files.isDirectory(folder.resolve("images")) || !channelFolders(folder).isEmpty()
                ? Optional.of(folder)
                : Optional.empty();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        Map<String, Path> found = channelFolders(root);
        Path plain = root.resolve("images");
        List<Map<String, Path>> channels = new ArrayList<>();
        if (wanted.channels().isEmpty()) {
            if (Files.isDirectory(plain)) channels.add(Layouts.files(plain));
            else for (Path channel : found.values()) channels.add(Layouts.files(channel));
        }
        for (String name : wanted.channels()) {
            Path channel = name.equals("images") ? plain : found.get(name);
            if (channel == null || !Files.isDirectory(channel)) {
                throw new IOException("no channel " + name + " in " + root + "; there are "
                        + String.join(", ", found.keySet()) + (Files.isDirectory(plain) ? ", images" : ""));
            }
            channels.add(Layouts.files(channel));
        }
        Map<String, Path> labels = Layouts.files(root.resolve("labels"));
        var cases = new ArrayList<Case>();
        for (String name : channels.getFirst().keySet()) {
            var images = new ArrayList<Path>();
            for (Map<String, Path> channel : channels) {
                Path image = channel.get(name);
                if (image == null) throw new IOException("case " + name + " in " + root + " lacks a channel");
                images.add(image);
            }
            cases.add(new Case(name, name, images, Optional.ofNullable(labels.get(name)), wanted.rule()));
        }
        return cases;
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
