package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnshearingTest {
    /// 1 x 1 x 5 mm with 20 degrees of gantry tilt.
    private static final double TILT = 5 * Math.tan(Math.toRadians(20));
    private static final Grid TILTED = sheared(Shape.of(12, 24, 24), 1., 0., 0., 3., 0., 1., TILT, -7., 0.,
            0.,
            5., 11.);

    private static Grid sheared(Shape shape, Double... affine) {
        var orientation = new Orientation(List.of(affine), 1);
        return new Grid(shape,
                new Spacing(orientation.stepMm(2), orientation.stepMm(1), orientation.stepMm(0)),
                orientation);
    }

    /// Every axis leans, and the first is turned: no angle is right.
    private static Grid leaning() {
        return sheared(Shape.of(5, 7, 9), 0.8, -0.3, 0.9, 1., 0.1, 1.1, -1.2, 2., -0.2, 0.25, 3., 3.);
    }

    private static LabelMap ball(Grid grid, int radius) {
        Shape s = grid.shape();
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int x = i % s.width() - s.width() / 2;
            int y = i / s.width() % s.height() - s.height() / 2;
            int z = i / s.width() / s.height() - s.depth() / 2;
            labels[i] = (byte) (x * x + y * y + z * z <= radius * radius ? 1 : 0);
        }
        return new LabelMap(grid, 2, labels);
    }

    private static double[] mm(Grid grid, double x, double y, double z) {
        Orientation o = grid.orientation();
        return new double[]{o.mm(0, x, y, z), o.mm(1, x, y, z), o.mm(2, x, y, z)};
    }

    private static double[] mm(Grid grid, int i) {
        Shape s = grid.shape();
        int slice = i / (s.width() * s.height());
        return mm(grid, i % s.width(), i / s.width() % s.height(), slice);
    }

    private static double apart(double[] a, double[] b) {
        return Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
                + (a[2] - b[2]) * (a[2] - b[2]));
    }

    @Test
    void the_angle_of_a_shear_is_measured() {
        assertThat(TILTED.shearDegrees()).isCloseTo(20, within(1e-9));
        assertThat(TILTED.isSheared()).isTrue();
        Grid oblique = sheared(Shape.of(3, 3, 3), 0.6, -0.8, 0., 0., 0.8, 0.6, 0., 0., 0., 0., 2., 0.);
        assertThat(oblique.shearDegrees()).isCloseTo(0, within(1e-6));
        assertThat(oblique.isSheared()).isFalse();
        Grid rounded = sheared(Shape.of(3, 3, 3), 0.612, -0.791, 0.003, 0., 0.79, 0.612, 0.001, 0., 0.001,
                0.004, 2., 0.);
        assertThat(rounded.isSheared()).isFalse();
        Grid oneSlice = new Grid(Shape.of(1, 24, 24), TILTED.spacing(), TILTED.orientation());
        assertThat(oneSlice.isSheared()).isFalse();
        assertThat(Grid.of(Shape.of(4, 4)).isSheared()).isFalse();
    }

    @Test
    void the_new_grid_has_right_angles_and_encloses_the_old_one() {
        for (Grid grid : List.of(TILTED, leaning())) {
            Grid to = Unshearing.of(grid).to();
            assertThat(to.shearDegrees()).isCloseTo(0, within(1e-5));
            assertThat(to.spacing().z()).isCloseTo(to.orientation().stepMm(2), within(1e-12));
            double[] w = {to.spacing().x(), to.spacing().y(), to.spacing().z()};
            int[] n = {to.shape().width(), to.shape().height(), to.shape().depth()};
            for (int i = 0; i < grid.voxels(); i++) {
                double[] place = mm(grid, i);
                double[] first = mm(to, 0, 0, 0);
                for (int axis = 0; axis < 3; axis++) {
                    double[] step = mm(to, axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
                    double along = 0;
                    for (int k = 0; k < 3; k++) {
                        along += (place[k] - first[k]) * (step[k] - first[k]) / w[axis] / w[axis];
                    }
                    assertThat(along).isBetween(-1e-5, n[axis] - 1 + 1e-5);
                }
            }
        }
        assertThat(Unshearing.of(TILTED).to().spacing()).isEqualTo(new Spacing(5, 1, 1));
        assertThat(Unshearing.of(TILTED).to().shape()).isEqualTo(Shape.of(12, 24 + 21, 24));
    }

    @Test
    void labels_lie_where_they_lay_to_half_a_voxel() {
        for (Grid grid : List.of(TILTED, leaning())) {
            LabelMap labels = ball(grid, 3);
            LabelMap made = Unshearing.of(grid).of(labels);
            double half = apart(mm(grid, 0, 0, 0), mm(grid, 0.5, 0.5, 0)) + 1e-6;
            double other = apart(mm(grid, 0, 0, 0), mm(grid, -0.5, 0.5, 0)) + 1e-6;
            assertThat(made.count(1)).isGreaterThan(labels.count(1) / 2);
            for (int i = 0; i < made.labels().length; i++) {
                if (made.at(i) == 0) continue;
                double nearest = Double.POSITIVE_INFINITY;
                for (int j = 0; j < labels.labels().length; j++) {
                    if (labels.at(j) == 1)
                        nearest = Math.min(nearest, apart(mm(made.grid(), i), mm(grid, j)));
                }
                assertThat(nearest).isLessThanOrEqualTo(Math.max(half, other));
            }
        }
    }

    @Test
    void an_image_that_is_linear_in_mm_stays_what_it_is() {
        for (Grid grid : List.of(TILTED, leaning())) {
            float[] values = new float[2 * grid.voxels()];
            for (int i = 0; i < grid.voxels(); i++) {
                double[] place = mm(grid, i);
                values[i] = (float) (3 * place[0] - 2 * place[1] + place[2]);
                values[grid.voxels() + i] = 5;
            }
            Unshearing way = Unshearing.of(grid);
            Volume made = way.of(new Volume(grid, values));
            int checked = 0;
            for (int i = 0; i < way.to().voxels(); i++) {
                double[] place = mm(way.to(), i);
                double wanted = 3 * place[0] - 2 * place[1] + place[2];
                if (Math.abs(made.values()[i] - wanted) < 1e-3) checked++;
                assertThat(made.values()[way.to().voxels() + i]).isEqualTo(5);
            }
            assertThat(checked).as("all but those outside and at the border").isGreaterThan(
                    (int) (0.75 * grid.shape().depth() * (grid.shape().height() - 1)
                            * (grid.shape().width() - 1)));
        }
    }

    @Test
    void what_has_right_angles_stays_as_it_is() {
        Grid plain = Grid.of(Shape.of(3, 4, 5), new Spacing(3, 2, 1));
        float[] values = new float[60];
        var random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 == 0 ? Float.NaN : (float) random.nextDouble();
        }
        assertThat(Unshearing.of(plain).to()).isEqualTo(plain);
        assertThat(Unshearing.of(plain).of(new Volume(plain, values)).values()).isEqualTo(values);
        Grid flat = Grid.of(Shape.of(4, 5));
        assertThat(Unshearing.of(flat).to()).isEqualTo(flat);
    }

    /// Against every voxel of the sheared grid, in mm.
    @Test
    void distances_are_right_after_it_and_were_wrong_before() {
        LabelMap labels = ball(TILTED, 5);
        double before = largestError(labels, labels);
        LabelMap straight = Unshearing.of(TILTED).of(labels);
        double after = largestError(straight, labels);
        assertThat(before).isGreaterThan(2);
        assertThat(after).as("half a voxel of 1 mm within slices, at the place and at the border")
                .isLessThan(1.01);
    }

    /// The largest difference in mm of a map of centres from brute force over the voxels of `truth`.
    private static double largestError(LabelMap labels, LabelMap truth) {
        float[] map = SignedDistance.of(labels).with(ZeroLevel.CENTRE).forClass(1).mm();
        Grid grid = labels.grid();
        double most = 0;
        for (int i = 0; i < truth.labels().length; i++) {
            double[] place = mm(truth.grid(), i);
            boolean inside = truth.at(i) == 1;
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < truth.labels().length; j++) {
                if ((truth.at(j) == 1) != inside)
                    nearest = Math.min(nearest, apart(place, mm(truth.grid(), j)));
            }
            double signed = inside ? -nearest : nearest;
            int there = grid.equals(truth.grid()) ? i : at(grid, place);
            if (grid.equals(truth.grid()) || (labels.at(there) == 1) == inside) {
                most = Math.max(most, Math.abs(map[there] - signed));
            }
        }
        return most;
    }

    /// The voxel of the straight grid of [#TILTED] at a place.
    private static int at(Grid grid, double[] place) {
        double[] first = mm(grid, 0, 0, 0);
        return grid.shape().index((int) Math.rint((place[2] - first[2]) / 5),
                (int) Math.rint(place[1] - first[1]), (int) Math.rint(place[0] - first[0]));
    }

    @Test
    void the_letters_of_an_oblique_grid_name_each_direction_once() {
        double a = Math.sqrt(0.5);
        Orientation halfway = new Orientation(List.of(a, a, 0., 0., a, -a, 0., 0., 0., 0., 1., 0.), 1);
        assertThat(halfway.code()).isIn("RPS", "ARS");
        Orientation both = new Orientation(List.of(0.8, 0.7, 0.1, 0., 0.5, 0.6, 0., 0., 0., 0.3, 1., 0.), 1);
        assertThat(both.code()).isEqualTo("RAS");
    }
}
