package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Lengths;
import java.util.List;

/// The settings that losses of components share.
final class ComponentOptions {
    /// How far components are looked for, in units of length of the data set.
    private static final double USUAL_SEARCH = 20;

    private ComponentOptions() {}

    /// The classes that a setting names.
    ///
    /// @throws InvalidInputException where one is the background, which has no components
    static List<Integer> classes(List<Integer> classes) {
        if (classes.contains(0)) {
            throw new InvalidInputException(
                    "components are those of the foreground, but classes names the background, 0; "
                            + "leave it out");
        }
        return Classes.named(classes);
    }

    static double search(double searchMm, double unitMm) {
        return Lengths.planned(searchMm, USUAL_SEARCH, unitMm);
    }

    /// @throws InvalidInputException where the loss is not computed from sums, or a number is out of range
    static void check(String name, Loss loss, double weight, double searchMm) {
        for (WeightedSum.Term term : WeightedSum.of(loss).terms()) {
            if (term.loss() instanceof RegionLoss) continue;
            throw new InvalidInputException(name + " needs a loss that is made of sums over voxels, but "
                    + Losses.text(term.loss()) + " is not; wrap one of " + String.join(", ", names())
                    + " and add the other beside it");
        }
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new InvalidInputException(
                    "the weight of components must be a number from 0 up, but is " + weight);
        }
        if (searchMm <= 0) {
            throw new InvalidInputException(
                    "searchMm must be a positive number of mm, but is " + searchMm);
        }
    }

    private static List<String> names() {
        return List.of("crossEntropy", "dice", "diceCrossEntropy", "focal", "focalTversky", "generalizedDice",
                "squaredDice", "tversky");
    }
}
