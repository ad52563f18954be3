package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedCasesTest {
    private static final TargetSpec TARGETS = new TargetSpec(10, Slices.NONE);

    @TempDir
    Path folder;

    @Test
    void what_memory_has_no_room_for_is_mapped_and_gives_the_same_batches() throws IOException {
        for (int i = 0; i < 5; i++) {
            var spacing = new Spacing(i < 3 ? 3 : 1.5, 1, 1);
            Phantom.Scan scan = new Phantom(Grid.of(Shape.of(i < 3 ? 8 : 16, 24, 24), spacing), 2, 0.05, 1)
                    .make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        List<Case> cases = Dataset.open(folder.resolve("data")).cases();
        Plan plan = plan(cases);
        List<Sample> inMemory = prepared(Long.MAX_VALUE).samples(cases, plan, TARGETS, _ -> {});
        assertThat(folder.resolve("cache")).doesNotExist();
        long first = inMemory.getFirst().bytes();
        List<Sample> mapped = prepared(first + 1).samples(cases, plan, TARGETS, _ -> {});
        try (var files = Files.list(folder.resolve("cache"))) {
            assertThat(files).as("two cases fill the room").hasSize(3);
        }
        assertThat(inMemory).allSatisfy(
                s -> assertThat(s.grid().spacing()).isEqualTo(new Spacing(3, 1, 1)));
        Batch one = batch(inMemory, plan);
        Batch other = batch(mapped, plan);
        assertThat(other.images()).isEqualTo(one.images());
        assertThat(other.truth(0).distances()).isEqualTo(one.truth(0).distances());
    }

    private static Plan plan(List<Case> cases) throws IOException {
        return Plan.of(Fingerprint.of(cases, _ -> {}), Slices.NONE, 8);
    }

    private PreparedCases prepared(long room) { return new PreparedCases(folder.resolve("cache"), room); }

    @Test
    void runs_that_share_them_prepare_a_case_once() throws IOException {
        for (int i = 0; i < 3; i++) {
            Phantom.Scan scan = new Phantom(Grid.of(Shape.of(24, 24)), 2, 0.05, 1).make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        List<Case> cases = Dataset.open(folder.resolve("data")).cases();
        Plan plan = plan(cases);
        PreparedCases prepared = prepared(Long.MAX_VALUE);
        List<Sample> first = prepared.samples(cases, plan, TARGETS, _ -> {});
        List<Sample> second = prepared.samples(cases.subList(1, 3), plan, TARGETS, _ -> {});
        assertThat(second.get(0)).isSameAs(first.get(1));
        assertThat(second.get(1)).isSameAs(first.get(2));
        List<Sample> other = prepared.samples(cases, plan, new TargetSpec(5, Slices.NONE), _ -> {});
        assertThat(other.getFirst()).isNotSameAs(first.getFirst());
    }

    private static Batch batch(List<Sample> samples, Plan plan) {
        try (var loader = new Loader(samples, new Patches(plan.patch(), 0.5, Augmentation.NONE), 8, 1, 0,
                1)) {
            return loader.next();
        }
    }

    @Test
    void a_case_that_the_plan_is_not_for_is_named() throws IOException {
        Phantom.Scan scan = new Phantom(Grid.of(Shape.of(24, 24)), 2, 0.05, 1).make(0);
        Volumes.write(folder.resolve("flat/images/p.nii.gz"), scan.image());
        Volumes.write(folder.resolve("flat/labels/p.nii.gz"), scan.labels());
        List<Case> cases = Dataset.open(folder.resolve("flat")).cases();
        for (Plan other : List.of(Plan.of(Shape.of(8, 8, 8), Spacing.UNIT, 1, 2),
                Plan.of(Shape.of(8, 8), Spacing.UNIT, 2, 2))) {
            assertThatThrownBy(() -> prepared(1).samples(cases, other, TARGETS, _ -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("case p is 2-D with 1 channels, but the plan is for ");
            assertThatThrownBy(() -> PreparedCases.watched(cases, other, _ -> {}))
                    .hasMessageContaining("case p is");
        }
    }

    @Test
    void closing_deletes_prepared_cases_and_nothing_else() throws IOException {
        Path cache = folder.resolve("cache");
        prepared(1).close();
        Phantom.Scan scan = new Phantom(Grid.of(Shape.of(24, 24)), 2, 0.05, 1).make(0);
        Volumes.write(folder.resolve("data/images/p.nii.gz"), scan.image());
        Volumes.write(folder.resolve("data/labels/p.nii.gz"), scan.labels());
        List<Case> cases = Dataset.open(folder.resolve("data")).cases();
        PreparedCases prepared = prepared(0);
        prepared.samples(cases, plan(cases), TARGETS, _ -> {});
        Files.writeString(cache.resolve(".p-0000.case.01234567-89ab-cdef-0123-456789abcdef.part"), "killed");
        assertThat(cache).isNotEmptyDirectory();
        prepared.close();
        assertThat(cache).doesNotExist();
        prepared(0).samples(cases, plan(cases), TARGETS, _ -> {});
        Path case1 = Files.writeString(cache.resolve("my.case"), "of a user");
        Path thesis = Files.writeString(Files.createDirectory(cache.resolve("thesis")).resolve("a.tex"), "x");
        prepared(0).close();
        assertThat(cache.toFile().list()).containsExactlyInAnyOrder("my.case", "thesis");
        assertThat(case1).hasContent("of a user");
        assertThat(thesis).hasContent("x");
    }
}
