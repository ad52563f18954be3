package io.github.edgewise.train;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.SampleStore;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Cases, prepared as a plan says. They are in memory as long as there is room, the others in mapped files.
/// Several runs may share them, one after the other. A case is prepared once for all runs that need the same
/// preparation.
///
/// Closing it deletes the prepared cases in its folder, and the folder if nothing else is in it.
public final class PreparedCases implements AutoCloseable {
    /// Version of the preparation; increase it if prepared cases change.
    private static final int VERSION = 2;

    private final Path folder;
    private final long room;
    private final Map<String, Sample> kept = new LinkedHashMap<>();

    /// @param folder where cases lie that memory has no room for; made where it is needed
    /// @param room bytes of memory for prepared cases
    PreparedCases(Path folder, long room) {
        this.folder = folder;
        this.room = room;
    }

    /// With half of the heap for prepared cases.
    ///
    /// @param folder where cases lie that memory has no room for; made where it is needed
    public PreparedCases(Path folder) { this(folder, Runtime.getRuntime().maxMemory() / 2); }

    /// The training cases.
    ///
    /// @param targets what training needs to know of the true classes
    /// @param listener is told about every case
    /// @throws IOException where one cannot be read, or a file of the folder not be written
    List<Sample> samples(List<Case> cases, Plan plan, TargetSpec targets, Consumer<? super Progress> listener)
            throws IOException {
        var keys = new ArrayList<String>();
        for (Case one : cases) {
            keys.add(key(one, plan, targets));
        }
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            samples.add(sample(one, keys.get(i), keys, plan, targets));
            listener.accept(new Progress.Loaded(one.name(), samples.size(), cases.size()));
        }
        return samples;
    }

    private Sample sample(Case one, String key, List<String> wanted, Plan plan, TargetSpec targets)
            throws IOException {
        Sample known = kept.get(key);
        if (known != null) return known;
        if (!hasRoom()) kept.keySet().retainAll(Set.copyOf(wanted));
        if (!hasRoom()) {
            return new SampleStore(folder).sample(one.name(), key, () -> prepared(one, plan, targets));
        }
        Sample made = prepared(one, plan, targets);
        kept.put(key, made);
        return made;
    }

    private boolean hasRoom() { return kept.values().stream().mapToLong(Sample::bytes).sum() < room; }

    /// A training case in memory.
    static Sample prepared(Case one, Plan plan, TargetSpec targets) throws IOException {
        Volume image = image(one, plan);
        LabelMap labels = one.labels(plan.classes(), image);
        PreparedImage ready = plan.preparation().prepare(image, labels);
        return new Sample(one.name(), ready.image(), ready.labels(labels), targets);
    }

    /// The image of a case in the orientation of the plan. Its labels are brought to it by their place in mm.
    ///
    /// @throws IOException where the image is of another kind than the plan
    private static Volume image(Case one, Plan plan) throws IOException {
        Volume image = one.image();
        int axes = image.grid().shape().axes();
        boolean fits = plan.slicesVolumes() ? axes == 3 : axes == plan.patch().axes();
        boolean known = image.channels() == plan.channels()
                || plan.preparation().isGreyForColour(image.channels());
        if (!fits || !known) {
            throw new IOException("case " + one.name() + " is " + axes + "-D with " + image.channels()
                    + " channels, but the plan is for " + (plan.slicesVolumes() ? 3 : plan.patch().axes())
                    + "-D images of " + plan.channels());
        }
        Optional<Reorientation> order = plan.preparation().order(image.grid());
        return order.isPresent() ? order.get().of(image) : image;
    }

    private static String key(Case one, Plan plan, TargetSpec targets) throws IOException {
        var files = new ArrayList<Path>(one.images());
        one.mask().ifPresent(files::add);
        return SampleStore.key(files,
                VERSION + " " + plan.preparation() + " " + plan.classes() + " " + one.rule() + " "
                        + targets);
    }

    /// The validation cases: their labels stay on the grid they were read on.
    static Validation watched(List<Case> cases, Plan plan, Consumer<? super Progress> listener)
            throws IOException {
        var watched = new ArrayList<Validation.Watched>();
        for (Case one : cases) {
            Volume image = image(one, plan);
            watched.add(new Validation.Watched(one.name(), plan.preparation().prepare(image),
                    one.labels(plan.classes(), image)));
            listener.accept(new Progress.Loaded(one.name(), watched.size(), cases.size()));
        }
        return new Validation(watched, plan.lengths().toleranceMm());
    }

    /// Deletes the prepared cases of its folder, as far as the system lets go of them, and forgets all cases.
    /// Other files stay.
    @Override
    public void close() throws IOException {
        kept.clear();
        if (!Files.isDirectory(folder)) return;
        boolean othersLeft = false;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                // a file that cannot be deleted may be mapped, on Windows
                if (!SampleStore.isPrepared(file) || !file.toFile().delete()) othersLeft = true;
            }
        }
        if (!othersLeft) Files.deleteIfExists(folder);
    }
}
