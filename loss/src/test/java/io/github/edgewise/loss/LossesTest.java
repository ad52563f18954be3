package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.loss.GeneralizedDiceLoss.AbsentClass;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.Ramp;
import io.github.edgewise.schedule.Schedules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossesTest {
    @Test
    void reads_names_weights_classes_and_schedules() {
        assertThat(Losses.parse("boundary:classes=1+2,clipMm=20"))
                .isEqualTo(new BoundaryLoss(List.of(1, 2), 20));
        assertThat(Losses.parse("generalizedDice + 0.01*boundary")).isEqualTo(new GeneralizedDiceLoss()
                .plus(new Constant(0.01), new BoundaryLoss()));
        assertThat(Losses.parse("generalizedDice:absent=REFERENCE"))
                .isEqualTo(new GeneralizedDiceLoss(List.of(), AbsentClass.REFERENCE));
        assertThat(Losses.parse("io.github.edgewise.loss.DiceLoss")).isEqualTo(new DiceLoss());
        assertThat(Losses.parse("dice + ramp:from=0.1,to=2*boundary")).isEqualTo(new DiceLoss()
                .plus(new Ramp(0.1, 2), new BoundaryLoss()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dice", "generalizedDice + 0.01*boundary", "boundary:classes=1+2,clipMm=20.0",
                "generalizedDice:absent=REFERENCE + crossEntropy + ramp:to=2.0*boundary"})
    void what_is_written_is_read_back(String text) {
        assertThat(Losses.text(Losses.parse(text))).isEqualTo(text);
    }

    @Test
    void unknown_names_and_keys_name_the_near_one() {
        assertThatThrownBy(() -> Losses.parse("bondary"))
                .hasMessageStartingWith("no loss \"bondary\"; did you mean boundary?; known: ")
                .hasMessageContaining("boundary, ").hasMessageContaining("crossEntropy, dice, ");
        assertThatThrownBy(() -> Losses.parse("boundary:clip=3"))
                .hasMessageContaining("boundary has no setting \"clip\"")
                .hasMessageContaining("classes, clipMm");
        assertThatThrownBy(() -> Losses.parse("boundary:clipMm=far"))
                .hasMessage("clipMm of boundary must be a number, but is \"far\"");
        assertThatThrownBy(() -> Losses.parse("boundary:clipMm=-1"))
                .hasMessageContaining("must be a positive number");
        assertThatThrownBy(() -> Losses.parse("dice:classes"))
                .hasMessageContaining("a setting must have the form name=value");
        assertThatThrownBy(() -> Schedules.parse("rampp")).hasMessageContaining("did you mean ramp?");
    }

    @Test
    void a_sum_reads_the_maps_of_all_its_terms_or_says_which_differ() {
        assertThat(Losses.parse("dice + boundary:map=volume + 0.1*hausdorff").maps())
                .isEqualTo(new Maps(ZeroLevel.FACE, MapOf.VOLUME));
        assertThat(Losses.parse("dice + crossEntropy").maps()).isEqualTo(Maps.USUAL);
        Loss published = Losses.parse("dice + boundary:zeroLevel=reference-truncated");
        assertThat(published.maps().zeroLevel()).isEqualTo(ZeroLevel.REFERENCE_TRUNCATED);
        assertThat(new PerClassSigmoid(published).maps()).isEqualTo(published.maps());
        assertThatThrownBy(() -> Losses.parse("boundary:map=volume + boundary:map=slice").maps())
                .hasMessageContaining("one needs FACE of VOLUME and another needs FACE of SLICE");
        assertThatThrownBy(() -> Losses.parse("boundary:zeroLevel=reference + hausdorff").maps())
                .hasMessageContaining("REFERENCE of AS_SAMPLED and another needs FACE of AS_SAMPLED");
    }
}
