package io.github.edgewise.train;

import java.util.OptionalInt;

/// Notices when a network ceases to predict a class that is there: the silent end of a training whose
/// boundary term has become too strong, since an empty mask costs it little where objects are tiny.
///
/// A class counts as lost where, for 50 steps in a row, its mean probability is below a fiftieth of its
/// share of the voxels. Patches without the class are not counted.
///
/// With `guard` in the recipe a class that is lost over a whole epoch sends training back to the best
/// weights, and every term but the first has a tenth of its weight from then on. Both follow from the history
/// alone, so a run that is killed and resumed does the same.
final class CollapseGuard {
    static final int STEPS = 50;
    static final double LEAST = 0.02;

    private static final double RELIEF = 0.1;

    private final int[] silent;
    private final boolean[] told;

    /// What the weights of all terms but the first are multiplied by after these epochs.
    static double relief(History history) {
        long losses = history.entries().stream().filter(e -> e.telemetry().lost().isPresent()).count();
        return Math.pow(RELIEF, Math.toIntExact(losses));
    }

    CollapseGuard(int classes) {
        this.silent = new int[classes];
        this.told = new boolean[classes];
    }

    /// Takes one more step into account and returns a class that it shows to be lost; each is returned once.
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
