package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.Lesion;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.SegmentedCase;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.PostChoice;
import io.github.edgewise.train.PreparedCases;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunRecord;
import io.github.edgewise.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Trains every loss of a comparison with every seed on every fold, and scores each run on its held-out
/// cases.
///
/// Runs of one seed and fold start with the same weights and get the same patches in the same order. Losses
/// take turns within a seed, so an unfinished comparison is still fair. Finished runs are kept and
/// interrupted runs continue, so calling this again finishes an earlier call.
public final class Comparison {
    private static final int PARTS_OF_ONE_FOLD = 5;

    private final ComparisonPlan contest;
    private final Dataset dataset;
    private final int classes;
    private final ComparisonFolder folder;
    private final Budget budget;
    private final Consumer<ComparisonEvent> listener;
    private final Map<Integer, Plan> plans = new HashMap<>();

    /// @param plan how images are prepared, patches and levels; if empty, planned from the data of each fold
    /// @param budget the time for all runs
    /// @throws IOException where a mask cannot be read
    public Comparison(ComparisonPlan contest, Dataset dataset, Optional<Plan> plan, ComparisonFolder folder,
            Budget budget, Consumer<ComparisonEvent> listener) throws IOException {
        this.contest = contest;
        this.dataset = dataset;
        this.classes = dataset.classes();
        this.folder = folder;
        this.budget = budget;
        this.listener = listener;
        plan.ifPresent(p -> {
            for (int fold = 0; fold < contest.folds(); fold++) {
                plans.put(fold, p);
            }
        });
    }

    /// The training and held-out cases of a fold, the same for all losses and seeds.
    public static Split split(ComparisonPlan contest, Dataset dataset, int fold) {
        int given = dataset.division().given().size();
        int parts = contest.folds() > 1 ? contest.folds() : given > 0 ? given : PARTS_OF_ONE_FOLD;
        return dataset.fold(fold, parts, contest.recipe().machine().seed());
    }

    /// Trains and scores every run that is not done yet.
    ///
    /// @return the scores of all complete seeds; fewer than planned if time ran out
    /// @throws IOException if a case cannot be read, the folder cannot be written, it holds runs of another
    ///     recipe, plan or data set, or another process or thread is at work in it; nothing is written then
    public ComparisonResults run() throws IOException {
        try (FolderLock _ = FolderLock.take(folder.folder())) {
            return runAll();
        }
    }

    private ComparisonResults runAll() throws IOException {
        List<Split> splits = begin();
        return RunRecord.during(folder.folder(), Map.of("all", dataset.cases()),
                contest.recipe().machine().threads(), List.of(folder.contestFile()), List.of(),
                () -> runAll(splits));
    }

    private ComparisonResults runAll(List<Split> splits) throws IOException {
        try (var prepared = new PreparedCases(folder.cacheFolder())) {
            for (int seed = 0; seed < contest.seeds(); seed++) {
                if (seed > 0 && !budget.hasTimeFor(missing(seed))) {
                    listener.accept(new ComparisonEvent.OutOfTime(seed, contest.seeds()));
                    break;
                }
                int runs = contest.runs() / contest.seeds();
                for (int number = seed * runs + 1; number <= (seed + 1) * runs; number++) {
                    run(number, splits, prepared);
                }
                listener.accept(new ComparisonEvent.SeedDone(folder.results(contest)));
            }
        }
        return folder.results(contest);
    }

    /// Trains and scores one run if it is not done yet, for example on one of several machines. Runs are
    /// ordered by seed, then fold, then loss. If several machines share the runs, give a plan: otherwise the
    /// first run of a fold decides the plan of the others.
    ///
    /// @param number from 1 to the number of runs
    /// @return the scores of the run
    /// @throws IOException as [#run()] does
    public RunScores run(int number) throws IOException {
        if (number < 1 || number > contest.runs()) {
            throw new InvalidInputException("the runs are numbered from 1 to " + contest.runs() + ", not "
                    + number);
        }
        List<Split> splits = begin();
        // a folder of its own: other machines may be at other runs
        try (var prepared = new PreparedCases(folderOf(number).folder().resolve("cache"))) {
            return run(number, splits, prepared);
        }
    }

    private NamedLoss contender(int number) {
        return contest.contenders().get((number - 1) % contest.contenders().size());
    }

    private int fold(int number) { return (number - 1) / contest.contenders().size() % contest.folds(); }

    private int seed(int number) { return (number - 1) / contest.contenders().size() / contest.folds(); }

    private RunFolder folderOf(int number) {
        return folder.run(contest, contender(number), seed(number), fold(number));
    }

    private List<Split> begin() throws IOException {
        var splits = new ArrayList<Split>();
        for (int fold = 0; fold < contest.folds(); fold++) {
            splits.add(split(contest, dataset, fold));
            Outputs.requireNotAmong(folder.folder(), splits.getLast().files());
            adopt(fold, splits.getLast());
        }
        if (folder.exists()) requireAll(folder.contest());
        Files.createDirectories(folder.folder());
        if (!folder.exists()) folder.setAside();
        ComparisonFolder.write(folder.contestFile(), ComparisonPlanFile.text(contest));
        return splits;
    }

    /// Fails where this comparison lacks losses, seeds or folds of the one that the folder holds.
    private void requireAll(ComparisonPlan before) throws IOException {
        List<String> specs = contest.contenders().stream().map(NamedLoss::spec).toList();
        for (NamedLoss one : before.contenders()) {
            if (!specs.contains(one.spec())) {
                throw new IOException("the comparison in " + folder.folder() + " has the loss " + one.name()
                        + ", which is not named now; name all its losses, and others beside them if you like, "
                        + "or another folder");
            }
        }
        if (contest.seeds() < before.seeds() || contest.folds() != before.folds()) {
            throw new IOException("the comparison in " + folder.folder() + " has " + before.seeds()
                    + " seeds and " + before.folds() + " folds, but now there are " + contest.seeds()
                    + " and "
                    + contest.folds() + "; give as many folds and at least as many seeds, or another folder");
        }
        if (!contest.post().equals(before.post())) {
            throw new IOException("the comparison in " + folder.folder()
                    + " has other post-processing; give the --post it was started with, or another folder");
        }
    }

    private RunScores run(int number, List<Split> splits, PreparedCases prepared) throws IOException {
        NamedLoss contender = contender(number);
        int fold = fold(number);
        Recipe recipe = contest.recipe(contender, seed(number));
        RunFolder run = folderOf(number);
        boolean before = ComparisonFolder.isDone(run);
        listener.accept(new ComparisonEvent.Run(number, contest.runs(), contender.name(),
                recipe.machine().seed(), fold, before));
        RunScores scores = before
                ? RunScores.read(ComparisonFolder.scoresFile(run))
                : trained(run, recipe, splits.get(fold), fold, prepared);
        plans.putIfAbsent(fold, run.plan().plan());
        listener.accept(new ComparisonEvent.Scored(scores));
        return scores;
    }

    /// Takes over the runs of a fold from an earlier call. They must belong to this comparison and these
    /// data, and all runs of the fold use their plan.
    private void adopt(int fold, Split split) throws IOException {
        Optional<Plan> given = Optional.ofNullable(plans.get(fold));
        for (int seed = 0; seed < contest.seeds(); seed++) {
            for (NamedLoss contender : contest.contenders()) {
                RunFolder run = folder.run(contest, contender, seed, fold);
                if (!run.exists()) continue;
                requireSame(run, contest.recipe(contender, seed), split);
                Plan its = run.plan().plan();
                Plan others = plans.getOrDefault(fold, its);
                if (!others.batch(its.batch()).with(its.mirrors()).named(its.classNames()).equals(its)) {
                    throw new IOException("the run in " + run.folder() + " has another plan than "
                            + (given.isPresent() ? "--plan" : "the other runs of its fold")
                            + "; give the plan it was started with, or name another folder");
                }
                plans.put(fold, its);
                if (ComparisonFolder.isDone(run)) budget.took(run.history().seconds());
            }
        }
    }

    /// How many runs of a seed are not done.
    private int missing(int seed) {
        int missing = 0;
        for (int fold = 0; fold < contest.folds(); fold++) {
            for (NamedLoss contender : contest.contenders()) {
                if (!ComparisonFolder.isDone(folder.run(contest, contender, seed, fold))) missing++;
            }
        }
        return missing;
    }

    private RunScores trained(RunFolder run, Recipe recipe, Split split, int fold, PreparedCases prepared)
            throws IOException {
        long begun = System.nanoTime();
        var start = new Trainer.StartFrom(Optional.ofNullable(plans.get(fold)), Optional.empty(), classes,
                Optional.of(prepared), plans.values().stream().map(Plan::lengths).findFirst(),
                dataset.classNames());
        try (Segmenter segmenter = run.exists()
                ? Trainer.resume(split, run.folder(), Optional.of(prepared), this::tell)
                : Trainer.train(recipe, start, split, run.folder(), this::tell)) {
            RunScores scores = score(run, cleaned(run, segmenter), split.held());
            budget.took((System.nanoTime() - begun) / 1e9);
            return scores;
        }
    }

    /// The network with the post-processing of the comparison, which is chosen here if it is not given.
    private Segmenter cleaned(RunFolder run, Segmenter network) throws IOException {
        Optional<PostProcessing> post = contest.post();
        return post.isPresent() && post.get().isNone()
                ? network
                : network.with(PostChoice.of(run, network, post, this::tell).post());
    }

    private void tell(Progress progress) {
        listener.accept(new ComparisonEvent.Training(progress));
    }

    /// Segments the cases, writes the label maps, what thresholds find and, last, the scores.
    private RunScores score(RunFolder run, Segmenter segmenter, List<Case> held) throws IOException {
        List<Metric> metrics = Metrics.ofProbabilities(run.plan().plan().lengths().toleranceMm());
        var parts = new ArrayList<Evaluation>();
        var lesions = new LinkedHashMap<String, List<Lesion>>();
        var curves = new ArrayList<LesionCurve>();
        for (Case one : held) {
            listener.accept(new ComparisonEvent.Scoring(one.name(), parts.size(), held.size()));
            SegmentedCase segmented = segmenter.segment(one);
            parts.add(segmented.score(metrics));
            var each = new ArrayList<Lesion>();
            for (int k = 1; k < segmented.reference().classes(); k++) {
                each.addAll(Lesion.of(segmented.prediction(), segmented.reference(), k));
            }
            lesions.put(one.name(), each);
            curves.addAll(segmented.curves());
            Volumes.write(ComparisonFolder.maskFile(run, one.name()), segmented.prediction());
        }
        WholeFile.writeText(run.thresholdsFile(), FreeResponse.csv(curves));
        RunScores scores = RunScores.of(Evaluation.of(parts).with(EmptyMasks.PENALTY), lesions);
        scores.write(ComparisonFolder.scoresFile(run));
        return scores;
    }

    private void requireSame(RunFolder run, Recipe wanted, Split split) throws IOException {
        if (!run.plan().isOf(split)) {
            throw new IOException("the run in " + run.folder()
                    + " was started on other cases or other files; "
                    + "name the data set, its options, the number of folds and the seed it was started with, "
                    + "or another folder");
        }
        Recipe its = run.recipe();
        Recipe recipe = wanted.planned(run.plan().plan().lengths());
        if (its.equals(recipe)) return;
        Optional<String> stiff = contest.undeformable();
        if (stiff.isPresent() && its.undeformed().equals(recipe)) {
            throw new IOException(
                    "the run in " + run.folder() + " has deformed patches, but deformation is now off "
                            + "for all runs, because of " + stiff.get() + "; or name another folder");
        }
        throw new IOException("the run in " + run.folder() + " has another recipe (" + difference(its, recipe)
                + "); give the options it was started with, or name another folder");
    }

    /// The first setting in which two recipes differ.
    private static String difference(Recipe one, Recipe other) {
        List<String> these = RecipeFile.text(one).lines().toList();
        List<String> those = RecipeFile.text(other).lines().toList();
        for (int i = 0; i < Math.min(these.size(), those.size()); i++) {
            if (!these.get(i).equals(those.get(i)))
                return these.get(i).strip() + ", not " + those.get(i).strip();
        }
        return "of more settings";
    }
}
