package io.github.edgewise.train;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.SampleStore;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads and prepares cases as the plan says: in memory as long as there is room, the others in mapped files.
///
/// @param plan how images are prepared
/// @param supervision what training needs to know of the truth
/// @param store where cases lie that memory has no room for
/// @param room bytes of memory for prepared cases
/// @param listener hears of every case
record CaseLoader(Plan plan, TargetSpec supervision, SampleStore store, long room,
        Consumer<Progress> listener) {
    /// Of what prepared cases are made by; to be raised where that changes.
    private static final int VERSION = 1;

    /// Half of the heap.
    static long usualRoom() { return Runtime.getRuntime().maxMemory() / 2; }

    /// The cases to train on.
    ///
    /// @throws IOException where one cannot be read, or a file of the store not be written
    List<Sample> samples(List<Case> cases) throws IOException {
        var samples = new ArrayList<Sample>();
        long used = 0;
        for (Case one : cases) {
            Sample sample = used < room ? sample(one) : store.sample(one.name(), key(one), () -> sample(one));
            used += sample.bytes();
            samples.add(sample);
            listener.accept(new Progress.Loaded(one.name(), samples.size(), cases.size()));
        }
        return samples;
    }

    private Sample sample(Case one) throws IOException {
        Volume image = image(one);
        LabelMap labels = one.labels(plan.classes(), image);
        PreparedImage ready = plan.preparation().prepare(image, labels);
        return new Sample(one.name(), ready.image(), ready.labels(labels), supervision);
    }

    /// @throws IOException where the image is of another kind than the plan
    private Volume image(Case one) throws IOException {
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
        return image;
    }

    private String key(Case one) throws IOException {
        var files = new ArrayList<Path>(one.images());
        one.mask().ifPresent(files::add);
        return SampleStore.key(files,
                VERSION + " " + plan.preparation() + " " + plan.classes() + " " + one.rule() + " "
                        + supervision);
    }

    /// The cases to watch: their truth stays on the grid it was read on.
    Validation watched(List<Case> cases) throws IOException {
        var watched = new ArrayList<Validation.Watched>();
        for (Case one : cases) {
            Volume image = image(one);
            watched.add(new Validation.Watched(one.name(), plan.preparation().prepare(image),
                    one.labels(plan.classes(), image)));
            listener.accept(new Progress.Loaded(one.name(), watched.size(), cases.size()));
        }
        return new Validation(watched);
    }
}
