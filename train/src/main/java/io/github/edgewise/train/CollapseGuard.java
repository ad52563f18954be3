package io.github.edgewise.train;

import java.util.OptionalInt;

/// Detects when a network stops predicting a class that is present. This happens silently if the boundary
/// term is too strong, because an empty mask costs little if objects are tiny.
///
/// A class counts as lost if, for 100 steps in a row, it is predicted in fewer voxels than a fiftieth of its
/// true voxels. Patches without the class are not counted. Mean probabilities cannot detect this: a collapsed
/// network can still have a probability of 0.3 all over an object and predict none of it.
///
/// With `guard` in the recipe, a class that is lost over a whole epoch sends training back to the best
/// weights, if an earlier epoch had a mean Dice of at least 0.05. From then on every term but the first has a
/// tenth of its weight. Both depend on the history alone, so a run that is killed and resumed does the same.
final class CollapseGuard {
    static final int STEPS = 100;
    static final double LEAST = 0.02;

    private static final double RELIEF = 0.1;
    private static final double LEARNT = 0.05;

    private final int[] silent;
    private final boolean[] told;

    /// The factor for the weights of all terms but the first after these epochs.
    ///
    /// @param begun how many of them belong to an earlier stage, whose loss was another
    static double relief(History history, int begun) {
        int collapses = 0;
        for (int i = begun; i < history.entries().size(); i++) {
            if (isCollapse(history.first(i), history.entries().get(i))) collapses++;
        }
        return Math.pow(RELIEF, collapses);
    }

    /// True where an epoch lost a class after epochs that had learnt something.
    static boolean isCollapse(History before, History.Entry epoch) {
        boolean learnt = before.entries().stream()
                .anyMatch(e -> e.scores().mean("dice").filter(d -> d >= LEARNT).isPresent());
        return learnt && epoch.telemetry().lost().isPresent();
    }

    CollapseGuard(int classes) {
        this.silent = new int[classes];
        this.told = new boolean[classes];
    }

    /// Adds one step and returns a class that is now lost; each class is returned once.
    OptionalInt lost(Step.Outcome step) {
        for (int k = 1; k < silent.length; k++) {
            double present = step.present().get(k);
            if (present == 0) continue;
            boolean low = step.predicted().get(k) < LEAST * present;
            silent[k] = low ? silent[k] + 1 : 0;
            if (!low) told[k] = false;
            if (silent[k] >= STEPS && !told[k]) {
                told[k] = true;
                return OptionalInt.of(k);
            }
        }
        return OptionalInt.empty();
    }
}
