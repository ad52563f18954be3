package io.github.edgewise.train;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Trains a run for every fold of a data set, one after the other, and scores every case by the run that held
/// it out. Finished folds are not trained again, so the same call finishes an earlier one; it needs `resume`
/// if a run was interrupted.
///
/// When all folds are trained, their post-processing is chosen, see [PostChoice]: for every fold on the
/// watched cases of all folds, each segmented by the network that watched it, but without the patients that
/// the fold held out. If something is chosen, these folds are scored again with it. The mean of all networks
/// gets a post-processing of its own, from all watched cases.
///
/// @param folds where the runs are kept
/// @param count number of folds
/// @param start plan and first weights for all of them
/// @param resume whether an interrupted run may be continued
/// @param post the post-processing of all folds; nothing to choose it
/// @param listener is told about every fold and its progress
public record CrossValidation(Folds folds, int count, Trainer.StartFrom start, boolean resume,
        Optional<PostProcessing> post, Consumer<? super Progress> listener) {
    /// The same with a post-processing that is chosen.
    public CrossValidation(Folds folds, int count, Trainer.StartFrom start, boolean resume,
            Consumer<? super Progress> listener) {
        this(folds, count, start, resume, Optional.empty(), listener);
    }

    /// An action on a trained and scored fold, before the fold counts as complete.
    @FunctionalInterface
    public interface Scored {
        void accept(RunFolder run, Segmenter segmenter, Evaluation scores) throws IOException;
    }

    /// The first run of an earlier call of these folds.
    ///
    /// @throws IOException where there is none
    public RunFolder first() throws IOException { return first(folds); }

    /// The first run of folds.
    ///
    /// @throws IOException where there is none
    public static RunFolder first(Folds folds) throws IOException {
        List<RunFolder> begun = folds.runs();
        if (begun.isEmpty()) {
            throw new IOException(
                    "no folds of a run in " + folds.folder() + " to resume; leave --resume out");
        }
        return begun.getFirst();
    }

    /// Trains and scores the missing folds.
    ///
    /// @return the scores of all cases
    /// @throws IOException where a case cannot be read, a folder cannot be written, holds runs of another
    ///     recipe or data set, or is in use by another process or thread
    public Evaluation run(Recipe recipe, Dataset dataset) throws IOException {
        return run(recipe, dataset, (run, segmenter, scores) -> {});
    }

    /// The same with an action for every trained fold, for example to write its page.
    public Evaluation run(Recipe recipe, Dataset dataset, Scored scored) throws IOException {
        if (new RunFolder(folds.folder()).exists()) {
            throw new IOException(folds.folder() + " holds a single run; name another folder for the folds");
        }
        try (FolderLock _ = FolderLock.take(folds.folder());
                var prepared = new PreparedCases(folds.folder().resolve("cache"))) {
            if (folds.runs().isEmpty()) {
                Outputs.setAside(folds.scoresFile());
                Outputs.setAside(folds.reportFile());
                Outputs.setAside(folds.recordFile());
            }
            List<Split> splits = splits(recipe, dataset);
            return RunRecord.during(folds.folder(), Map.of("all", dataset.cases()),
                    recipe.machine().threads(), List.of(), List.of(folds.scoresFile()),
                    () -> run(recipe, splits, scored, prepared));
        }
    }

    /// All before the first training, which takes long.
    private List<Split> splits(Recipe recipe, Dataset dataset) throws IOException {
        var splits = new ArrayList<Split>();
        for (int i = 0; i < count; i++) {
            splits.add(dataset.fold(i, count, recipe.machine().seed()));
            RunFolder run = folds.fold(i);
            if (!run.exists()) continue;
            run.requireCases(dataset);
            requireSame(run, recipe, splits.getLast(), resume);
        }
        return splits;
    }

    private Evaluation run(Recipe recipe, List<Split> splits, Scored scored, PreparedCases prepared)
            throws IOException {
        if (post.isPresent()) folds.keep(StoredPost.of(post.get())); // an interrupted call is finished with it
        var parts = new ArrayList<Evaluation>();
        boolean isNew = false;
        for (int i = 0; i < count; i++) {
            RunFolder run = folds.fold(i);
            Split split = splits.get(i);
            boolean done = run.exists() && Files.exists(run.scoresFile())
                    && run.recipe().equals(recipe.planned(run.plan().plan().lengths()));
            listener.accept(new Progress.Fold(i, count, split.held().size(), done));
            isNew |= !done;
            if (!done) run.forgetPost();
            if (!done) folds.forgetPost(); // of other networks
            try (Segmenter network = done
                    ? run.segmenter(SlidingWindow.OVERLAP)
                    : trained(recipe, split, run, prepared)) {
                Segmenter segmenter = network.with(run.post(Optional.empty()));
                Evaluation scores = HeldOutScores.of(run, split.held(), segmenter, listener);
                parts.add(scores);
                if (done) continue;
                scored.accept(run, segmenter, scores);
                WholeFile.writeText(run.scoresFile(), scores.csv());
            }
        }
        if (isNew || folds.post().isEmpty() || post.isPresent() || isMixed()) {
            post(splits, parts, scored);
        }
        Evaluation all = Evaluation.of(parts);
        WholeFile.writeText(folds.scoresFile(), all.csv());
        return all;
    }

    /// True if an earlier call was interrupted before every fold had what was given.
    private boolean isMixed() throws IOException {
        Optional<PostProcessing> given = PostChoice.givenBefore(folds.post());
        for (int i = 0; i < count && given.isPresent(); i++) {
            if (!folds.fold(i).post(Optional.empty()).equals(given.get())) return true;
        }
        return false;
    }

    /// Chooses the post-processing of every fold and scores the folds again that it changes.
    private void post(List<Split> splits, List<Evaluation> parts, Scored scored) throws IOException {
        Optional<PostProcessing> wanted = post.isPresent() ? post : PostChoice.givenBefore(folds.post());
        Optional<PostChoice> choice = choice(wanted);
        StoredPost none = PostChoice.unread(wanted, watchedPatients());
        for (int i = 0; i < count; i++) {
            RunFolder run = folds.fold(i);
            PostProcessing before = run.post(Optional.empty());
            Set<String> held = splits.get(i).held().stream().map(Case::patient).collect(Collectors.toSet());
            StoredPost its = choice.map(all -> all.without(held).stored(wanted)).orElse(none);
            boolean isOther = !its.post().equals(before);
            if (isOther) Files.deleteIfExists(run.scoresFile()); // the fold is not complete until it is back
            run.keep(its);
            if (!isOther) continue;
            try (Segmenter network = run.segmenter(SlidingWindow.OVERLAP)) {
                Segmenter segmenter = network.with(its.post());
                parts.set(i, HeldOutScores.of(run, splits.get(i).held(), segmenter, listener));
                scored.accept(run, segmenter, parts.get(i));
                WholeFile.writeText(run.scoresFile(), parts.get(i).csv());
            }
        }
        StoredPost together = choice.map(all -> all.stored(wanted)).orElse(none);
        folds.keep(together); // last: it says that all of this is done
        listener.accept(new Progress.PostChosen(together));
    }

    private int watchedPatients() throws IOException {
        var patients = new TreeSet<String>();
        for (int i = 0; i < count; i++) {
            folds.fold(i).plan().validation().forEach(one -> patients.add(one.patient()));
        }
        return patients.size();
    }

    /// The watched cases of all folds; nothing where there is nothing to choose or measure, and then no case
    /// is read.
    private Optional<PostChoice> choice(Optional<PostProcessing> wanted) throws IOException {
        if (!PostChoice.needsCases(wanted, watchedPatients())) return Optional.empty();
        var watched = new ArrayList<PostChoice.Watched>();
        for (int i = 0; i < count; i++) {
            RunFolder run = folds.fold(i);
            try (Segmenter segmenter = run.segmenter(SlidingWindow.OVERLAP)) {
                watched.addAll(PostChoice.watched(run.plan(), segmenter, wanted, listener));
            }
        }
        RunFolder first = folds.fold(0);
        return Optional.of(new PostChoice(watched, first.plan().plan().lengths().toleranceMm(),
                first.recipe().machine().seed()));
    }

    private Segmenter trained(Recipe recipe, Split split, RunFolder run, PreparedCases prepared)
            throws IOException {
        if (!run.exists()) {
            var given = start.prepared(prepared).lengths(lengths());
            return Trainer.train(recipe, given, split, run.folder(), listener::accept);
        }
        if (!resume) {
            throw new IOException("the run in " + run.folder() + " was interrupted; go on with --resume");
        }
        return Trainer.resume(recipe.planned(run.plan().plan().lengths()), split, run.folder(),
                Optional.of(prepared), listener::accept);
    }

    /// The lengths of the first fold, so that the scores of all folds mean the same.
    private Optional<Lengths> lengths() throws IOException {
        List<RunFolder> begun = folds.runs();
        return begun.isEmpty() ? Optional.empty() : Optional.of(begun.getFirst().plan().plan().lengths());
    }

    private static void requireSame(RunFolder run, Recipe recipe, Split split, boolean resume)
            throws IOException {
        if (!names(run.plan().held()).equals(names(split.held()))) {
            throw new IOException("the run in " + run.folder() + " held out other cases; name the data set, "
                    + "number of folds, grouping and seed it was started with, or another folder");
        }
        if (!run.plan().isOf(split)) {
            throw new IOException("the run in " + run.folder() + " was started on other files, or with other "
                    + "--labels-as or --group; name the data set it was started with, or another folder");
        }
        Recipe wanted = recipe.planned(run.plan().plan().lengths());
        if (!run.recipe().equals(wanted) && !(resume && run.recipe().canGoOnAs(wanted))) {
            throw new IOException("the run in " + run.folder() + " has another recipe; go on with --resume, "
                    + "which uses that recipe, or name another folder");
        }
    }

    private static List<String> names(List<Case> cases) { return cases.stream().map(Case::name).toList(); }
}
