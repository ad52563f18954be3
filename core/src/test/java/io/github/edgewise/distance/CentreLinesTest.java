package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CentreLinesTest {

    private static String[] art(LabelMap labels) {
        byte[] lines = CentreLines.of(labels);
        Shape s = labels.grid().shape();
        String[] rows = new String[s.height()];
        for (int y = 0; y < rows.length; y++) {
            var row = new StringBuilder();
            for (int x = 0; x < s.width(); x++) {
                row.append(lines[y * s.width() + x] == 1 ? '#' : '.');
            }
            rows[y] = row.toString();
        }
        return rows;
    }

    @Test
    void are_the_ball_of_two_spacings_around_a_dot() {
        LabelMap dot = Masks.of(".......", ".......", ".......", "...#...", ".......", ".......", ".......");
        assertThat(art(dot)).containsExactly(
                ".......",
                "...#...",
                "..###..",
                ".#####.",
                "..###..",
                "...#...",
                ".......");
    }

    @Test
    void are_measured_in_mm() {
        LabelMap dot = Masks.of(".......", ".......", "...#...", ".......", ".......");
        assertThat(art(dot.on(dot.grid().with(Spacing.of(1.9, 1))))).containsExactly(
                ".......",
                "...#...",
                ".#####.",
                "...#...",
                ".......");
        // 2 x 0.001 mm; the spacing along z has no effect on an image
        assertThat(art(dot.on(dot.grid().with(new Spacing(1e-6, 0.002, 0.001))))).containsExactly(
                ".......",
                "...#...",
                ".#####.",
                "...#...",
                ".......");
    }

    @Test
    void a_volume_of_one_slice_does_not_look_at_the_distance_of_slices() {
        LabelMap flat = new LabelMap(Grid.of(Shape.of(1, 1, 5), new Spacing(0.1, 0.1, 1)), 2,
                new byte[]{0, 0, 1, 0, 0});
        assertThat(CentreLines.of(flat)).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void join_all_classes_and_are_empty_without_foreground() {
        LabelMap touching = Masks.of("11112222", "11112222", "11112222");
        LabelMap one = Masks.of("11111111", "11111111", "11111111");
        assertThat(CentreLines.of(touching)).isEqualTo(CentreLines.of(one));
        assertThat(CentreLines.of(Masks.of("....", "...."))).containsOnly(0);
    }

    @Test
    void equal_all_voxels_near_the_skeleton() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 200; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 3, random);
            boolean[] mask = new boolean[grid.voxels()];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = labels.at(i) != 0;
            }
            boolean[] skeleton = Skeleton.of(grid, mask);
            byte[] lines = CentreLines.of(labels);
            Shape s = grid.shape();
            Spacing w = grid.spacing();
            double finest = s.voxels() == 1 ? 1 : Double.POSITIVE_INFINITY;
            if (s.depth() > 1) finest = Math.min(finest, w.z());
            if (s.height() > 1) finest = Math.min(finest, w.y());
            if (s.width() > 1) finest = Math.min(finest, w.x());
            for (int i = 0; i < lines.length; i++) {
                boolean isNear = false;
                for (int j = 0; j < lines.length && !isNear; j++) {
                    if (!skeleton[j]) continue;
                    double x = (i % s.width() - j % s.width()) * w.x();
                    double y = (i / s.width() % s.height() - j / s.width() % s.height()) * w.y();
                    double z = (i / s.width() / s.height() - j / s.width() / s.height()) * w.z();
                    isNear = Math.sqrt(x * x + y * y + z * z) <= 2 * finest * (1 + 1e-9);
                }
                assertThat(lines[i] == 1).as("trial " + trial + ", voxel " + i).isEqualTo(isNear);
            }
        }
    }
}
