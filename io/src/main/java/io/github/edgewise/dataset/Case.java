package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One image of a data set and, for training, its mask. Cases are equal where their names, patients, files
/// and rules are.
///
/// The cases of a [Dataset] remember what was read of them as far as a quarter of the heap goes. So do not
/// change the values of an image or a label map that came from a case.
public final class Case {
    private final String name;
    private final String patient;
    private final List<Path> images;
    private final Optional<Path> mask;
    private final LabelRule rule;
    private final CaseCache cache;

    /// A case that remembers nothing.
    ///
    /// @param name unique in the data set
    /// @param patient cases of one patient never lie in different parts of a split
    /// @param images one file per channel; a colour file gives three channels by itself
    /// @param mask the file of its label map, if it has one
    /// @param rule what the mask's values mean
    public Case(String name, String patient, List<Path> images, Optional<Path> mask, LabelRule rule) {
        this(name, patient, images, mask, rule, new CaseCache(0));
    }

    private Case(String name, String patient, List<Path> images, Optional<Path> mask, LabelRule rule,
            CaseCache cache) {
        this.name = name;
        this.patient = patient;
        this.images = List.copyOf(images);
        this.mask = mask;
        this.rule = rule;
        this.cache = cache;
    }

    /// The same case of another patient.
    Case patient(String other) { return new Case(name, other, images, mask, rule, cache); }

    /// The same case, which remembers in that cache what is read of it.
    Case with(CaseCache other) { return new Case(name, patient, images, mask, rule, other); }

    public String name() { return name; }

    public String patient() { return patient; }

    public List<Path> images() { return images; }

    public Optional<Path> mask() { return mask; }

    public LabelRule rule() { return rule; }

    /// All files that the case is read from, with those that accompany its images and its mask.
    public List<Path> files() {
        var files = new ArrayList<Path>();
        images.forEach(image -> files.addAll(Volumes.parts(image)));
        mask.ifPresent(file -> files.addAll(Volumes.parts(file)));
        return files;
    }

    /// A case without a mask, of its own patient.
    public static Case unlabelled(String name, List<Path> images) {
        return new Case(name, name, images, Optional.empty(), LabelRule.AS_STORED);
    }

    /// The image with all its channels.
    ///
    /// @throws IOException where a file cannot be read or the channels differ in size
    public Volume image() throws IOException {
        return cache.get(Volume.class, images, "", v -> (long) Float.BYTES * v.values().length, this::read);
    }

    private Volume read() throws IOException {
        var parts = new ArrayList<Volume>();
        int length = 0;
        for (Path file : images) {
            Volume part = Volumes.read(file);
            Shape first = parts.isEmpty() ? part.grid().shape() : parts.getFirst().grid().shape();
            if (!part.grid().shape().equals(first)) {
                throw new IOException(
                        "the channels of a case must have the same size, but " + images.getFirst() + " has "
                                + first + " voxels and " + file + " has " + part.grid().shape());
            }
            parts.add(part);
            length += part.values().length;
        }
        float[] all = new float[length];
        int at = 0;
        for (Volume part : parts) {
            System.arraycopy(part.values(), 0, all, at, part.values().length);
            at += part.values().length;
        }
        return new Volume(parts.getFirst().grid(), all);
    }

    /// The label map, on the grid of its image.
    ///
    /// @param classes the number of classes, including the background
    /// @throws IOException where there is no mask, a label is not one of the classes, or the sizes differ
    public LabelMap labels(int classes, Volume image) throws IOException {
        return on(image, Volumes.requireClasses(stored(), classes, maskFile()));
    }

    /// The label map with as many classes as the mask has.
    public LabelMap labels(Volume image) throws IOException {
        return on(image, stored());
    }

    /// One more than the highest label of the mask, at least 2.
    int classes() throws IOException { return stored().classes(); }

    private LabelMap stored() throws IOException {
        Path file = maskFile();
        return cache.get(LabelMap.class, List.of(file), rule, l -> l.labels().length,
                () -> Volumes.readLabels(file, rule));
    }

    private Path maskFile() throws IOException {
        return mask.orElseThrow(() -> new IOException("case " + name + " has no mask"));
    }

    private LabelMap on(Volume image, LabelMap labels) throws IOException {
        Shape expected = image.grid().shape();
        Shape came = labels.grid().shape();
        if (!came.equals(expected)) {
            throw new IOException(
                    "image " + images.getFirst() + " has " + expected + " voxels, but its mask " + maskFile()
                            + " has " + came + "; resample one of them");
        }
        return labels.on(image.grid());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Case that && name.equals(that.name) && patient.equals(that.patient)
                && images.equals(that.images) && mask.equals(that.mask) && rule == that.rule;
    }

    @Override
    public int hashCode() { return Objects.hash(name, patient, images, mask, rule); }

    @Override
    public String toString() { return "Case " + name + " of patient " + patient + ", " + images; }
}
