package io.github.edgewise.train;

import java.util.OptionalInt;

/// Notices when a network ceases to predict a class that is there: the silent end of a training whose
/// boundary term has become too strong, since an empty mask costs it little where objects are tiny.
///
/// A class counts as lost where, for 100 steps in a row, it is the most probable one in fewer voxels than a
/// fiftieth of those it has. Patches without the class are not counted. Probabilities would not tell: a
/// network that has collapsed can still say 0.3 all over an object, and draw none.
///
/// With `guard` in the recipe a class that is lost over a whole epoch, after one with a mean Dice of at least
/// 0.05, sends training back to the best weights, and every term but the first has a tenth of its weight from
/// then on. Both follow from the history alone, so a run that is killed and resumed does the same. Before
/// such an epoch nothing has been learnt that could be lost.
final class CollapseGuard {
    static final int STEPS = 100;
    static final double LEAST = 0.02;

    private static final double RELIEF = 0.1;
    private static final double LEARNT = 0.05;

    private final int[] silent;
    private final boolean[] told;

    /// What the weights of all terms but the first are multiplied by after these epochs.
    static double relief(History history) {
        int collapses = 0;
        for (int i = 0; i < history.entries().size(); i++) {
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
