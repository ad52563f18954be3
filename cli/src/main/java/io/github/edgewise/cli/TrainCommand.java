package io.github.edgewise.cli;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.schedule.Schedules;
import io.github.edgewise.report.FoldsPage;
import io.github.edgewise.report.LivePage;
import io.github.edgewise.report.RunPage;
import io.github.edgewise.train.CrossValidation;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.HeldOutScores;
import io.github.edgewise.train.LateStage;
import io.github.edgewise.train.PostChoice;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.StagedLoss;
import io.github.edgewise.train.Trainer;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `edgewise train`: a network from a folder of images and masks.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a network on a data set and scores it on held-out cases, by default a fifth.",
        footer = {
            "", "Examples:", "  edgewise train my-data --out runs/first --minutes 25",
            "  edgewise train my-data --out runs/steady --loss 'generalizedDice + boundary:clipMm=20' --alpha balance:from=0.1,to=0.1",
            "  edgewise train my-data --out runs/folds --fold all/5 --minutes 25   # five runs, two hours",
            "  edgewise train my-data --out runs/late --loss 'generalizedDice + crossEntropy' \\",
            "    --then 'generalizedDice + 0.1*boundary:clipMm=20'   # the border is refined at the end",
            "  edgewise train my-data --out runs/first --resume",
            "  edgewise train my-data --out runs/second --weights runs/first/best.safetensors"})
final class TrainCommand implements Subcommand {
    @Mixin
    private DataSet data = new DataSet();

    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private Results results = new Results();

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "folder for the run")
    private Path out = Path.of("");

    @Option(
            names = "--loss",
            paramLabel = "SPEC",
            description = "loss to minimise, for example 'generalizedDice + 0.01*boundary'; some losses change "
                    + "another one, which stands in brackets: 'perClassSigmoid(dice)'")
    private Optional<String> loss = Optional.empty();

    @Option(
            names = "--alpha",
            paramLabel = "SPEC",
            description = "weight of the last term, for example ramp:from=0.01,to=1; without --loss, of a boundary loss "
                    + "that is added to the default loss")
    private Optional<String> alpha = Optional.empty();

    @Option(
            names = "--then",
            paramLabel = "SPEC",
            description = "loss of a second stage: the last fifth of the training, from the best weights, with a "
                    + "tenth of the learning rate")
    private Optional<String> then = Optional.empty();

    @Option(
            names = "--then-share",
            paramLabel = "S",
            description = "share of the training that is the second stage (default: 0.2)")
    private Optional<Double> thenShare = Optional.empty();

    @Option(
            names = "--then-rate",
            paramLabel = "R",
            description = "factor of the learning rate in the second stage (default: 0.1)")
    private Optional<Double> thenRate = Optional.empty();

    @Option(
            names = "--guard",
            description = "if a class collapses, return to the best weights and lower the boundary's weight")
    private boolean guard;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "start from these weights, not random ones: .safetensors, or a torch.save state dict")
    private Optional<Path> weights = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "number of epochs, of 100 steps each")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "limit the training time instead; with --fold all/K, of each of the K runs")
    private Optional<Double> minutes = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "stop early if the score has not risen for N epochs (default: 0, never)")
    private Optional<Integer> patience = Optional.empty();

    @Option(
            names = "--fold",
            paramLabel = "I/K",
            description = "which of K parts to hold out, I from 0; all/K: each part in turn, in RUN/fold-0 and "
                    + "so on, with one table over all cases; none: train on all cases (default: 0/5, or the first split of --split)")
    private Optional<String> fold = Optional.empty();

    @Option(
            names = "--post",
            paramLabel = "WHAT",
            defaultValue = "auto",
            description = "post-processing of label maps. auto: chosen at the end on the validation cases, where "
                    + "it helps beyond chance; none; or steps such as smallest=10,largest,threshold=0.4,fill "
                    + "(mm^3), for some classes 1:smallest=10;2:fill (default: auto)")
    private String post = "auto";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu (this build has no cuda)")
    private String device = "cpu";

    @Option(names = "--resume", description = "continue after the last complete epoch")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        if (!device.equals("cpu")) {
            throw new WrongUsage(
                    "--device " + device + " is not available; this build supports cpu only");
        }
        if (resume && weights.isPresent()) {
            throw new WrongUsage(
                    "--weights starts a run and --resume continues one; leave out one of them");
        }
        if (resume && settings.planFile().isPresent()) {
            throw new WrongUsage("--plan is for a new run and --resume continues one; leave out one of them");
        }
        if (epochs.isPresent() && minutes.isPresent())
            throw new WrongUsage("--epochs or --minutes, not both");
        epochs.ifPresent(n -> Arguments.atLeast("--epochs", 1, n));
        minutes.ifPresent(m -> Arguments.fromZero("--minutes", m));
        patience.ifPresent(n -> Arguments.atLeast("--patience", 0, n));
        Optional<PostProcessing> givenPost = Arguments.post(post);
        var parts = Parts.of(fold.orElse(Parts.USUAL));
        var progress = new TrainingProgress();
        if (new ComparisonFolder(out).exists()) {
            throw new IOException(out + " holds a comparison; name another folder");
        }
        if (!parts.every() && !new Folds(out).runs().isEmpty()) {
            throw new IOException(out + " holds folds (train --fold all/K); name another folder");
        }
        return parts.every()
                ? trainAll(parts.count(), givenPost, progress)
                : trainOne(parts, givenPost, progress);
    }

    private int trainOne(Parts parts, Optional<PostProcessing> givenPost, TrainingProgress progress)
            throws IOException {
        var run = new RunFolder(out);
        if (!resume) settings.requireOutside(run, weights);
        Recipe recipe = resume ? resumed(run) : recipe();
        if (resume) moved(run, progress);
        Dataset dataset = open(progress);
        if (resume) run.requireCases(dataset);
        Split split = parts.isNone()
                ? dataset.whole()
                : dataset.fold(parts.held(), count(parts, dataset), recipe.machine().seed());
        progress.line(split.held().size() + " cases held out");
        try (var live = LivePage.of(run, progress);
                Segmenter segmenter = resume
                        ? Trainer.resume(recipe, split, out, Optional.empty(),
                                PostChoice.keeping(run, givenPost, live))
                        : Trainer.train(recipe, given(dataset), split, out,
                                PostChoice.keeping(run, givenPost, live))) {
            if (split.held().isEmpty()) results.line(TrainResults.NO_SCORES);
            Evaluation scores = scored(run, split, segmenter, givenPost, live);
            results.text(split.held().isEmpty() ? "" : scores.table());
            results.line("report: " + run.reportFile());
            results.json(() -> TrainResults.of(run, scores));
        }
        return 0;
    }

    /// How many parts there are: as many as the user says, or as the data set is divided into already.
    private int count(Parts parts, Dataset dataset) {
        int given = dataset.division().given().size();
        return fold.isEmpty() && given > 0 ? given : parts.count();
    }

    private int trainAll(int count, Optional<PostProcessing> givenPost, TrainingProgress progress)
            throws IOException {
        var folds = new Folds(out);
        for (int i = 0; i < count && !resume; i++) {
            settings.requireOutside(folds.fold(i), weights);
        }
        Recipe recipe = resume ? resumed(CrossValidation.first(folds)) : recipe();
        if (resume) for (RunFolder run : folds.runs()) moved(run, progress);
        Dataset dataset = open(progress);
        Evaluation scores;
        try (var live = LivePage.of(folds, progress)) {
            scores = new CrossValidation(folds, count, given(dataset), resume, givenPost, live).run(recipe,
                    dataset, (run, segmenter, its) -> new RunPage(run).write(segmenter, its));
        }
        new FoldsPage(folds).write(scores);
        results.text(scores.table());
        results.line("report: " + folds.reportFile());
        results.json(() -> TrainResults.of(folds, scores));
        return 0;
    }

    /// Says and remembers it where the data set has moved since the run was started.
    private void moved(RunFolder run, TrainingProgress progress) throws IOException {
        if (run.moveTo(data.folder())) {
            progress.line("the data set of " + run.folder() + " has moved to " + data.folder());
        }
    }

    private Dataset open(TrainingProgress progress) throws IOException {
        Dataset dataset = resume ? data.open() : data.sound(out);
        int classes = dataset.classes();
        Arguments.post(post).ifPresent(given -> given.requireClasses(classes));
        progress.line(dataset.cases().size() + " cases, " + classes + " classes");
        return dataset;
    }

    /// Chooses the post-processing of a trained run, scores it and writes its page. If this fails, the
    /// training is kept and can be resumed.
    private static Evaluation scored(
            RunFolder run, Split split, Segmenter network, Optional<PostProcessing> givenPost,
            Consumer<? super Progress> progress) throws IOException {
        try {
            Segmenter segmenter = network.with(PostChoice.of(run, network, givenPost, progress).post());
            Evaluation scores = HeldOutScores.of(run, split.held(), segmenter, progress);
            new RunPage(run).write(segmenter, scores);
            return scores;
        } catch (IOException e) {
            throw new IOException(run.folder() + " is trained, but could not be scored: " + Failure.message(e)
                    + "; fix this and go on with --resume", e);
        }
    }

    private Recipe recipe() throws IOException {
        return changed(settings.recipe(new Recipe()));
    }

    /// The recipe that a run was started with, as long as the options say. Other options may repeat the
    /// recipe but not change it.
    private Recipe resumed(RunFolder run) throws IOException {
        Recipe wanted = changed(settings.recipe(run.recipe()))
                .planned(run.plan().plan().lengths());
        run.requireGoesOnAs(wanted);
        return wanted;
    }

    /// A loss that names both stages replaces both, one that names a single loss keeps the second stage.
    private Recipe withLoss(Recipe recipe, String text) {
        StagedLoss named = Arguments.of("--loss", () -> StagedLoss.parse(text));
        if (named.then().isEmpty()) return recipe.with(named.loss());
        if (then.isPresent()) {
            throw new WrongUsage("--loss names a second stage and --then another; leave out one of them");
        }
        return staged(recipe, named);
    }

    /// The options of the second stage.
    private Recipe withStage(Recipe recipe) {
        if (then.isEmpty() && thenShare.isEmpty() && thenRate.isEmpty()) return recipe;
        Optional<LateStage> late = then.isPresent()
                ? Optional.of(Arguments.of("--then", () -> new LateStage(Losses.parse(then.get()))))
                : recipe.then();
        if (late.isEmpty()) {
            throw new WrongUsage(
                    "--then-share and --then-rate are of a second stage; name its loss with --then");
        }
        LateStage usual = late.get();
        LateStage shared = Arguments.of("--then-share",
                () -> usual.share(thenShare.orElse(usual.share())));
        LateStage rated = Arguments.of("--then-rate", () -> shared.rate(thenRate.orElse(shared.rate())));
        return staged(recipe, new StagedLoss(recipe.loss(), Optional.of(rated)));
    }

    private static Recipe staged(Recipe recipe, StagedLoss losses) {
        return Arguments.of("--then", () -> recipe.with(losses));
    }

    private Recipe withAlpha(Recipe recipe, String text) {
        WeightedSum sum = WeightedSum.of(recipe.loss());
        boolean isUsual = loss.isEmpty() && recipe.loss().equals(new Recipe().loss());
        return Arguments.of("--alpha", () -> recipe.with(isUsual
                ? sum.plus(Schedules.parse(text), new BoundaryLoss(List.of(), Lengths.PLANNED))
                : sum.withAlpha(Schedules.parse(text))));
    }

    private static Recipe withEpochs(Recipe recipe, int epochs) {
        return Arguments.of("--epochs",
                () -> recipe.with(new Recipe.Length(epochs, recipe.length().steps(), 0,
                        recipe.length().patience())));
    }

    private Recipe changed(Recipe begun) {
        Recipe recipe = begun;
        if (epochs.isPresent()) recipe = withEpochs(recipe, epochs.get());
        if (minutes.isPresent()) recipe = recipe.minutes(minutes.get());
        if (patience.isPresent()) recipe = recipe.patience(patience.get());
        if (loss.isPresent()) recipe = withLoss(recipe, loss.get());
        if (alpha.isPresent()) recipe = withAlpha(recipe, alpha.get());
        recipe = withStage(recipe);
        if (guard) recipe = recipe.guarded();
        if (fold.equals(Optional.of("none"))) recipe = recipe.with(recipe.sampling().validationShare(0));
        return recipe;
    }

    private Trainer.StartFrom given(Dataset dataset) throws IOException {
        Optional<StateDict> first = weights.isPresent()
                ? Optional.of(StateDict.read(weights.get()))
                : Optional.empty();
        return new Trainer.StartFrom(settings.plan(), first, dataset.classes(), Optional.empty(),
                Optional.empty(), dataset.classNames());
    }

    /// Which part of the data is held out, or each part in turn.
    private record Parts(int held, int count) {
        private static final String USUAL = "0/5";
        private static final int EVERY = -1;
        private static final int NONE = -2;

        static Parts of(String text) {
            if (text.equals("none")) return new Parts(NONE, 0);
            Matcher m = Pattern.compile("(\\d{1,6}|all)/(\\d{1,6})").matcher(text);
            if (!m.matches()) {
                throw new WrongUsage("--fold is I/K such as 0/5, all/5 or none, not '" + text + "'");
            }
            int count = Integer.parseInt(m.group(2));
            int held = m.group(1).equals("all") ? EVERY : Integer.parseInt(m.group(1));
            if (count < 2 || held >= count) {
                throw new WrongUsage(
                        "--fold is I/K with K at least 2 and I from 0 to K-1, not '" + text + "'");
            }
            return new Parts(held, count);
        }

        boolean every() { return held == EVERY; }

        /// True if nothing is held out.
        boolean isNone() { return held == NONE; }
    }
}
