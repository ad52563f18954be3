package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PatchOrderTest {
    /// A case of 4 x 4 pixels that has one of every class named.
    private static Sample with(int... classes) {
        Grid grid = Grid.of(Shape.of(4, 4));
        byte[] labels = new byte[16];
        for (int i = 0; i < classes.length; i++) {
            labels[i] = (byte) classes[i];
        }
        return new Sample("case", new Volume(grid, new float[16]), new LabelMap(grid, 4, labels),
                TargetSpec.LABELS);
    }

    private static List<PatchOrder.Draw> first(int n, PatchOrder draws) {
        return LongStream.range(0, n).mapToObj(draws::at).toList();
    }

    private static int aimed(List<PatchOrder.Draw> draws) {
        return (int) draws.stream().filter(d -> d.aim() > 0).count();
    }

    @Test
    void every_batch_has_its_share_of_aimed_patches() {
        for (double share : new double[]{0, 1 / 3., 0.5, 0.7, 1}) {
            List<PatchOrder.Draw> draws = first(1000, new PatchOrder(List.of(with(1), with(1)), share, 5));
            for (int size : new int[]{1, 2, 3, 8}) {
                for (int from = 0; from + size <= 1000; from++) {
                    assertThat(aimed(draws.subList(from, from + size)))
                            .isBetween((int) Math.floor(share * size), (int) Math.ceil(share * size));
                }
            }
        }
        List<PatchOrder.Draw> halves = first(800, new PatchOrder(List.of(with(1)), 0.5, 5));
        for (int from = 0; from < 800; from += 8) {
            assertThat(aimed(halves.subList(from, from + 8))).isEqualTo(4);
        }
    }

    @Test
    void every_class_has_its_turn_however_rare_it_is() {
        List<Sample> samples = IntStream.range(0, 50)
                .mapToObj(i -> i == 17 ? with(1, 3) : i % 2 == 0 ? with(1, 2) : with(1)).toList();
        List<PatchOrder.Draw> draws = first(600, new PatchOrder(samples, 0.5, 2));
        for (int k = 1; k < 4; k++) {
            int number = k;
            assertThat(draws.stream().filter(d -> d.aim() == number)).hasSize(100);
        }
        assertThat(draws.stream().filter(d -> d.aim() == 3).map(PatchOrder.Draw::sample)).containsOnly(17);
        assertThat(draws.stream().filter(d -> d.aim() > 0))
                .allMatch(d -> samples.get(d.sample()).members(d.aim()) > 0);
    }

    @Test
    void every_case_has_its_turn_in_the_draws_from_anywhere_and_in_those_of_its_classes() {
        List<Sample> samples = IntStream.range(0, 5).mapToObj(i -> i == 4 ? with() : with(1)).toList();
        List<PatchOrder.Draw> draws = first(40, new PatchOrder(samples, 0.5, 3));
        for (int i = 0; i < 5; i++) {
            int number = i;
            List<PatchOrder.Draw> own = draws.stream().filter(d -> d.sample() == number).toList();
            assertThat(own.size() - aimed(own)).as("anywhere").isEqualTo(4);
            assertThat(aimed(own)).as("aimed").isEqualTo(i == 4 ? 0 : 5);
        }
        List<PatchOrder.Draw> anywhere = draws.stream().filter(d -> d.aim() == 0).toList();
        assertThat(anywhere.subList(0, 5)).as("another order every round")
                .isNotEqualTo(anywhere.subList(5, 10));
    }

    @Test
    void without_foreground_nothing_is_aimed_at() {
        assertThat(aimed(first(20, new PatchOrder(List.of(with(), with()), 1, 3)))).isZero();
    }

    @Test
    void one_pass_takes_every_slice_of_every_case_once() {
        List<Sample> samples = IntStream.of(2, 7, 1).mapToObj(depth -> {
            Grid grid = Grid.of(Shape.of(depth, 4, 4));
            return new Sample("volume", new Volume(grid, new float[16 * depth]),
                    new LabelMap(grid, 2, new byte[16 * depth]),
                    new TargetSpec(0, Slices.MAP_OF_SLICE));
        }).toList();
        assertThat(samples.stream().mapToInt(Sample::draws).sum()).isEqualTo(10);
        List<PatchOrder.Draw> draws = first(30, new PatchOrder(samples, 0, 4));
        for (int pass = 0; pass < 3; pass++) {
            assertThat(draws.subList(10 * pass, 10 * pass + 10)).doesNotHaveDuplicates()
                    .contains(new PatchOrder.Draw(1, 0, 6), new PatchOrder.Draw(2, 0, 0))
                    .allMatch(d -> d.slice() >= 0 && d.slice() < samples.get(d.sample()).draws());
        }
        assertThat(draws.subList(0, 10)).isNotEqualTo(draws.subList(10, 20));
    }

    @Test
    void a_patch_is_of_the_slice_that_was_drawn() {
        Grid grid = Grid.of(Shape.of(5, 4, 4));
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.floorDiv(i, 16);
        }
        var sample = new Sample("volume", new Volume(grid, values),
                new LabelMap(grid, 2, new byte[grid.voxels()]), new TargetSpec(0, Slices.MAP_OF_SLICE));
        var patches = new Patches(Shape.of(4, 4), 0, Augmentation.NONE);
        for (int z = 0; z < 5; z++) {
            var batch = new Batch(1, 1, 2, Shape.of(4, 4), sample.supervision());
            patches.cut(sample, new PatchOrder.Draw(0, 0, z), batch, 0, new SplittableRandom(9));
            assertThat(batch.images()).containsOnly(z);
        }
        assertThat(first(3, new PatchOrder(List.of(with(1)), 0, 4)))
                .containsOnly(new PatchOrder.Draw(0, 0, -1));
    }
}
