package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final List<NamedLoss> LOSSES = List.of(NamedLoss.parse("plain = generalizedDice"),
            NamedLoss.parse("both = generalizedDice + 0.1*boundary"));
    private static final Recipe RECIPE = new Recipe().with(new UNet(4, 2)).with(new Recipe.Length(1, 1, 0))
            .threads(1);

    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 10; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
    }

    private static ComparisonResults run(ComparisonPlan contest, Path out, List<ComparisonEvent> events)
            throws IOException {
        return new Comparison(contest, Dataset.open(folder.resolve("data")), Optional.empty(),
                new ComparisonFolder(out), new Budget(0), events::add).run();
    }

    private static List<ComparisonEvent.Run> trained(List<ComparisonEvent> events) {
        return events.stream().filter(ComparisonEvent.Run.class::isInstance)
                .map(ComparisonEvent.Run.class::cast)
                .filter(r -> !r.isDone()).toList();
    }

    @Test
    void losses_begin_with_the_same_weights_and_see_the_same_patches(@TempDir Path out) throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 2, 1);
        run(contest, out, new ArrayList<>());
        var folders = new ComparisonFolder(out);
        for (int seed = 0; seed < 2; seed++) {
            History plain = folders.run(contest, LOSSES.get(0), seed, 0).history();
            History both = folders.run(contest, LOSSES.get(1), seed, 0).history();
            // one step: its region term has seen nothing of the other loss yet
            assertThat(both.entries().getFirst().terms().getFirst())
                    .isEqualTo(plain.entries().getFirst().terms().getFirst());
        }
        assertThat(folders.run(contest, LOSSES.get(0), 0, 0).history().entries().getFirst().loss())
                .isNotEqualTo(
                        folders.run(contest, LOSSES.get(0), 1, 0).history().entries().getFirst().loss());
    }

    @Test
    void what_is_done_is_not_done_again_and_more_seeds_may_be_added(@TempDir Path out) throws IOException {
        ComparisonResults first = run(new ComparisonPlan(RECIPE, LOSSES, 1, 1), out, new ArrayList<>());
        var events = new ArrayList<ComparisonEvent>();
        ComparisonResults again = run(new ComparisonPlan(RECIPE, LOSSES, 1, 1), out, events);
        assertThat(trained(events)).isEmpty();
        assertThat(again).isEqualTo(first);
        events.clear();
        ComparisonResults more = run(new ComparisonPlan(RECIPE, LOSSES, 2, 1), out, events);
        assertThat(trained(events)).extracting(ComparisonEvent.Run::seed).containsExactly(2L, 2L);
        assertThat(more.runs().subList(0, 2)).isEqualTo(first.runs());
    }

    @Test
    void a_run_that_was_killed_before_its_scores_is_scored_without_training(@TempDir Path out)
            throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        ComparisonResults first = run(contest, out, new ArrayList<>());
        Files.delete(
                ComparisonFolder.scoresFile(new ComparisonFolder(out).run(contest, LOSSES.get(1), 0, 0)));
        var events = new ArrayList<ComparisonEvent>();
        assertThat(run(contest, out, events)).isEqualTo(first);
        assertThat(trained(events)).extracting(ComparisonEvent.Run::contender).containsExactly("both");
        assertThat(events).noneMatch(e -> e instanceof ComparisonEvent.Training(var p)
                && p instanceof Progress.Step);
    }

    @Test
    void every_run_keeps_what_thresholds_find_and_is_reported_without_it(@TempDir Path out)
            throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 2);
        ComparisonResults results = run(contest, out, new ArrayList<>());
        for (ComparisonResults.Run run : results.runs()) {
            assertThat(run.curves()).hasSize(5).allSatisfy(curve -> {
                assertThat(curve.points()).hasSize(LesionCurve.THRESHOLDS.size());
                assertThat(results.patients()).containsKey(curve.caseName());
            });
        }
        boolean several = results.runs().stream().flatMap(run -> run.curves().stream())
                .anyMatch(one -> one.lesions() > 1);
        assertThat(several).as("phantoms have several lesions").isTrue();
        assertThat(PairedScores.of(results, RecallAtFalse.METRIC, 1).patients()).isNotEmpty();
        assertThat(results.csv(1)).contains("," + RecallAtFalse.METRIC + ",");
        var folders = new ComparisonFolder(out);
        Files.delete(folders.run(contest, LOSSES.get(1), 0, 0).thresholdsFile());
        Files.delete(folders.run(contest, LOSSES.get(1), 0, 1).thresholdsFile());
        ComparisonResults without = folders.results(contest);
        assertThat(without.csv(1)).doesNotContain(RecallAtFalse.METRIC);
        assertThat(Analysis.of(without).thresholds()).isEmpty();
    }

    @Test
    void post_processing_is_that_of_all_runs(@TempDir Path out) throws IOException {
        var plain = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        var cleaned = plain.post(Optional.of(PostProcessing.parse("smallest=1000000")));
        ComparisonResults results = run(cleaned, out, new ArrayList<>());
        assertThat(results.runs()).allSatisfy(run -> assertThat(run.scores().rows())
                .filteredOn(row -> row.metric().equals("recall")).isNotEmpty()
                .allSatisfy(row -> assertThat(row.value()).contains(0.)));
        assertThat(new ComparisonFolder(out).contest().post()).isEqualTo(cleaned.post());
        assertThatThrownBy(() -> run(plain, out, new ArrayList<>())).isInstanceOf(IOException.class)
                .hasMessageContaining("has other post-processing");
        assertThatThrownBy(() -> run(plain.post(Optional.empty()), out, new ArrayList<>()))
                .hasMessageContaining("has other post-processing");
    }

    @Test
    void every_patient_is_scored_once_over_all_folds(@TempDir Path out) throws IOException {
        ComparisonResults results = run(new ComparisonPlan(RECIPE, LOSSES, 1, 2), out, new ArrayList<>());
        assertThat(results.patients()).hasSize(10);
        PairedScores sheet = PairedScores.of(results, "dice", 1);
        assertThat(sheet.patients()).hasSize(10);
        assertThat(Files.exists(ComparisonFolder.maskFile(
                new ComparisonFolder(out).run(new ComparisonPlan(RECIPE, LOSSES, 1, 2), LOSSES.get(0), 0, 1),
                results.patients().keySet().stream().toList().getLast()))).isTrue();
    }

    @Test
    void a_term_without_weight_changes_no_score_in_any_epoch(@TempDir Path out) throws IOException {
        Recipe longer = RECIPE.with(new Recipe.Length(3, 2, 0));
        List<NamedLoss> same = List.of(NamedLoss.parse("one = dice"),
                NamedLoss.parse("two = dice + 0*boundary:clipMm=5"));
        var contest = new ComparisonPlan(longer, same, 1, 1);
        assertThat(contest.recipe(same.get(1), 0).sampling().augmentation().deformation().share())
                .isPositive();
        run(contest, out, new ArrayList<>());
        var folders = new ComparisonFolder(out);
        History one = folders.run(contest, same.get(0), 0, 0).history();
        History two = folders.run(contest, same.get(1), 0, 0).history();
        for (int e = 0; e < 3; e++) {
            assertThat(two.entries().get(e).loss()).isEqualTo(one.entries().get(e).loss());
            assertThat(two.entries().get(e).scores()).isEqualTo(one.entries().get(e).scores());
        }
    }

    @Test
    void runs_of_other_data_are_not_taken_for_those_of_this(@TempDir Path out) throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        run(contest, out, new ArrayList<>());
        Path other = out.resolve("other-data");
        for (String part : List.of("images", "labels")) {
            Files.createDirectories(other.resolve(part));
            try (var files = Files.list(folder.resolve("data").resolve(part))) {
                for (Path file : files.toList()) {
                    Files.copy(file, other.resolve(part).resolve(file.getFileName()));
                }
            }
        }
        assertThatThrownBy(() -> new Comparison(contest, Dataset.open(other), Optional.empty(),
                new ComparisonFolder(out), new Budget(0), _ -> {}).run()).isInstanceOf(IOException.class)
                .hasMessageContaining("other files");
    }

    @Test
    void a_refusal_leaves_the_contest_as_it_was_and_names_the_setting(@TempDir Path out) throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        run(contest, out, new ArrayList<>());
        assertThatThrownBy(
                () -> run(new ComparisonPlan(RECIPE.epochs(2), LOSSES, 1, 1), out, new ArrayList<>()))
                .isInstanceOf(IOException.class).hasMessageContaining("(epochs: 1, not epochs: 2)");
        assertThat(new ComparisonFolder(out).contest().recipe().length().epochs()).isEqualTo(1);
    }

    @Test
    void a_loss_may_be_added_but_none_that_would_change_the_patches(@TempDir Path out) throws IOException {
        List<NamedLoss> clipped = List.of(NamedLoss.parse("dice"),
                NamedLoss.parse("dice + boundary:clipMm=5"));
        run(new ComparisonPlan(RECIPE, clipped, 1, 1), out, new ArrayList<>());
        var events = new ArrayList<ComparisonEvent>();
        var more = new ArrayList<>(clipped);
        more.add(NamedLoss.parse("focal"));
        assertThat(run(new ComparisonPlan(RECIPE, more, 1, 1), out, events).runs()).hasSize(3);
        assertThat(trained(events)).extracting(ComparisonEvent.Run::contender).containsExactly("focal");
        more.add(NamedLoss.parse("dice + boundary"));
        assertThatThrownBy(() -> run(new ComparisonPlan(RECIPE, more, 1, 1), out, new ArrayList<>()))
                .hasMessageContaining("has deformed patches").hasMessageContaining("give it a clip");
    }

    @Test
    void minutes_are_shared_equally_and_too_few_are_refused(@TempDir Path out) throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        Dataset dataset = Dataset.open(folder.resolve("data"));
        var events = new ArrayList<ComparisonEvent>();
        ComparisonPlan fitted = new Budget(1).fitted(contest, dataset, Optional.empty(),
                new ComparisonFolder(out), events::add);
        assertThat(fitted.recipe().length().epochs()).isGreaterThan(1);
        assertThat(events).anyMatch(ComparisonEvent.Budgeted.class::isInstance);
        assertThat(out).isDirectoryNotContaining("glob:**trial**");
        Path mine = Files.createDirectories(out.resolve("trial/mine"));
        assertThatThrownBy(
                () -> new Budget(0.001).fitted(contest, dataset, Optional.empty(),
                        new ComparisonFolder(out), _ -> {}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("too few for 2 runs");
        assertThat(mine).isDirectory();
    }

    @Test
    void a_second_comparison_in_the_folder_of_one_at_work_is_refused(@TempDir Path out) throws IOException {
        var contest = new ComparisonPlan(RECIPE, LOSSES, 1, 1);
        Dataset dataset = Dataset.open(folder.resolve("data"));
        var refused = new ArrayList<String>();
        ComparisonFolder files = new ComparisonFolder(out);
        new Comparison(contest, dataset, Optional.empty(), files, new Budget(0), event -> {
            if (!(event instanceof ComparisonEvent.Run)) return;
            assertThatThrownBy(() -> run(contest, out, new ArrayList<>())).isInstanceOf(IOException.class)
                    .satisfies(e -> refused.add(String.valueOf(e.getMessage())));
        }).run();
        assertThat(refused).hasSize(2).allMatch(text -> text.startsWith(out + " is in use by process "));
        assertThat(files.results(contest).runs()).hasSize(2);
        assertThatThrownBy(() -> run(contest, folder.resolve("data/images"), new ArrayList<>()))
                .hasMessageContaining("holds inputs");
    }
}
