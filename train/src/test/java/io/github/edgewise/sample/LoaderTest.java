package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoaderTest {
    private static final Patches PATCHES = new Patches(Shape.of(8, 8), 0.5,
            new Augmentation(true, true, new Deformation(0.5, 20, 0.2, 0.1), Intensity.USUAL));

    private static Sample sample(int seed, TargetSpec supervision) {
        var random = new SplittableRandom(seed);
        Grid grid = Grid.of(Shape.of(20 + seed, 20));
        byte[] labels = new byte[grid.voxels()];
        float[] image = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) Math.max(0, random.nextInt(12) - 9);
            image[i] = random.nextFloat();
        }
        return new Sample("s" + seed, new Volume(grid, image), new LabelMap(grid, 3, labels), supervision);
    }

    private static List<Sample> samples() {
        return IntStream.range(0, 3).mapToObj(i -> sample(i, new TargetSpec(5, Slices.NONE))).toList();
    }

    private static void assertSame(Batch one, Batch other) {
        assertThat(one.images()).isEqualTo(other.images());
        assertThat(one.truth(0).labels()).isEqualTo(other.truth(0).labels());
        assertThat(one.truth(0).distances()).isEqualTo(other.truth(0).distances());
    }

    @Test
    void a_batch_depends_on_its_number_alone() {
        try (var early = new Loader(samples(), PATCHES, 3, 9, 0, 1);
                var late = new Loader(samples(), PATCHES, 3, 9, 4, 1)) {
            for (int n = 0; n < 4; n++) {
                early.next();
            }
            Batch fifth = early.next();
            assertSame(late.next(), fifth);
            assertThat(late.next().images()).isNotEqualTo(fifth.images());
        }
    }

    @Test
    void several_threads_make_the_batches_of_one() {
        try (var one = new Loader(samples(), PATCHES, 3, 9, 0, 1);
                var four = new Loader(samples(), PATCHES, 3, 9, 0, 4)) {
            for (int n = 0; n < 40; n++) {
                assertSame(four.next(), one.next());
            }
        }
    }

    @Test
    void half_of_every_batch_holds_the_class_whose_turn_it_is() {
        var apart = new Patches(Shape.of(4, 4), 0.5, Augmentation.NONE);
        Grid grid = Grid.of(Shape.of(64, 64));
        List<Sample> dots = IntStream.range(0, 4).mapToObj(i -> {
            byte[] labels = new byte[grid.voxels()];
            labels[grid.shape().index(0, 10 + i, 50)] = (byte) (i == 0 ? 2 : 1);
            return new Sample("dot", new Volume(grid, new float[labels.length]),
                    new LabelMap(grid, 3, labels), TargetSpec.LABELS);
        }).toList();
        try (var loader = new Loader(dots, apart, 4, 9, 0, 2)) {
            for (int n = 0; n < 50; n++) {
                byte[] labels = loader.next().truth(0).labels();
                for (byte k = 1; k <= 2; k++) {
                    assertThat(labels).as("batch " + n).contains(k);
                }
            }
        }
    }

    @Test
    void waiting_for_a_batch_is_measured() {
        try (var loader = new Loader(samples(), PATCHES, 3, 9, 0, 1)) {
            assertThat(loader.waitedSeconds()).isZero();
            loader.next();
            double first = loader.waitedSeconds();
            loader.next();
            assertThat(loader.waitedSeconds()).isGreaterThan(first);
        }
    }

    @Test
    void what_goes_wrong_in_a_loader_thread_is_thrown_by_next() {
        List<Sample> coarse = List
                .of(sample(1, new TargetSpec(5, Slices.NONE, TargetSpec.halved(5, false))));
        try (var loader = new Loader(coarse, PATCHES, 3, 9, 0, 2)) {
            for (int n = 0; n < 2; n++) {
                assertThatThrownBy(loader::next).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("8 x 8 voxels cannot be divided by 1x16x16");
            }
        }
    }

    @Test
    void a_loader_needs_a_case_and_a_thread() {
        assertThatThrownBy(() -> new Loader(List.of(), PATCHES, 3, 9, 0, 1))
                .hasMessageContaining("at least one case");
        assertThatThrownBy(() -> new Loader(samples(), PATCHES, 3, 9, 0, 0))
                .hasMessageContaining("at least one thread");
    }
}
