package io.github.edgewise.cli;

import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The arguments that set up a training, shared by the commands that train.
final class Settings {
    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "settings as YAML, over the defaults; for compare also losses, seeds, folds and post")
    private Optional<Path> recipeFile = Optional.empty();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "plan.yaml of another run, edited if you like, instead of a plan made from the data")
    private Optional<Path> planFile = Optional.empty();

    @Option(
            names = "--network",
            paramLabel = "SPEC",
            description = "network to train, for example uNet:width=32,depth=4 or eNet")
    private Optional<String> network = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "seed of weights, splits and patches (default: 1)")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "threads of the engine (default: all cores)")
    private Optional<Integer> threads = Optional.empty();

    /// The file of `--recipe`.
    Optional<Path> recipeFile() { return recipeFile; }

    /// The file of `--plan`.
    Optional<Path> planFile() { return planFile; }

    /// Fails if a file of the settings is one that a run writes.
    ///
    /// @param more other files that are read
    void requireOutside(RunFolder run, Optional<Path> more) throws IOException {
        for (Optional<Path> file : List.of(recipeFile, planFile, more)) {
            if (file.isPresent()) run.requireOther(file.get());
        }
    }

    /// The plan that was given.
    Optional<Plan> plan() throws IOException {
        return planFile.isPresent() ? Optional.of(RunPlan.plan(planFile.get())) : Optional.empty();
    }

    private static Recipe with(Recipe recipe, String network) {
        return Arguments.of("--network", () -> recipe.with(Networks.parse(network)));
    }

    /// The recipe of the file, or without one another, with the other arguments over it.
    Recipe recipe(Recipe otherwise) throws IOException {
        Recipe recipe = recipeFile.isPresent() ? RecipeFile.read(recipeFile.get()) : otherwise;
        if (network.isPresent()) recipe = with(recipe, network.get());
        if (seed.isPresent()) recipe = recipe.seed(seed.get());
        if (threads.isPresent()) Arguments.atLeast("--threads", 1, threads.get());
        if (threads.isPresent()) recipe = recipe.threads(threads.get());
        return recipe;
    }
}
