package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReorientationTest {
    private static final Shape SHAPE = Shape.of(2, 3, 4); // z, y, x
    private static final Spacing SPACING = new Spacing(3, 2, 1);
    /// x right, y anterior, z superior, first voxel at (10, 20, 30).
    private static final Grid RAS = new Grid(SHAPE, SPACING,
            new Orientation(List.of(1., 0., 0., 10., 0., 2., 0., 20., 0., 0., 3., 30.), 1));

    private static LabelMap random(Grid grid) {
        byte[] labels = new byte[grid.voxels()];
        var random = new SplittableRandom(1);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(5);
        }
        return new LabelMap(grid, 5, labels);
    }

    @Test
    void voxels_stay_where_they_are_in_the_world() {
        // the same block: first axis runs superior to inferior, second right to left, third posterior to anterior
        Grid ila = new Grid(Shape.of(3, 4, 2), new Spacing(2, 1, 3),
                new Orientation(List.of(0., -1., 0., 13., 0., 0., 2., 20., -3., 0., 0., 33.), 1));
        LabelMap labels = random(RAS);
        LabelMap moved = Reorientation.between(RAS, ila, 1e-6).orElseThrow().of(labels);
        for (int z = 0; z < 2; z++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    int there = ila.shape().index(y, 3 - x, 1 - z);
                    assertThat(moved.at(there)).isEqualTo(labels.at(SHAPE.index(z, y, x)));
                }
            }
        }
        assertThat(Reorientation.between(ila, RAS, 1e-6).orElseThrow().of(moved).labels())
                .isEqualTo(labels.labels());
        assertThat(ila.orientation().code()).isEqualTo("ILA");
        assertThat(RAS.orientation().code()).isEqualTo("RAS");
    }

    @Test
    void equal_grids_keep_their_order() {
        LabelMap labels = random(RAS);
        Reorientation same = Reorientation.between(RAS, RAS, 0).orElseThrow();
        assertThat(same.axes()).containsExactly(0, 1, 2);
        assertThat(same.of(labels).labels()).isEqualTo(labels.labels());
        Grid cube = Grid.of(Shape.of(3, 3, 3));
        assertThat(Reorientation.between(cube, cube, 0).orElseThrow().axes()).containsExactly(0, 1, 2);
    }

    @Test
    void another_place_spacing_or_shape_has_no_order() {
        Grid shifted = new Grid(SHAPE, SPACING,
                new Orientation(List.of(1., 0., 0., 10.5, 0., 2., 0., 20., 0., 0., 3., 30.), 1));
        assertThat(Reorientation.between(RAS, shifted, 0.1)).isEmpty();
        assertThat(Reorientation.between(RAS, shifted, 0.6)).isPresent();
        assertThat(Reorientation.between(RAS, Grid.of(SHAPE, new Spacing(3, 2, 1.1)), 0.1)).isEmpty();
        assertThat(Reorientation.between(RAS, Grid.of(Shape.of(2, 3, 5)), 1)).isEmpty();
        assertThat(Reorientation.between(Grid.of(Shape.of(3, 3)), Grid.of(Shape.of(1, 3, 3)), 1)).isEmpty();
    }

    @Test
    void pictures_turn_in_their_plane() {
        Grid wide = Grid.of(Shape.of(2, 3));
        Grid high = new Grid(Shape.of(3, 2), Spacing.UNIT,
                new Orientation(List.of(0., 1., 0., 0., 1., 0., 0., 0., 0., 0., 1., 0.), 0));
        LabelMap turned = Reorientation.between(wide, high, 0).orElseThrow()
                .of(new LabelMap(wide, 7, new byte[]{1, 2, 3, 4, 5, 6}));
        assertThat(turned.labels()).containsExactly(1, 4, 2, 5, 3, 6);
        Volume colours = new Volume(wide, new float[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        assertThat(Reorientation.between(wide, high, 0).orElseThrow().of(colours).values())
                .containsExactly(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12);
    }

    @Test
    void every_orientation_is_reached_and_left_again_without_moving_a_voxel() {
        LabelMap labels = random(RAS);
        for (String code : List.of("LPS", "ASR", "IRP", "SLA", "PIL", "RSA")) {
            Reorientation order = Reorientation.towards(code, RAS).orElseThrow();
            assertThat(order.to().orientation().code()).isEqualTo(code);
            LabelMap moved = order.of(labels);
            assertThat(Reorientation.between(RAS, order.to(), 1e-9).orElseThrow().of(labels).labels())
                    .as(code).isEqualTo(moved.labels());
            assertThat(order.inverse().of(moved).labels()).isEqualTo(labels.labels());
            assertThat(order.inverse().to()).isEqualTo(RAS);
        }
        assertThat(Reorientation.towards("RAS", RAS)).isEmpty();
        assertThat(Reorientation.towards("LPS", Grid.of(Shape.of(3, 4)))).as("a picture").isEmpty();
    }
}
