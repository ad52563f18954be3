package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Stored;
import io.github.edgewise.format.StoredLabels;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
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

    /// The same case with a beginning before its name, and before that of its patient if this is the same.
    Case prefixed(String prefix) {
        return new Case(prefix + name, patient.equals(name) ? prefix + name : patient, images, mask, rule,
                cache);
    }

    /// The same case with another meaning of the mask's values.
    Case with(LabelRule other) { return new Case(name, patient, images, mask, other, cache); }

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

    /// An image, and what a user should know about its files.
    private record Read(Volume image, List<String> warnings) {}

    /// The image with all its channels, on the grid of the first.
    ///
    /// @throws IOException where a file cannot be read, or the channels differ in size or place
    public Volume image() throws IOException { return read().image(); }

    /// What a user should know about the files of the image, one sentence each.
    ///
    /// @throws IOException as [#image()]
    public List<String> imageWarnings() throws IOException { return read().warnings(); }

    private Read read() throws IOException {
        return cache.get(Read.class, images, "", r -> (long) Float.BYTES * r.image().values().length,
                this::readFiles);
    }

    private Read readFiles() throws IOException {
        var parts = new ArrayList<Volume>();
        var warnings = new ArrayList<String>();
        int length = 0;
        for (Path file : images) {
            Stored stored = Volumes.stored(file);
            Volume part = stored.volume();
            if (!parts.isEmpty()) {
                part = placed(part, parts.getFirst().grid(), "channel " + file,
                        "channel " + images.getFirst());
            }
            parts.add(part);
            stored.warnings()
                    .forEach(w -> warnings.add(images.size() == 1 ? w : Layouts.name(file) + ": " + w));
            length += part.values().length;
        }
        float[] all = new float[length];
        int at = 0;
        for (Volume part : parts) {
            System.arraycopy(part.values(), 0, all, at, part.values().length);
            at += part.values().length;
        }
        return new Read(new Volume(parts.getFirst().grid(), all), warnings);
    }

    private static Volume placed(Volume part, Grid first, String what, String than) throws IOException {
        Optional<Reorientation> order = SamePlace.order(part.grid(), first, what, than);
        return order.isPresent() ? order.get().of(part) : part;
    }

    /// The label map, on the grid of its image.
    ///
    /// @param classes the number of classes, including the background
    /// @throws IOException where there is no mask, a label is not one of the classes, or the mask has another
    ///     size or is at another place than the image
    public LabelMap labels(int classes, Volume image) throws IOException {
        return on(image, Volumes.requireClasses(stored().labels(), classes, maskFile()));
    }

    /// The label map with as many classes as the mask has.
    public LabelMap labels(Volume image) throws IOException {
        return on(image, stored().labels());
    }

    /// The label map as the file has it, on its own grid.
    LabelMap storedLabels() throws IOException { return stored().labels(); }

    /// Fails if the mask has a label that is none of these classes.
    void requireClasses(int classes) throws IOException {
        Volumes.requireClasses(stored().labels(), classes, maskFile());
    }

    /// One more than the highest label of the mask, at least 2.
    int classes() throws IOException { return stored().labels().classes(); }

    /// What a user should know about the file of the mask, one sentence each.
    ///
    /// @throws IOException where the mask cannot be read
    public List<String> maskWarnings() throws IOException { return stored().warnings(); }

    private StoredLabels stored() throws IOException {
        Path file = maskFile();
        return cache.get(StoredLabels.class, List.of(file), rule, l -> l.labels().labels().length,
                () -> Volumes.storedLabels(file, rule));
    }

    private Path maskFile() throws IOException {
        return mask.orElseThrow(() -> new IOException("case " + name + " has no mask"));
    }

    /// The label map, its voxels in the order of the image's.
    private LabelMap on(Volume image, LabelMap labels) throws IOException {
        Optional<Reorientation> order = SamePlace.order(labels.grid(), image.grid(), "mask " + maskFile(),
                "its image " + images.getFirst());
        return order.isPresent() ? order.get().of(labels) : labels.on(image.grid());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Case that && name.equals(that.name) && patient.equals(that.patient)
                && images.equals(that.images) && mask.equals(that.mask) && rule.equals(that.rule);
    }

    @Override
    public int hashCode() { return Objects.hash(name, patient, images, mask, rule); }

    @Override
    public String toString() { return "Case " + name + " of patient " + patient + ", " + images; }
}
