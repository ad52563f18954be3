package io.github.edgewise.train;

import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The networks of one or several runs, of which the mean is used, and the post-processing of this mean.
///
/// @param runs at least one
/// @param post how label maps are made from the mean of the probabilities
public record TrainedNetworks(List<RunFolder> runs, PostProcessing post) {
    public TrainedNetworks {
        runs = List.copyOf(runs);
    }

    /// The networks of a run, or of all runs where the folder is one of folds, and the post-processing that
    /// is stored beside them.
    ///
    /// @param with more runs or folds; then there is no post-processing, because what was chosen for others
    ///     does not fit
    /// @throws IOException where a folder is neither, or the file of the post-processing is damaged
    public static TrainedNetworks of(Path folder, List<Path> with) throws IOException {
        List<RunFolder> runs = new ArrayList<>(Folds.runs(folder));
        for (Path more : with) {
            runs.addAll(Folds.runs(more));
        }
        return new TrainedNetworks(runs, with.isEmpty() ? Folds.post(folder) : PostProcessing.NONE);
    }

    /// The same networks with another post-processing.
    ///
    /// @throws IllegalArgumentException where it names a class that the networks do not have
    /// @throws IOException where the plan of the first run cannot be read
    public TrainedNetworks post(PostProcessing other) throws IOException {
        other.requireClasses(runs.getFirst().plan().plan().classes());
        return new TrainedNetworks(runs, other);
    }

    /// The first run with a post-processing of its own, which the mean does not use; nothing if there is
    /// none.
    ///
    /// @throws IOException where its file is damaged
    public Optional<RunFolder> unusedPost() throws IOException {
        for (RunFolder one : runs) {
            if (!one.post(Optional.empty()).isNone()) return Optional.of(one);
        }
        return Optional.empty();
    }

    /// Loads the networks, whose windows overlap by half. Start the engine before. Closing the ensemble frees
    /// their weights.
    ///
    /// @throws IOException where a run has no complete epoch, or its weights cannot be read
    /// @throws IllegalArgumentException where the networks differ in channels or classes
    public Ensemble open() throws IOException {
        var members = new LinkedHashMap<String, Segmenter>();
        try {
            for (RunFolder one : runs) {
                Segmenter before = members.put(one.folder().toString(), one.segmenter(SlidingWindow.OVERLAP));
                if (before != null) before.close(); // named twice
            }
            return new Ensemble(members).with(post);
        } catch (IOException | RuntimeException e) {
            members.values().forEach(Segmenter::close);
            throw e;
        }
    }
}
