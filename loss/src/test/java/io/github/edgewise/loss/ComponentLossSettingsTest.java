package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.loss.PerComponentLoss.Sizes;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentLossSettingsTest {
    @Test
    void components_are_looked_for_in_20_units_of_length() {
        for (Loss loss : List.of(new PerComponentLoss(new DiceLoss()), new BlobLoss(new DiceLoss()))) {
            assertThat(loss.needsRegions()).isTrue();
            assertThat(loss.needsDistances()).isFalse();
            assertThat(loss.reachMm()).isEqualTo(20);
            assertThat(loss.planned(0.001).reachMm()).isEqualTo(0.02);
        }
        assertThat(new BlobLoss(new DiceLoss(), 1, List.of(), 7).planned(0.001).reachMm()).isEqualTo(7);
    }

    @Test
    void settings_are_written_before_the_brackets() {
        String text = "perComponent:weight=0.5,sizes=INVERSE_ROOT,classes=1+2,searchMm=30.0(dice)";
        assertThat(Losses.text(Losses.parse(text))).isEqualTo(text);
        assertThat(Losses.parse("perComponent:sizes=inverse-root(dice + 0.1*crossEntropy)"))
                .isEqualTo(new PerComponentLoss(new DiceLoss().plus(0.1, new CrossEntropyLoss()), 1,
                        Sizes.INVERSE_ROOT, List.of(), Lengths.PLANNED));
        assertThat(Losses.text(new BlobLoss(new DiceLoss()))).isEqualTo("blob(dice)");
        assertThatThrownBy(() -> Losses.parse("perComponent(boundary)"))
                .hasMessageStartingWith("perComponent needs a loss that is made of sums over voxels");
    }

    @Test
    void every_loss_that_can_be_wrapped_is_named() {
        assertThat(Losses.names().stream().filter(name -> Losses.parse(name) instanceof RegionLoss))
                .containsExactly("crossEntropy", "dice", "diceCrossEntropy", "focal", "focalTversky",
                        "generalizedDice", "squaredDice", "tversky");
    }
}
