package io.github.edgewise.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation.Axes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlanTest {
    /// A case with a box of class 1 in the middle; noise around 100.
    private static Fingerprint.CaseSummary look(Shape shape, Spacing spacing) {
        return look(shape, spacing, 100, 0);
    }

    /// @param rim voxels at every border of the first and last rows that are exactly 0
    private static Fingerprint.CaseSummary look(Shape shape, Spacing spacing, double level, int rim) {
        Grid grid = Grid.of(shape, spacing);
        var random = new SplittableRandom(1);
        float[] values = new float[grid.voxels()];
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            int y = i / shape.width() % shape.height();
            boolean isEmpty = y < rim || y >= shape.height() - rim;
            values[i] = isEmpty ? 0 : (float) (level + random.nextDouble());
            if (!isEmpty && y == shape.height() / 2) labels[i] = 1;
        }
        return Fingerprint.CaseSummary.at("case", new Volume(grid, values), new LabelMap(grid, 2, labels));
    }

    private static Plan plan(Fingerprint.CaseSummary... looks) {
        return Plan.of(new Fingerprint(List.of(looks)), Slices.AUTO, 0);
    }

    private static Plan plan(Shape median) { return plan(look(median, Spacing.UNIT)); }

    @Test
    void the_patch_is_the_median_image_rounded_up_and_cut_to_what_a_laptop_can_do() {
        assertThat(plan(Shape.of(35, 50, 36)).patch()).isEqualTo(Shape.of(40, 56, 40));
        assertThat(plan(Shape.of(960, 999)).patch()).isEqualTo(Shape.of(128, 128));
        assertThat(plan(Shape.of(60, 200, 200)).patch().voxels()).isBetween(40_000, 90_000);
        assertThat(plan(Shape.of(3, 3)).patch()).isEqualTo(Shape.of(3, 3));
        Plan flat = plan(Shape.of(50, 40));
        assertThat(flat.batch()).isEqualTo(8);
        assertThat(flat.patch()).isEqualTo(Shape.of(56, 40));
        assertThat(Levels.stride(flat.levels())).isEqualTo(new Size(1, 8, 8));
    }

    @Test
    void every_patch_is_made_of_whole_coarsest_voxels() {
        var random = new SplittableRandom(4);
        for (int i = 0; i < 300; i++) {
            Shape median = random.nextBoolean()
                    ? Shape.of(1 + random.nextInt(600), 1 + random.nextInt(600))
                    : Shape.of(1 + random.nextInt(200), 1 + random.nextInt(300), 1 + random.nextInt(300));
            var spacing = new Spacing(0.5 + 6 * random.nextDouble(), 0.5 + random.nextDouble(),
                    0.5 + random.nextDouble());
            int most = median.axes() == 2 ? 128 * 128 : 90_000;
            Shape patch = Plan.patch(median, spacing, most);
            assertThat(patch.voxels()).as(median + " at " + spacing).isLessThanOrEqualTo(most);
            assertThat(Levels.stride(Levels.within(patch, spacing)).divides(patch)).isTrue();
            assertThat(patch.height()).isGreaterThanOrEqualTo(Math.min(median.height(), 16));
        }
    }

    @Test
    void equal_spacings_are_left_alone_and_mixed_ones_come_to_the_median() {
        Shape s = Shape.of(10, 20, 20);
        var mm = new Spacing(2, 1, 1);
        Plan same = plan(look(s, mm), look(s, new Spacing(2.1, 1.05, 1)));
        assertThat(same.preparation().resampling()).isEqualTo(Axes.NONE);
        Plan mixed = plan(look(s, mm), look(s, mm), look(s, new Spacing(1, 0.5, 0.5)));
        assertThat(mixed.preparation().resampling()).isEqualTo(Axes.ALL);
        assertThat(mixed.spacing()).isEqualTo(mm);
        Plan flat = plan(look(Shape.of(20, 20), Spacing.of(1, 1)), look(Shape.of(20, 20), Spacing.of(2, 2)));
        assertThat(flat.preparation().resampling()).isEqualTo(Axes.IN_PLANE);
        assertThat(flat.spacing()).isEqualTo(Spacing.UNIT);
    }

    @Test
    void slices_far_apart_come_to_the_tenth_percentile_of_their_distance() {
        Shape s = Shape.of(12, 20, 20);
        var looks = new ArrayList<Fingerprint.CaseSummary>();
        for (int i = 1; i <= 11; i++) {
            looks.add(look(s, new Spacing(i, 1, 1)));
        }
        Plan plan = Plan.of(new Fingerprint(looks), Slices.AUTO, 0);
        assertThat(plan.spacing()).isEqualTo(new Spacing(2, 1, 1));
        assertThat(plan.preparation().resampling()).isEqualTo(Axes.ALL);
    }

    @Test
    void a_recipe_may_have_slices_resized_whole_and_values_from_0_to_1() {
        var looks = new Fingerprint(List.of(look(Shape.of(10, 300, 200), new Spacing(8, 1, 2), 0, 60)));
        var images = new Images(256, Images.Values.RANGE);
        Plan plan = Plan.of(looks, Slices.MAP_OF_SLICE, 3, images);
        assertThat(plan.patch()).isEqualTo(Shape.of(256, 256));
        assertThat(plan.batch()).isEqualTo(3);
        assertThat(plan.preparation().size()).isEqualTo(256);
        assertThat(plan.preparation().crops()).isFalse();
        assertThat(plan.preparation().channels()).containsExactly(Normalisation.RANGE);
        assertThat(plan.spacing()).isEqualTo(new Spacing(8, 300. / 256, 2 * 200. / 256));
        assertThat(Plan.of(looks, Slices.MAP_OF_SLICE, 0).preparation().crops()).isTrue();
        assertThat(Plan.of(looks, Slices.NONE, 0, images).patch().axes()).isEqualTo(3);
        assertThat(Plan.of(looks, Slices.MAP_OF_SLICE, 0, new Images(250, Images.Values.AUTO)).patch())
                .as("a multiple of what the levels halve").isEqualTo(Shape.of(256, 256));
    }

    @Test
    void volumes_of_few_slices_are_trained_on_slice_by_slice() {
        Plan thin = plan(Shape.of(4, 64, 64));
        assertThat(thin.slices()).isEqualTo(Slices.MAP_OF_VOLUME);
        assertThat(thin.patch()).isEqualTo(Shape.of(64, 64));
        assertThat(plan(Shape.of(12, 64, 64)).slices()).isEqualTo(Slices.NONE);
        var few = new Fingerprint(List.of(look(Shape.of(4, 64, 64), Spacing.UNIT)));
        assertThat(Plan.of(few, Slices.NONE, 0).patch()).isEqualTo(Shape.of(4, 64, 64));
    }

    @Test
    void ct_is_known_by_its_values_and_cut_images_by_their_zeros() {
        Shape s = Shape.of(20, 20);
        Normalisation ct = plan(look(s, Spacing.UNIT, -700, 0)).preparation().channels().getFirst();
        assertThat(ct.of()).isEqualTo(Normalisation.Of.DATA_SET);
        assertThat(ct.mean()).isCloseTo(-699.5, within(0.2));
        assertThat(ct.low()).isBetween(-700., -699.9);
        Plan cut = plan(look(s, Spacing.UNIT, 100, 4));
        assertThat(cut.preparation().channels()).containsExactly(Normalisation.NONZERO);
        assertThat(cut.preparation().crops()).isTrue();
        assertThat(cut.patch()).as("12 rows and one around them").isEqualTo(Shape.of(14, 20));
        Plan whole = plan(look(s, Spacing.UNIT));
        assertThat(whole.preparation().channels()).containsExactly(Normalisation.IMAGE);
        assertThat(whole.preparation().crops()).isFalse();
    }

    @Test
    void the_fingerprint_counts_classes_and_names_a_case_unlike_the_others() {
        var f = new Fingerprint(List.of(look(Shape.of(20, 20), Spacing.UNIT),
                look(Shape.of(20, 30), Spacing.UNIT), look(Shape.of(10, 20), Spacing.UNIT)));
        assertThat(f.classes()).isEqualTo(2);
        assertThat(f.casesWith(1)).isEqualTo(3);
        assertThat(f.share(1)).isCloseTo(70. / 1200, within(1e-12));
        assertThat(f.foreground()).isCloseTo(70. / 1200, within(1e-12));
        assertThat(f.median()).isEqualTo(Shape.of(20, 20));
        assertThatThrownBy(() -> new Fingerprint(List.of())).hasMessageContaining("at least one case");
        assertThatThrownBy(() -> new Fingerprint(List.of(look(Shape.of(20, 20), Spacing.UNIT),
                look(Shape.of(2, 20, 20), Spacing.UNIT)))).hasMessageContaining("equally many axes");
    }

    @Test
    void grey_pictures_among_colour_ones_count_as_colour() {
        Grid grid = Grid.of(Shape.of(4, 4));
        var none = new LabelMap(grid, 2, new byte[16]);
        float[] ramp = new float[16];
        for (int i = 0; i < 16; i++) {
            ramp[i] = i;
        }
        var grey = new Volume(grid, ramp);
        var colour = new Volume(grid, new float[48]);
        Plan plan = Plan.of(new Fingerprint(List.of(Fingerprint.CaseSummary.at("grey", grey, none),
                Fingerprint.CaseSummary.at("colour", colour, none))), Slices.AUTO, 0);
        assertThat(plan.channels()).isEqualTo(3);
        Volume seen = plan.preparation().prepare(grey).image();
        assertThat(seen.channels()).isEqualTo(3);
        assertThat(seen.at(0, 0, 3, 3)).isEqualTo(seen.at(2, 0, 3, 3)).isPositive();
        var two = new Volume(grid, new float[32]);
        assertThatThrownBy(() -> new Fingerprint(List.of(Fingerprint.CaseSummary.at("grey", grey, none),
                Fingerprint.CaseSummary.at("two", two, none)))).hasMessageContaining("two has 2");
    }

    @Test
    void a_plan_that_does_not_fit_itself_is_refused() {
        Plan plan = plan(Shape.of(64, 64));
        assertThatThrownBy(() -> new Plan(1, 2, Slices.NONE, plan.preparation(), Shape.of(60, 60), 8,
                plan.levels(), Mirrors.ALL, 0)).hasMessageContaining("60 x 60 voxels is not a multiple");
        assertThatThrownBy(() -> new Plan(2, 2, Slices.NONE, plan.preparation(), plan.patch(), 8,
                plan.levels(), Mirrors.ALL, 0))
                .hasMessageContaining("2 channels need as many normalisations");
        assertThatThrownBy(() -> plan.batch(0)).hasMessageContaining("a batch");
        var even = List.of(new Level(Size.ONE, new Size(1, 2, 3)));
        assertThatThrownBy(() -> new Plan(1, 2, Slices.NONE, plan.preparation(), plan.patch(), 8, even,
                Mirrors.ALL, 0)).hasMessageContaining("kernels must be odd");
        var late = List.of(new Level(new Size(1, 2, 2), new Size(1, 3, 3)));
        assertThatThrownBy(() -> new Plan(1, 2, Slices.NONE, plan.preparation(), plan.patch(), 8, late,
                Mirrors.ALL, 0)).hasMessageContaining("the first level is that of the image");
        assertThat(plan.classes(5).classes()).isEqualTo(5);
        assertThat(plan.classes(1).classes()).isEqualTo(2);
    }

    @Test
    void images_are_resized_to_at_least_eight_rows() {
        assertThatThrownBy(() -> new Images(7, Images.Values.AUTO)).hasMessageContaining("size is 7");
    }
}
