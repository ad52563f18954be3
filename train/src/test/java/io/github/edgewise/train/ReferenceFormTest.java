package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.Maps;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.plan.Slices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"boundary | boundary:reference=true,zeroLevel=REFERENCE_TRUNCATED",
                "boundary:classes=0+1,map=VOLUME | boundary:classes=0+1,reference=true,zeroLevel=REFERENCE,map=VOLUME",
                "generalizedDice | generalizedDice:absent=REFERENCE",
                "hausdorff:clipMm=10 | hausdorff:clipMm=10.0,reference=true",
                "perClassSigmoid(hausdorff) | perClassSigmoid(hausdorff:reference=true)",
                "scnp:width=5(boundary:bandMm=3) | scnp:width=5(boundary:reference=true,zeroLevel=REFERENCE_TRUNCATED,bandMm=3.0)",
                "dice + rebalance:most=1*crossEntropy | dice + rebalance*crossEntropy",
                "dice + increase*focal | dice + increase*focal"})
    void every_fault_of_a_loss_has_its_setting(String ours, String published) {
        var form = ReferenceForm.of(Losses.parse(ours), Slices.MAP_OF_SLICE);
        assertThat(Losses.text(form)).isEqualTo(published);
        assertThat(ReferenceForm.of(form, Slices.MAP_OF_SLICE)).isEqualTo(form);
    }

    @Test
    void maps_of_volumes_are_not_cut_to_whole_millimetres() {
        var form = ReferenceForm.of(Losses.parse("boundary"), Slices.MAP_OF_VOLUME);
        assertThat(form.maps()).isEqualTo(new Maps(ZeroLevel.REFERENCE, MapOf.AS_SAMPLED));
    }

    @Test
    void a_published_recipe_keeps_its_faults_whatever_loss_it_gets() {
        Recipe recipe = new Recipe().asPublished().with(Losses.parse("generalizedDice + 0.01*boundary"));
        assertThat(Losses.text(recipe.loss())).isEqualTo(
                "generalizedDice:absent=REFERENCE + 0.01*boundary:reference=true,zeroLevel=REFERENCE_TRUNCATED");
        assertThat(recipe.optimisation().decay()).isEqualTo(Decay.MODULO);
        assertThat(recipe.seed(3).epochs(2).reference()).isTrue();
        assertThat(new Recipe().reference()).isFalse();
    }

    /// Rates after every epoch, from 1, for scores of these epochs.
    private static List<Double> left(Decay decay, double... scores) {
        return IntStream.rangeClosed(0, scores.length)
                .mapToObj(n -> decay.after(Histories.of(scores).first(n))).toList();
    }

    /// Scores that rise up to epoch `best`, from 0, and stay below it from there on.
    private static double[] until(int best, int epochs) {
        return IntStream.range(0, epochs).mapToDouble(e -> e <= best ? (e + 1) / 1000. : 0.0005).toArray();
    }

    private static List<Integer> drops(Decay decay, double... scores) {
        List<Double> left = left(decay, scores);
        return IntStream.range(1, left.size()).filter(n -> left.get(n) < left.get(n - 1)).boxed().toList();
    }

    @Test
    void the_published_rule_halves_after_the_first_epoch_and_at_multiples() {
        assertThat(drops(Decay.MODULO, until(0, 100))).as("the best epoch stays the first")
                .containsExactly(1, 21, 41, 61, 81);
        assertThat(drops(Decay.MODULO, until(99, 100))).as("always better").containsExactly(1);
        assertThat(drops(Decay.MODULO, until(30, 100))).containsExactly(1, 51);
        assertThat(drops(Decay.MODULO, until(5, 100))).containsExactly(1, 26, 51, 76);
        assertThat(left(Decay.MODULO, until(5, 100)).getLast()).isEqualTo(1 / 16.);
    }

    @Test
    void a_plateau_halves_after_20_epochs_without_a_better_score() {
        assertThat(drops(Decay.PLATEAU, until(0, 100))).containsExactly(21, 41, 61, 81);
        assertThat(drops(Decay.PLATEAU, until(99, 100))).isEmpty();
        assertThat(drops(Decay.PLATEAU, until(30, 100))).containsExactly(51, 71, 91);
        double[] late = until(0, 50);
        late[19] = 1;
        assertThat(drops(Decay.PLATEAU, late)).as("the wait begins anew").containsExactly(40);
        double[] none = new double[60];
        Arrays.fill(none, Double.NaN);
        assertThat(drops(Decay.PLATEAU, none)).as("no case is watched").isEmpty();
        assertThat(left(Decay.COSINE, until(0, 30))).containsOnly(1.);
    }
}
