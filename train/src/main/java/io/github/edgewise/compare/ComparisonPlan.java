package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.StagedLoss;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is compared, and how often: every loss is trained with every seed on every fold.
///
/// @param recipe of all runs, except loss and seed; its seed is the first seed and the seed of the folds
/// @param contenders two losses or more, each with its own second stage or without; the others are compared
///     with the first; in their `ReferenceForm` if the recipe says `reference`
/// @param seeds the number of seeds
/// @param folds 1 to hold out one fifth of the patients, or the number of parts, each held out once
/// @param post the post-processing of all runs; nothing to choose it in every run on its validation cases
public record ComparisonPlan(Recipe recipe, List<NamedLoss> contenders, int seeds, int folds,
        Optional<PostProcessing> post) {
    /// Without post-processing.
    public ComparisonPlan(Recipe recipe, List<NamedLoss> contenders, int seeds, int folds) {
        this(recipe, contenders, seeds, folds, Optional.of(PostProcessing.NONE));
    }

    public ComparisonPlan {
        recipe = recipe.with(new StagedLoss(recipe.loss()));
        Recipe common = recipe;
        contenders = contenders.stream().map(c -> new NamedLoss(c.name(), common.with(c.staged()).staged()))
                .toList();
        if (contenders.size() < 2) {
            throw new InvalidInputException("a comparison needs two losses or more, but there "
                    + (contenders.size() == 1 ? "is one" : "are none") + "; name each with --loss");
        }
        if (seeds < 1 || folds < 1) {
            throw new InvalidInputException(
                    "a comparison needs at least one seed and one fold, not " + seeds + " and " + folds);
        }
        requireDistinct(contenders.stream().map(NamedLoss::name).toList(), "named");
        requireDistinct(contenders.stream().map(NamedLoss::spec).toList(), "of");
        if (contenders.stream().map(NamedLoss::folder).distinct().count() < contenders.size()
                || contenders.stream().anyMatch(c -> c.folder().isEmpty())) {
            throw new InvalidInputException(
                    "the losses need names that differ in their letters or digits: "
                            + contenders.stream().map(NamedLoss::name).collect(Collectors.joining(", "))
                            + "; write --loss 'name = spec'");
        }
        if (recipe.length().patience() > 0) {
            throw new InvalidInputException(
                    "losses are compared after equally many epochs, but the recipe has "
                            + "patience: " + recipe.length().patience()
                            + ", which ends some runs earlier; leave it out");
        }
        if (recipe.length().minutes() > 0) {
            throw new InvalidInputException(
                    "losses are compared after equally many epochs, but the recipe "
                            + "has minutes: " + recipe.length().minutes()
                            + "; give epochs, or the minutes of all runs together with --minutes");
        }
    }

    private static void requireDistinct(List<String> texts, String what) {
        for (int i = 0; i < texts.size(); i++) {
            if (texts.subList(0, i).contains(texts.get(i)))
                throw new InvalidInputException("two losses are " + what + " '" + texts.get(i) + "'");
        }
    }

    /// The recipe of one run. If one of the losses cannot use deformed patches, deformation is off for all
    /// runs.
    ///
    /// @param seed from 0
    public Recipe recipe(NamedLoss contender, int seed) {
        Recipe equal = undeformable().isPresent() ? recipe.undeformed() : recipe;
        return equal.with(contender.staged()).seed(recipe.machine().seed() + seed);
    }

    /// The first loss that cannot use deformed patches, and why. Empty if all can, or if deformation is off.
    public Optional<String> undeformable() {
        return contenders.stream().flatMap(c -> recipe.with(c.staged()).undeformable()
                .map(why -> "“" + c.name() + "”: " + why).stream()).findFirst();
    }

    /// The same for that many epochs each.
    public ComparisonPlan epochs(int epochs) {
        return new ComparisonPlan(recipe.epochs(epochs), contenders, seeds, folds, post);
    }

    /// The fewest epochs that every run can have: one for each stage.
    public int leastEpochs() { return contenders.stream().anyMatch(c -> c.then().isPresent()) ? 2 : 1; }

    /// The same with another post-processing.
    public ComparisonPlan post(Optional<PostProcessing> other) {
        return new ComparisonPlan(recipe, contenders, seeds, folds, other);
    }

    /// How many runs there are.
    public int runs() { return contenders.size() * seeds * folds; }
}
