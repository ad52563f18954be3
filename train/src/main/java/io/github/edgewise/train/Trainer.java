package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Trains a network: a new run, or one that goes on.
///
/// An epoch is a number of optimiser steps on random patches, then the validation cases as whole images, a
/// line of history, and the checkpoints. Each file is written beside its target and moved into place, so a
/// killed run can be resumed from the last complete epoch and ends with the same history, bit for bit, on the
/// same number of threads. [StopRequest] ends a run from another thread.
///
/// A recipe may have a second stage with another loss, see [LateStage].
public final class Trainer {
    /// What a run starts with, instead of a plan made from the data and random weights.
    ///
    /// @param plan how images are prepared, patches and levels
    /// @param weights first weights, for the network of the recipe
    /// @param classes minimum number of classes, with background, because held-out cases may have more
    ///     classes than the others; 0 if unknown
    /// @param prepared cases that several runs share; without them a run prepares its own
    /// @param lengths the lengths of other runs that this one is compared with, if there is no plan; without
    ///     them they are planned from the data
    public record StartFrom(Optional<Plan> plan, Optional<StateDict> weights, int classes,
            Optional<PreparedCases> prepared, Optional<Lengths> lengths, List<String> classNames) {
        public StartFrom {
            classNames = List.copyOf(classNames);
        }

        /// None of these.
        public static final StartFrom NOTHING = new StartFrom(Optional.empty(), Optional.empty(), 0,
                Optional.empty(), Optional.empty(), List.of());

        /// The same with a plan.
        public StartFrom plan(Plan other) {
            return new StartFrom(Optional.of(other), weights, classes, prepared, lengths, classNames);
        }

        /// The same with first weights.
        public StartFrom weights(StateDict other) {
            return new StartFrom(plan, Optional.of(other), classes, prepared, lengths, classNames);
        }

        /// The same with at least so many classes.
        public StartFrom classes(int other) {
            return new StartFrom(plan, weights, other, prepared, lengths, classNames);
        }

        /// The same with cases that other runs share.
        public StartFrom prepared(PreparedCases other) {
            return new StartFrom(plan, weights, classes, Optional.of(other), lengths, classNames);
        }

        /// The same with the lengths of other runs.
        public StartFrom lengths(Optional<Lengths> other) {
            return new StartFrom(plan, weights, classes, prepared, other, classNames);
        }

        /// The same with the classes of a data set, and their names where it has some.
        ///
        /// @throws IOException where a mask cannot be read
        public StartFrom classesOf(Dataset dataset) throws IOException {
            return new StartFrom(plan, weights, dataset.classes(), prepared, lengths, dataset.classNames());
        }
    }

    private Trainer() {}

    /// Trains from the start, with a plan made from the data, and returns the network of the best epoch.
    ///
    /// @param recipe what to do
    /// @param split the cases; held-out ones are never read
    /// @param folder where the run is kept; must not hold a run yet, nor lie among the files of the cases
    /// @param listener is told about every step and epoch, on this thread
    /// @throws IOException where a case cannot be read, the folder cannot be written, or another process or
    ///     thread trains in it
    public static Segmenter train(Recipe recipe, Split split, Path folder, Consumer<Progress> listener)
            throws IOException {
        return train(recipe, StartFrom.NOTHING, split, folder, listener);
    }

    /// The same with a given plan or given first weights.
    ///
    /// @param given a plan or first weights; the run keeps both, so it can be resumed
    /// @throws IOException naming the first weights that do not fit; nothing is written then
    /// @throws InvalidInputException where the recipe is not the same after it was written and read
    public static Segmenter train(Recipe recipe, StartFrom given, Split split, Path folder,
            Consumer<Progress> listener) throws IOException {
        RecipeFile.requireReadable(recipe);
        var run = new RunFolder(folder);
        Outputs.requireNotAmong(folder, split.files());
        try (FolderLock _ = run.lock()) {
            if (run.exists()) {
                throw new IOException(
                        folder + " holds a run already; resume it (--resume) or name another folder");
            }
            Plan plan = given.plan().isPresent()
                    ? adapted(given.plan().get().named(given.classNames()), recipe)
                    : planned(recipe, split, given, listener);
            return begin(recipe.planned(plan.lengths()), plan, split, run, listener, Optional.of(given),
                    given.prepared());
        }
    }

    /// Continues a run that was stopped or killed, from its last complete epoch.
    ///
    /// @param split the same cases as before
    /// @throws IOException where the folder holds no run, one of other cases, or one that is being trained
    public static Segmenter resume(Split split, Path folder, Consumer<Progress> listener) throws IOException {
        return resume(split, folder, Optional.empty(), listener);
    }

    /// The same with cases that several runs share.
    public static Segmenter resume(Split split, Path folder, Optional<PreparedCases> prepared,
            Consumer<Progress> listener) throws IOException {
        return resume(new RunFolder(folder).recipe(), split, folder, prepared, listener);
    }

    /// The same with another length, see [Recipe#canGoOnAs]. Schedules and the learning rate are from then on
    /// those of the longer run; the run remembers this, see [RunFolder#extensions].
    ///
    /// @throws InvalidInputException where the run cannot go on with this recipe
    public static Segmenter resume(Recipe longer, Split split, Path folder, Optional<PreparedCases> prepared,
            Consumer<Progress> listener) throws IOException {
        var run = new RunFolder(folder);
        run.requireRun();
        try (FolderLock _ = run.lock()) {
            run.requireGoesOnAs(longer);
            return begin(longer, run.plan().plan(), split, run, listener, Optional.empty(), prepared);
        }
    }

    /// @param fresh what a new run starts with
    private static Segmenter begin(Recipe recipe, Plan plan, Split split, RunFolder run,
            Consumer<Progress> listener, Optional<StartFrom> fresh, Optional<PreparedCases> shared)
            throws IOException {
        if (shared.isPresent()) return begin(recipe, plan, split, run, listener, fresh, shared.get());
        try (var own = new PreparedCases(run.cacheFolder())) {
            return begin(recipe, plan, split, run, listener, fresh, own);
        }
    }

    private static Segmenter begin(Recipe recipe, Plan plan, Split split, RunFolder run,
            Consumer<Progress> listener, Optional<StartFrom> fresh, PreparedCases cases)
            throws IOException {
        listener.accept(new Progress.Planned(plan.lengths()));
        Kernels.preferVector(); // from the first map on, or a resumed run would change kernels elsewhere
        Split watched = split.validation(recipe.sampling().validationShare(), recipe.machine().seed());
        WeightedSum loss = recipe.staged().together();
        TargetSpec supervision = TargetSpec.of(loss, slices(plan, loss.maps().of()),
                recipe.network().stages(plan));
        List<Sample> train = cases.samples(watched.train(), plan, supervision, listener);
        SmallObjects.finding(loss, train).ifPresent(listener);
        var runPlan = new RunPlan(plan, watched.train(), watched.held(), split.held());
        Optional<String> stiff = recipe.undeformable();
        stiff.ifPresent(why -> listener.accept(new Progress.Undeformed(why)));
        Recipe trained = stiff.isPresent() ? recipe.undeformed() : recipe;
        try (var training = new TrainingLoop(trained, run, runPlan, listener)) {
            write(recipe, run, runPlan, fresh, training);
            RunRecord.during(run.folder(),
                    runPlan.parts(), recipe.machine().threads(), List.of(run.recipeFile(), run.planFile()),
                    List.of(run.bestFile()), () -> {
                        training.run(train, PreparedCases.watched(watched.held(), plan, listener));
                        return run;
                    });
        }
        return run.segmenter(SlidingWindow.OVERLAP);
    }

    /// Writes what a new run starts with, or what changes where a run goes on.
    private static void write(Recipe recipe, RunFolder run, RunPlan plan, Optional<StartFrom> fresh,
            TrainingLoop training) throws IOException {
        if (fresh.isPresent()) {
            Optional<StateDict> weights = fresh.get().weights();
            if (weights.isPresent()) training.load(weights.get());
            Files.createDirectories(run.folder());
            run.clear();
            if (weights.isPresent()) training.saveFirst();
            RunFolder.write(run.recipeFile(), RecipeFile.text(recipe));
            RunFolder.write(run.planFile(), plan.text());
        } else if (!plan.hasCasesOf(run.plan())) {
            throw new IOException("the run in " + run.folder() + " was started on other cases; resume it "
                    + "with the same data set, fold and grouping");
        } else {
            run.extend(recipe);
        }
    }

    /// A given plan, with the settings of the recipe that belong to it.
    private static Plan adapted(Plan plan, Recipe recipe) {
        Slices wanted = recipe.sampling().slices();
        boolean flat = plan.slices() == Slices.NONE && plan.patch().axes() == 2; // images, not slices of volumes
        if (wanted != Slices.AUTO && wanted != plan.slices() && !flat) {
            throw new InvalidInputException("the recipe has slices: " + wanted + ", the plan "
                    + plan.slices() + "; leave it out of the recipe");
        }
        int size = recipe.images().size();
        if (size > 0 && size != plan.preparation().size()) {
            throw new InvalidInputException("the recipe has images of size " + size + ", the plan "
                    + plan.preparation().size() + "; leave it out of the recipe");
        }
        int batch = recipe.sampling().batch();
        return mirrored(batch > 0 ? plan.batch(batch) : plan, recipe);
    }

    private static Plan mirrored(Plan plan, Recipe recipe) {
        var augmentation = recipe.sampling().augmentation();
        return plan.with(plan.mirrors().within(augmentation.flips(), augmentation.turns()));
    }

    /// Slices with the maps that the loss needs.
    private static Slices slices(Plan plan, MapOf map) {
        if (map == MapOf.SLICE && !plan.slicesVolumes() && plan.patch().axes() == 3) {
            throw new InvalidInputException(
                    "the loss needs maps of slices, but training uses whole blocks; "
                            + "add sampling: {slices: MAP_OF_SLICE}");
        }
        if (map == MapOf.AS_SAMPLED || !plan.slicesVolumes()) return plan.slices();
        return map == MapOf.VOLUME ? Slices.MAP_OF_VOLUME : Slices.MAP_OF_SLICE;
    }

    /// The plan made from the training and validation cases; held-out cases are not read.
    private static Plan planned(Recipe recipe, Split split, StartFrom given, Consumer<Progress> listener)
            throws IOException {
        var read = new AtomicInteger();
        Fingerprint fingerprint = Fingerprint.of(split.train(), name -> listener
                .accept(new Progress.Loaded(name, read.incrementAndGet(), split.train().size())));
        Plan plan = Plan.of(fingerprint, recipe.sampling().slices(), recipe.sampling().batch(),
                recipe.images());
        return mirrored(plan.classes(given.classes()).named(given.classNames())
                .with(given.lengths().orElse(plan.lengths())), recipe);
    }
}
