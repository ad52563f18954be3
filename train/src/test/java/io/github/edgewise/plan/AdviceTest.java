package io.github.edgewise.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static List<Advice> ofPhantoms(Phantom phantom) {
        var objects = new ArrayList<ObjectSummary.OfCase>();
        for (int i = 0; i < 6; i++) {
            objects.addAll(ObjectSummary.OfCase.of(phantom.make(i).labels()));
        }
        return Advice.of(List.of(ObjectSummary.of(1, objects)));
    }

    @Test
    void many_small_lesions_and_vessels_have_advice_and_few_larger_lesions_none() {
        Phantom usual = Phantom.of(2, 1);
        assertThat(ofPhantoms(new Phantom(usual.grid(), 2, 0.003, 1))).singleElement()
                .satisfies(one -> assertThat(one.loss()).startsWith("perComponent("));
        assertThat(ofPhantoms(Phantom.of(Phantom.Kind.VESSELS, 2, 1))).singleElement()
                .satisfies(one -> assertThat(one.reason()).startsWith("class 1: long and thin"));
        assertThat(ofPhantoms(Phantom.of(Phantom.Kind.STROKE, 3, 1))).isEmpty();
        assertThat(Advice.of(List.of(new ObjectSummary(1, 144, 20, 297, 3, 0)))).as("nuclei").singleElement()
                .satisfies(one -> assertThat(one.loss()).contains("*boundary:clipMm=20"));
    }

    @Test
    void classes_of_one_kind_are_named_together() {
        List<Advice> advice = Advice.of(List.of(new ObjectSummary(1, 9, 5, 20, 1, 0),
                new ObjectSummary(2, 9, 1, 5000, 100, 0), new ObjectSummary(3, 9, 7, 12, 2, 0),
                new ObjectSummary(4, 0, 0, 0, 0, 1)));
        assertThat(advice).hasSize(2);
        assertThat(advice.getFirst().reason()).startsWith("classes 1, 3: many small objects");
        assertThat(advice.getLast().reason()).startsWith("class 2: long and thin");
        assertThat(Advice.options(advice))
                .startsWith("--loss 'plain = generalizedDice + crossEntropy' --loss '");
    }

    @Test
    void every_advice_is_a_loss_and_has_a_page() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("docs"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        List<Advice> all = Advice.of(List.of(new ObjectSummary(1, 9, 5, 20, 1, 0),
                new ObjectSummary(2, 9, 1, 5000, 100, 0), new ObjectSummary(3, 9, 20, 297, 2, 0)));
        assertThat(all).hasSize(3);
        for (Advice one : all) {
            assertThat(Losses.text(Losses.parse(one.loss()))).isNotEmpty();
            assertThat(root.resolve("docs").resolve(one.page())).exists();
        }
        assertThat(Losses.text(new Recipe().loss())).isEqualTo(Advice.PLAIN);
    }
}
