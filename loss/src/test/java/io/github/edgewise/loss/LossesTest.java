package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.provider.CsvSource;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.SoftAdapt;
import io.github.edgewise.schedule.Balance;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.InvalidInputException;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"boundary:reference=yes | reference of boundary is true or false, not \"yes\"",
                "boundary:reference=1 | reference of boundary is true or false, not \"1\"",
                "boundary:clipMm=3,clipMm=4 | has \"clipMm\" twice",
                "dice:classes=1+1 | class 1 is named twice", "dice:classes=-1 | from 0 to 255, not -1",
                "crossEntropy:classes=256 | from 0 to 255, not 256",
                "dice:classes=1.5 | must be whole numbers joined by +, but is \"1.5\"",
                "boundary:clipMm=NaN | clipMm of boundary must be a number, but is \"NaN\"",
                "tversky:smooth=Infinity | smooth must be positive, but is Infinity",
                "uNetCrossEntropy:w0=Infinity | w0 must be 0 or more, but is Infinity",
                "clDice:iterations=1.5 | must be a whole number", "dice + | a loss needs a name",
                "-0.1*boundary | a constant weight must be a number from 0 up, but is -0.1",
                "NaN*boundary | a constant weight must be a number from 0 up, but is NaN",
                "ramp:pause=-1*boundary | pause must be 0 epochs or more, but is -1",
                "ramp:from=-1*boundary | from must be a number from 0 up, but is -1.0",
                "cosine:to=Infinity*boundary | to must be a number from 0 up, but is Infinity",
                "increase:add=-0.1*boundary | add must be a number from 0 up",
                "rebalance:most=0*boundary | most must be above 0, but is 0.0",
                "balance:to=-1*boundary | to must be a number from 0 up",
                "softAdapt:beta=Infinity*boundary | beta must be a finite number",
                "io.github.edgewise.loss.Loss | is no record, and only a record can be made from text",
                "io.github.edgewise.loss.Losses | a loss was expected, but io.github.edgewise.loss.Losses is none",
                "io.github.edgewise.schedule.Ramp | a loss was expected, but",
                "java.lang.Number | a loss was expected, but", "ramp | no loss \"ramp\"",
                "a/b | no loss \"a/b\"",
                "io.github.edgewise.loss.WeightedSum | lacks a constructor without arguments",
                "perClassSigmoid(dice | must end with a bracket", "perClassSigmoid() | a loss needs a name",
                "perClassSigmoid | must end with a bracket: perClassSigmoid(LOSS)",
                "(dice) | a loss needs a name", "perClassSigmod(dice) | did you mean perClassSigmoid?",
                "dice(crossEntropy) | dice wraps no loss, but \"dice(crossEntropy)\" has brackets; these wrap one: ",
                "dice (crossEntropy) | dice wraps no loss",
                "perClassSigmoid:loss=dice(dice) | has no setting \"loss\"; it has none",
                "perClassSigmoid(bondary) | did you mean boundary?",
                "0.5*perClassSigmoid(dice)) | no loss \"dice)\"", "classes | no loss \"classes\"",
                "io.github.edgewise.loss.LossesTest$Scaled(dice) | cannot be made from text"})
    void values_that_make_no_sense_are_refused(String text, String message) {
        assertThatThrownBy(() -> Losses.parse(text)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void only_true_and_false_are_read_as_such() {
        assertThat(Losses.parse("boundary:reference=TRUE")).isEqualTo(new BoundaryLoss().reference(true));
        assertThat(Losses.parse("boundary:reference=false")).isEqualTo(new BoundaryLoss());
    }

    @Test
    void a_sigmoid_per_class_is_written_with_its_loss_in_brackets() {
        String text = "dice + 0.5*perClassSigmoid(boundary:clipMm=20.0)";
        assertThat(Losses.parse(text)).isEqualTo(new DiceLoss().plus(0.5,
                new PerClassSigmoid(new BoundaryLoss(List.of(), 20))));
        assertThat(Losses.text(Losses.parse(text))).isEqualTo(text);
        Loss sum = new PerClassSigmoid(new DiceLoss().plus(0.5, new BoundaryLoss()));
        assertThat(Losses.text(sum)).isEqualTo("perClassSigmoid(dice + 0.5*boundary)");
        assertThat(Losses.parse(Losses.text(sum))).isEqualTo(sum);
    }

    /// A wrapper of a user's own: with settings, and linear.
    public record Mean(int times, Loss loss, boolean loud) implements LossWrapper {
        /// Once.
        public Mean(Loss loss) { this(1, loss, false); }

        @Override
        public Mean with(Loss other) { return new Mean(times, other, loud); }

        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            return loss.value(prediction, target, moment);
        }
    }

    /// Around another loss, but not linear; without a constructor with the loss alone.
    public record Scaled(Loss loss, double by) implements Loss {
        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            return loss.value(prediction, target, moment).square();
        }
    }

    private static final String MEAN = Mean.class.getName();

    @ParameterizedTest
    @ValueSource(
            strings = {"MEAN(dice)", "MEAN:times=3(dice)", "MEAN:times=3,loud=true(boundary:clipMm=20.0)",
                "MEAN:times=3(dice + ramp:to=2.0*boundary:clipMm=3.0,classes=1+2)",
                "MEAN:times=2(perClassSigmoid(dice)) + perClassSigmoid(MEAN(dice))"})
    void any_loss_around_another_one_is_written_with_settings_before_the_brackets(String text) {
        Loss loss = Losses.parse(text.replace("MEAN", MEAN));
        assertThat(Losses.parse(Losses.text(loss))).isEqualTo(loss);
        assertThat(Losses.parse("MEAN:times=3,loud=true(boundary:clipMm=20)".replace("MEAN", MEAN)))
                .isEqualTo(new Mean(3, new BoundaryLoss(List.of(), 20), true));
        assertThat(Losses.text(new Mean(3, new DiceLoss(), false))).isEqualTo(MEAN + ":times=3(dice)");
        assertThat(Losses.text(new Mean(new DiceLoss()))).isEqualTo(MEAN + "(dice)");
    }

    @Test
    void wrappers_are_known_beside_the_losses_and_are_no_losses_alone() {
        assertThat(Losses.wrappers()).contains("perClassSigmoid").doesNotContainAnyElementsOf(Losses.names());
        assertThatThrownBy(() -> Losses.parse("bondary")).hasMessageContaining(", perClassSigmoid(LOSS)");
        for (String name : Losses.wrappers()) {
            Loss loss = Losses.parse(name + "(dice + 0.5*crossEntropy:classes=1)");
            assertThat(Losses.text(loss)).isEqualTo(name + "(dice + 0.5*crossEntropy:classes=1)");
            assertThat(loss).as("so that its terms are measured").isInstanceOf(LossWrapper.class);
            assertThat(Losses.text(WeightedSum.of(loss)))
                    .isEqualTo(name + "(dice) + 0.5*" + name + "(crossEntropy:classes=1)");
        }
    }

    /// Reads everything.
    private record Needy() implements Loss {
        @Override
        public boolean needsRegions() { return true; }

        @Override
        public boolean needsCentreLines() { return true; }

        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            return prediction.logits().sum();
        }
    }

    @Test
    void a_wrapper_reads_what_its_loss_reads_and_plans_its_lengths() {
        for (String name : List.of("perClassSigmoid", "scnp")) {
            Loss needy = ((LossWrapper) Losses.parse(name + "(dice)")).with(new Needy());
            assertThat(needy.needsRegions() && needy.needsCentreLines()).isTrue();
            assertThat(needy.reachMm()).isInfinite();
            assertThat(needy.needsDistances()).isFalse();
            Loss loss = Losses.parse(name + "(boundary:clipMm=planned,map=VOLUME)");
            assertThat(loss.needsDistances()).isTrue();
            assertThat(loss.reachMm()).isEqualTo(20);
            assertThat(loss.maps()).isEqualTo(new Maps(ZeroLevel.FACE, MapOf.VOLUME));
            assertThat(Losses.text(loss.planned(1e-3)))
                    .isEqualTo(name + "(boundary:clipMm=0.02,map=VOLUME)");
            assertThat(loss.needsRegions() || loss.needsCentreLines()).isFalse();
            assertThat(Losses.parse(name + "(dice)").needsDistances()).isFalse();
            assertThat(Losses.parse(name + "(dice)").reachMm()).isZero();
        }
    }

    @Test
    void a_sum_is_taken_apart_inside_of_wrappers_that_are_linear_only() {
        Loss sum = new DiceLoss().plus(0.5, new BoundaryLoss());
        assertThat(WeightedSum.of(new Mean(2, new PerClassSigmoid(sum), false)).terms()).containsExactly(
                new WeightedSum.Term(new Constant(1),
                        new Mean(2, new PerClassSigmoid(new DiceLoss()), false)),
                new WeightedSum.Term(new Constant(0.5),
                        new Mean(2, new PerClassSigmoid(new BoundaryLoss()), false)));
        assertThat(WeightedSum.of(new Scaled(sum, 2)).terms()).hasSize(1);
    }

    @Test
    void sums_inside_of_sums_become_one_sum() {
        Loss inner = new DiceLoss().plus(0.5, new BoundaryLoss());
        assertThat(Losses.text(new CrossEntropyLoss().plus(0.25, inner)))
                .isEqualTo("crossEntropy + 0.25*dice + 0.125*boundary");
        assertThat(Losses.text(WeightedSum.of(new PerClassSigmoid(inner))))
                .isEqualTo("perClassSigmoid(dice) + 0.5*perClassSigmoid(boundary)");
        Loss ramped = new DiceLoss().plus(new Ramp(0, 1), new BoundaryLoss());
        assertThat(Losses.text(new CrossEntropyLoss().plus(1, ramped)))
                .isEqualTo("crossEntropy + dice + ramp:from=0.0*boundary");
        assertThat(
                Losses.text(new CrossEntropyLoss().plus(new Ramp(0, 1), WeightedSum.of(new BoundaryLoss()))))
                .isEqualTo("crossEntropy + ramp:from=0.0*boundary");
        assertThatThrownBy(() -> new CrossEntropyLoss().plus(0.5, ramped)).hasMessageContaining(
                "0.5 and ramp:from=0.0 have no product; write one sum");
        Loss adaptive = new DiceLoss().plus(new Balance(), new BoundaryLoss());
        assertThatThrownBy(() -> new CrossEntropyLoss().plus(1, adaptive)).hasMessageContaining("no product");
        assertThat(WeightedSum.of(new PerClassSigmoid(adaptive)).isAdaptive()).as("its terms are measured")
                .isTrue();
    }

    @Test
    void an_adaptive_weight_that_nothing_is_measured_for_is_refused_instead_of_0() {
        WeightedSum adaptive = new DiceLoss().plus(new Balance(), new BoundaryLoss());
        assertThatThrownBy(() -> adaptive.weights(TrainingTime.START))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the weight balance of boundary follows what training measures")
                .hasMessageContaining("use a schedule such as ramp");
        assertThat(adaptive.weights(TrainingTime.START,
                List.of(new TermStatistics(List.of(1., 1.), List.of(2., 4.))))).containsExactly(1., 0.0125);
        assertThatThrownBy(
                () -> new DiceLoss().plus(new SoftAdapt(), new BoundaryLoss()).weights(TrainingTime.START))
                .hasMessageContaining("the weight softAdapt of boundary");
        try (var _ = new PointerScope()) {
            Target target = Target
                    .of(List.of(new LabelMap(Grid.of(Shape.of(2, 2)), 2, new byte[]{0, 1, 0, 1})));
            Prediction even = Prediction.of(Tensors.of(new float[8], 1, 2, 2, 2));
            Loss within = (p, t, moment) -> adaptive.value(p, t, moment);
            assertThatThrownBy(() -> within.value(even, target))
                    .hasMessageContaining("inside of another loss");
        }
    }
}
