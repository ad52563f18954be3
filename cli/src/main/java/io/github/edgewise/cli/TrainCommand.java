package io.github.edgewise.cli;

import io.github.edgewise.data.Plan;
import io.github.edgewise.io.Dataset;
import io.github.edgewise.io.Split;
import io.github.edgewise.loss.LossSpec;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.net.NetworkSpec;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.schedule.ScheduleSpec;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `edgewise train`: a network from a folder of images and masks.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a network on a data set and scores it on the fifth it held back.",
        footer = {
            "", "Examples:", "  edgewise train my-data --out runs/first --minutes 25",
            "  edgewise train my-data --out runs/steady --loss 'generalizedDice + boundary:clipMm=20' --alpha balance:from=0.1,to=0.1",
            "  edgewise train my-data --out runs/first --resume"})
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private DataSet data = new DataSet();

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "folder for the run")
    private Path out = Path.of("");

    @Option(names = "--recipe", paramLabel = "FILE", description = "settings as YAML, over the defaults")
    private Optional<Path> recipeFile = Optional.empty();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "a changed plan.yaml of another run, instead of what the data suggest")
    private Optional<Path> planFile = Optional.empty();

    @Option(
            names = "--loss",
            paramLabel = "SPEC",
            description = "for example 'generalizedDice + 0.01*boundary'")
    private Optional<String> loss = Optional.empty();

    @Option(
            names = "--alpha",
            paramLabel = "SPEC",
            description = "weight of the last term, for example ramp:from=0.01,to=1")
    private Optional<String> alpha = Optional.empty();

    @Option(
            names = "--guard",
            description = "when a class collapses, go back to the best weights and lower the boundary's weight")
    private boolean guard;

    @Option(
            names = "--network",
            paramLabel = "SPEC",
            description = "for example uNet:width=32,depth=4 or eNet")
    private Optional<String> network = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "passes of 100 steps")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--minutes", paramLabel = "M", description = "train by the clock instead")
    private Optional<Double> minutes = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "end early when the score has not risen for N epochs (default: 0, never)")
    private Optional<Integer> patience = Optional.empty();

    @Option(
            names = "--fold",
            paramLabel = "I/K",
            defaultValue = "0/5",
            description = "which of K parts to hold back, I from 0 (default: 0/5)")
    private String fold = "0/5";

    @Option(names = "--seed", paramLabel = "S", description = "of weights, splits and patches (default: 1)")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "of the engine (default: all cores)")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu (cuda: not in this build)")
    private String device = "cpu";

    @Option(names = "--resume", description = "go on from the last complete epoch")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        if (!device.equals("cpu")) {
            throw new IllegalArgumentException(
                    "--device " + device + " is not available; this build computes on cpu");
        }
        var run = new RunFolder(out);
        Recipe recipe = resume ? run.recipe() : recipe();
        Dataset dataset = data.open();
        var progress = new TrainingProgress();
        dataset.unpaired().forEach(name -> progress.line("left out, no mask: " + name));
        int[] part = fold();
        Split split = dataset.fold(part[0], part[1], recipe.machine().seed());
        progress.line(
                dataset.cases().size() + " cases, " + dataset.classes() + " classes, " + split.held().size()
                        + " held back");
        try (Segmenter segmenter = resume
                ? Trainer.resume(split, out, progress)
                : Trainer.train(recipe, plan(), split, out, progress)) {
            Evaluation scores = new RunPage(run).write(segmenter, progress);
            System.out.print(scores.table());
            System.out.println("report: " + run.reportFile());
        }
        return 0;
    }

    private Recipe recipe() throws IOException {
        Recipe recipe = recipeFile.isPresent() ? RecipeFile.read(recipeFile.get()) : new Recipe();
        if (loss.isPresent()) recipe = recipe.with(LossSpec.parse(loss.get()));
        if (alpha.isPresent())
            recipe = recipe.with(WeightedSum.of(recipe.loss()).withAlpha(ScheduleSpec.parse(alpha.get())));
        if (guard) recipe = recipe.guarded();
        if (network.isPresent()) recipe = recipe.with(NetworkSpec.parse(network.get()));
        if (epochs.isPresent()) recipe = recipe.epochs(epochs.get());
        if (minutes.isPresent()) recipe = recipe.minutes(minutes.get());
        if (patience.isPresent()) recipe = recipe.patience(patience.get());
        if (seed.isPresent()) recipe = recipe.seed(seed.get());
        if (threads.isPresent()) recipe = recipe.threads(threads.get());
        return recipe;
    }

    private Optional<Plan> plan() throws IOException {
        return planFile.isPresent() ? Optional.of(RunPlan.plan(planFile.get())) : Optional.empty();
    }

    private int[] fold() {
        List<String> parts = List.of(fold.split("/", -1));
        try {
            return new int[]{Integer.parseInt(parts.get(0)), Integer.parseInt(parts.get(1))};
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--fold is I/K such as 0/5, not '%s'", fold), e);
        }
    }
}
