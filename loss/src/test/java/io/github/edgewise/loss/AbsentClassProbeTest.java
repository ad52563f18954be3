package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.engine.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which losses have no gradient from false positives in a patch without the class.
class AbsentClassProbeTest {
    @BeforeAll
    static void start() { Engine.start(1, 1); }

    @ParameterizedTest
    @CsvSource({"generalizedDice:absent=REFERENCE, true", "generalizedDice, false", "dice, false",
        "dice:classes=1, true", "crossEntropy, false", "boundary, false", "boundary:clipMm=8, false",
        "boundary:clipMm=8+reference=true, false", "squaredDice, false", "surfaceDice, true", "focal, false",
        "generalizedDice + crossEntropy, false", "diceCrossEntropy, false", "hausdorff:clipMm=8, false",
        "generalizedSurface, false", "perClassSigmoid(dice:classes=1), true", "skeletonRecall, true",
        "boundary:bandMm=3, true", "diceCrossEntropy + skeletonRecall, false", "l1Ace, false",
        "perComponent(dice), false", "perComponent(dice:classes=1), true", "scnp(crossEntropy), false"})
    void a_loss_that_learns_nothing_from_patches_without_a_class_is_known(String loss, boolean silent) {
        Loss one = Losses.parse(loss.replace("8+", "8,"));
        for (int axes = 2; axes <= 3; axes++) {
            assertThat(new AbsentClassProbe(2, axes, 1).isSilent(one, 1)).as(axes + "-D").isEqualTo(silent);
        }
    }

    @ParameterizedTest
    @CsvSource({"generalizedDice:absent=REFERENCE, 1, true", "generalizedDice:absent=REFERENCE, 3, true",
        "dice:classes=2, 2, true", "dice:classes=2, 1, false", "dice, 3, false",
        "boundary:classes=3, 3, false"})
    void classes_are_asked_about_one_by_one(String loss, int k, boolean silent) {
        assertThat(new AbsentClassProbe(4, 2, 1).isSilent(Losses.parse(loss), k)).isEqualTo(silent);
        assertThat(new AbsentClassProbe(30, 2, 1).isSilent(Losses.parse(loss), k)).isEqualTo(silent);
    }

    @ParameterizedTest
    @CsvSource({"boundary, 0.001", "generalizedDice:absent=REFERENCE, 0.001",
        "boundary:clipMm=planned, 0.02"})
    void the_unit_of_length_does_not_matter(String loss, double unitMm) {
        assertThat(new AbsentClassProbe(2, 3, unitMm).isSilent(Losses.parse(loss), 1))
                .isEqualTo(new AbsentClassProbe(2, 3, 1).isSilent(Losses.parse(loss), 1));
    }
}
