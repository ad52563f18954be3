package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPlanTest {
    private static ComparisonPlan of(String... losses) {
        return new ComparisonPlan(new Recipe(), Stream.of(losses).map(NamedLoss::parse).toList(), 2, 1);
    }

    @Test
    void a_loss_is_called_by_its_spec_or_by_a_name_before_an_equals_sign() {
        assertThat(NamedLoss.parse("generalizedDice")).isEqualTo(
                new NamedLoss("generalizedDice", new GeneralizedDiceLoss()));
        NamedLoss ramp = NamedLoss
                .parse("the ramp = generalizedDice + ramp:from=0.01,to=0.1*boundary:clipMm=20");
        assertThat(ramp.name()).isEqualTo("the ramp");
        assertThat(ramp.spec()).isEqualTo("generalizedDice + ramp:to=0.1*boundary:clipMm=20.0");
        assertThat(NamedLoss.parse("generalizedDice + boundary:clipMm=20").name())
                .isEqualTo("generalizedDice + boundary:clipMm=20");
        assertThat(NamedLoss.parse("boundary:clipMm = 20").name()).isEqualTo("boundary:clipMm = 20");
        assertThat(ramp.folder()).isEqualTo("the-ramp");
    }

    @Test
    void runs_differ_in_loss_and_seed_alone() {
        ComparisonPlan contest = of("dice", "generalizedDice");
        Recipe second = contest.recipe(contest.contenders().get(1), 1);
        assertThat(second).isEqualTo(new Recipe().with(new GeneralizedDiceLoss()).seed(2));
        assertThat(contest.undeformable()).isEmpty();
        assertThat(contest.runs()).isEqualTo(4);
    }

    @Test
    void where_one_loss_cannot_go_with_deformed_patches_none_has_them() {
        ComparisonPlan contest = of("dice", "endless = dice + 0.01*boundary");
        assertThat(contest.undeformable().orElseThrow()).contains("endless").contains("clipMm");
        assertThat(contest.recipe(contest.contenders().getFirst(), 0).sampling().augmentation().deformation()
                .share())
                .isZero();
    }

    @Test
    void refuses_what_cannot_be_compared() {
        assertThatThrownBy(() -> of("dice")).hasMessageContaining("two losses or more, but there is one");
        assertThatThrownBy(() -> of("dice", "dice")).hasMessage("two losses are named 'dice'");
        assertThatThrownBy(() -> of("a = dice", "b = dice")).hasMessage("two losses are of 'dice'");
        assertThatThrownBy(() -> of("A! = dice", "a = generalizedDice"))
                .hasMessageContaining("names that differ in their letters or digits");
        assertThatThrownBy(
                () -> new ComparisonPlan(new Recipe().minutes(3), of("dice", "lovasz").contenders(), 1, 1))
                .hasMessageContaining("equally many epochs");
        assertThatThrownBy(
                () -> new ComparisonPlan(new Recipe().patience(3), of("dice", "lovasz").contenders(), 1, 1))
                .hasMessageContaining("patience");
        assertThatThrownBy(() -> new ComparisonPlan(new Recipe().asPublished(),
                List.of(NamedLoss.parse("a = boundary"),
                        NamedLoss.parse("b = boundary:reference=true,zeroLevel=REFERENCE_TRUNCATED")),
                1, 1))
                .hasMessageContaining("two losses are of");
    }

    @Test
    void a_contest_is_read_back_as_it_was_written(@TempDir Path folder) throws IOException {
        ComparisonPlan contest = of("plain = generalizedDice", "generalizedDice + 0.01*boundary:clipMm=20.0")
                .epochs(7);
        Path file = folder.resolve("comparison.yaml");
        Files.writeString(file, ComparisonPlanFile.text(contest));
        assertThat(ComparisonPlanFile.read(file).contenders()).isEqualTo(contest.contenders());
        assertThat(ComparisonPlanFile.read(file).seeds()).isEqualTo(2);
        assertThat(ComparisonPlanFile.read(file).post()).contains(PostProcessing.NONE);
        for (String text : List.of("auto", "none", "smallest=10,fill")) {
            ComparisonPlan other = contest.post(ComparisonPlanFile.post(text));
            Files.writeString(file, ComparisonPlanFile.text(other));
            assertThat(ComparisonPlanFile.read(file).post()).isEqualTo(other.post());
        }
        Files.writeString(file,
                ComparisonPlanFile.text(contest).replace("post: \"none\"", "post: \"smalest=10\""));
        assertThatThrownBy(() -> ComparisonPlanFile.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("smalest");
        Files.writeString(file, ComparisonPlanFile.text(contest));
        assertThat(ComparisonPlanFile.read(file).recipe())
                .isEqualTo(contest.recipe().with(new GeneralizedDiceLoss()));
    }

    @Test
    void each_loss_has_a_second_stage_of_its_own_or_none(@TempDir Path folder) throws IOException {
        ComparisonPlan contest = of("plain = generalizedDice",
                "generalizedDice then:rate=0.5 generalizedDice + 0.01*boundary:clipMm=20.0").epochs(7);
        NamedLoss late = contest.contenders().getLast();
        assertThat(late.name()).isEqualTo(late.spec()).contains(" then:rate=0.5 ");
        assertThat(late.folder()).startsWith("generalizeddice-then-rate-0.5-generalizeddice");
        assertThat(contest.recipe(late, 0).then().orElseThrow().rate()).isEqualTo(0.5);
        assertThat(contest.recipe(contest.contenders().getFirst(), 0).then()).isEmpty();
        assertThat(contest.leastEpochs()).isEqualTo(2);
        assertThat(of("dice", "lovasz").leastEpochs()).isEqualTo(1);
        assertThat(of("dice", "dice then dice + 0.01*boundary").undeformable()).isPresent();
        assertThatThrownBy(() -> contest.epochs(1)).hasMessageContaining("at least two epochs");
        Path file = Files.writeString(folder.resolve("comparison.yaml"), ComparisonPlanFile.text(contest));
        assertThat(file).content().doesNotContain("then:\n");
        assertThat(ComparisonPlanFile.read(file).contenders()).isEqualTo(contest.contenders());
    }

    @Test
    void a_second_stage_for_all_losses_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"),
                "losses: {a: dice, b: lovasz}\nthen: {loss: focal}\n");
        assertThatThrownBy(() -> ComparisonPlanFile.extra(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("x.yaml").hasMessageContaining("write 'LOSS then focal'");
    }

    @Test
    void a_wrong_loss_or_number_names_the_file(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "losses:\n  a: dise\n");
        assertThatThrownBy(() -> ComparisonPlanFile.extra(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("x.yaml").hasMessageContaining("dice");
        Path seeds = Files.writeString(folder.resolve("y.yaml"), "seeds: many\n");
        assertThatThrownBy(() -> ComparisonPlanFile.extra(seeds)).isInstanceOf(IOException.class)
                .hasMessageContaining("\"seeds\" is a whole number");
        assertThat(ComparisonPlanFile.extra(Files.writeString(folder.resolve("z.yaml"), "folds: 5\n"))
                .contenders())
                .isEqualTo(List.of());
    }
}
