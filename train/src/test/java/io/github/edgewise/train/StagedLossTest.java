package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagedLossTest {
    @Test
    void two_stages_are_read_from_the_text_they_are_written_as() {
        StagedLoss usual = StagedLoss.parse(" dice  then dice + 0.1*boundary:clipMm=20 ");
        assertThat(usual).isEqualTo(new StagedLoss(new DiceLoss(), Optional.of(new LateStage(
                new DiceLoss().plus(0.1, new BoundaryLoss(List.of(), 20)), 0.2, 0.1))));
        assertThat(usual.text()).isEqualTo("dice then dice + 0.1*boundary:clipMm=20.0");
        StagedLoss set = StagedLoss.parse("dice then:rate=1,share=0.5 perClassSigmoid(dice + crossEntropy)");
        assertThat(set.then().orElseThrow().share()).isEqualTo(0.5);
        assertThat(set.then().orElseThrow().rate()).isEqualTo(1);
        assertThat(set.text()).isEqualTo("dice then:share=0.5,rate=1.0 perClassSigmoid(dice + crossEntropy)");
        for (StagedLoss one : List.of(usual, set, StagedLoss.parse("dice"))) {
            assertThat(StagedLoss.parse(one.text())).isEqualTo(one);
        }
        assertThat(StagedLoss.parse("dice").text()).isEqualTo("dice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"dice then | lacks the loss of a stage; write two stages as 'LOSS then LOSS'",
                "then dice | no loss", " dice then lovasz then dice | has more than two stages",
                "dice then bondary | no loss \"bondary\"; did you mean boundary?",
                "dice then:shar=0.1 dice | a second stage has no setting \"shar\"; did you mean share?",
                "dice then:share=1 dice | the share of the second stage lies above 0 and below 1, but is 1.0",
                "dice then:rate=0 dice | the rate of the second stage",
                "dice then:rate=x dice | rate of the second stage is a number, not \"x\"",
                "dice then:rate=1,rate=2 dice | has rate twice"})
    void what_is_wrong_in_a_text_is_named(String text, String message) {
        assertThatThrownBy(() -> StagedLoss.parse(text)).hasMessageContaining(message);
    }

    @Test
    void a_run_prepares_what_any_of_its_stages_needs() {
        StagedLoss losses = StagedLoss.parse("dice + balance*boundary:clipMm=5 then boundary:clipMm=9");
        assertThat(losses.together().reachMm()).isEqualTo(9);
        assertThat(losses.together().terms()).hasSize(3);
        assertThat(StagedLoss.parse("dice then lovasz").together().needsDistances()).isFalse();
        assertThat(StagedLoss.parse("dice then dice + boundary:clipMm=9").together().needsDistances())
                .isTrue();
        Recipe endless = new Recipe().with(StagedLoss.parse("dice then dice + boundary"));
        assertThat(endless.undeformable().orElseThrow()).contains("no clip");
        assertThatThrownBy(
                () -> StagedLoss.parse("boundary then boundary:zeroLevel=CENTRE").together().maps())
                .hasMessageContaining("must read the same distance maps");
    }

    @Test
    void each_stage_has_an_epoch_and_the_second_about_its_share() {
        var late = new LateStage(new DiceLoss());
        assertThat(late.epochs(100)).isEqualTo(20);
        assertThat(late.epochs(2)).isEqualTo(1);
        assertThat(late.epochs(12)).isEqualTo(2);
        assertThat(late.share(0.99).epochs(10)).isEqualTo(9);
        assertThatThrownBy(() -> new Recipe().epochs(1).with(StagedLoss.parse("dice then lovasz")))
                .hasMessageContaining("at least two epochs");
        assertThat(new Recipe().epochs(1).minutes(1).with(StagedLoss.parse("dice then lovasz")).then())
                .isPresent();
    }

    @Test
    void a_clock_counts_each_stage_from_its_own_beginning() {
        var clock = new Clock(new Recipe().epochs(10).with(StagedLoss.parse("dice then lovasz")), 0);
        Clock.Stage first = clock.stage(Histories.of(0.1, 0.2, 0.3));
        assertThat(first).isEqualTo(new Clock.Stage(1, 0, 8, 0, 0));
        assertThat(clock.time(first, 7).fraction()).isEqualTo(1);
        assertThat(clock.at(first, 7, 0.5)).isCloseTo(7.5 / 8, within(1e-12));
        History eight = Histories.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
        Clock.Stage second = clock.stage(eight);
        assertThat(second).isEqualTo(new Clock.Stage(2, 8, 10, 8, 8));
        assertThat(second.beginsAfter(eight)).isTrue();
        assertThat(clock.time(second, 8).epoch()).isZero();
        assertThat(clock.time(second, 8).fraction()).isZero();
        assertThat(clock.time(second, 9).fraction()).isEqualTo(1);
        assertThat(clock.at(second, 9, 0.5)).isCloseTo(0.75, within(1e-12));
        assertThat(clock.hasTimeAfter(eight)).isTrue();
        assertThat(clock.hasTimeAfter(Histories.of(new double[10]))).isFalse();
    }

    @Test
    void by_minutes_a_stage_begins_when_its_share_is_left_or_only_one_more_epoch_fits() {
        Recipe hour = new Recipe().minutes(60).with(StagedLoss.parse("dice then lovasz"));
        History ten = Histories.of(new double[10]);
        assertThat(new Clock(hour, 2000).stage(ten).number()).isEqualTo(1);
        assertThat(new Clock(hour, 2881).stage(ten).number()).as("80 % are over").isEqualTo(2);
        assertThat(new Clock(hour, 2000).stage(Histories.of(0.1)).number()).as("an epoch takes 2000 s")
                .isEqualTo(2);
        Clock.Stage second = new Clock(hour, 3000).stage(ten);
        assertThat(new Clock(hour, 3000).time(second, 10).epoch()).isZero();
    }

    @Test
    void the_history_decides_in_which_stage_a_run_is_and_what_it_waits_for() {
        Recipe recipe = new Recipe().epochs(100).patience(3).with(StagedLoss.parse("dice then lovasz"));
        var clock = new Clock(recipe, 0);
        History stalled = Histories.of(0.1, 0.5, 0.4, 0.3, 0.2);
        assertThat(clock.stage(stalled).number()).as("out of patience").isEqualTo(2);
        History begun = second(stalled, 0.3, 0.2);
        assertThat(clock.stage(begun)).isEqualTo(new Clock.Stage(2, 5, 100, 5, 5));
        assertThat(begun.begun(2)).isEqualTo(5);
        assertThat(begun.stage(2)).hasSize(2);
        assertThat(begun.isStalled(3)).as("patience counts from the beginning of the stage").isFalse();
        assertThat(second(stalled, 0.3, 0.2, 0.2).isStalled(3)).isTrue();
        assertThat(begun.stage(1)).hasSize(5);
        assertThat(stalled.begun(2)).isEqualTo(5);
    }

    /// The same with epochs of a second stage.
    private static History second(History first, double... scores) {
        var entries = new ArrayList<>(first.entries());
        for (History.Entry e : Histories.of(scores).entries()) {
            entries.add(new History.Entry(entries.size() + 1, e.loss(), e.terms(), e.weights(), e.telemetry(),
                    e.learningRate(), e.scores(), 0, 1, 2, List.of()));
        }
        return new History(entries);
    }

    @Test
    void what_a_second_stage_did_is_told_with_the_scores() {
        History first = Histories.of(0.1, 0.5, 0.4);
        assertThat(LateStage.outcome(first)).isEmpty();
        assertThat(LateStage.outcome(second(first, 0.6, 0.2))).contains(
                "began after epoch 3 with the weights of epoch 2 (score 0.500); its best is epoch 4 (score 0.600), "
                        + "so it is kept");
        assertThat(LateStage.outcome(second(first, 0.5))).contains(
                "began after epoch 3 with the weights of epoch 2 (score 0.500); its best is epoch 4 (score 0.500), "
                        + "so the weights of the first stage are kept");
        assertThat(new LateStage(Losses.parse("dice + boundary")).text())
                .isEqualTo(
                        "dice + boundary, in the last 20 % of the training, with 0.1 of the learning rate");
    }
}
