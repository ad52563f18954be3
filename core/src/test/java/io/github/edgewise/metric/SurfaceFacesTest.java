package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Closed forms of distances between voxel faces, and properties. [FacePointsTest] compares random masks.
class SurfaceFacesTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    private static final double EDGE = (Math.sqrt(2) + Math.log(1 + Math.sqrt(2))) / 2; // mean sqrt(1 + y^2)
    private static final double CONE = (Math.sqrt(2) + Math.log(1 + Math.sqrt(2))) / 3; // sqrt(x^2 + y^2)
    private static final double CORNER = Math.sqrt(3) / 3 - Math.PI / 18
            + 4. / 3 * Math.log((1 + Math.sqrt(3)) / Math.sqrt(2)); // mean sqrt(1 + x^2 + y^2)

    private static double hd(MaskPair masks, double percentile) {
        return value(new Hausdorff(percentile, Convention.EXACT), masks);
    }

    private static double assd(MaskPair masks) {
        return value(new AverageSurfaceDistance(Convention.EXACT), masks);
    }

    private static double nsd(MaskPair masks, double mm) {
        return value(new SurfaceDice(mm, Convention.EXACT), masks);
    }

    private static double value(Metric metric, MaskPair masks) {
        return ((Score.Value) metric.score(masks)).value();
    }

    /// A mask of the boxes `z, y, x, depth, height, width`.
    private static LabelMap boxes(Grid grid, int... box) {
        byte[] labels = new byte[grid.voxels()];
        for (int z = box[0]; z < box[0] + box[3]; z++) {
            for (int y = box[1]; y < box[1] + box[4]; y++) {
                for (int x = box[2]; x < box[2] + box[5]; x++) {
                    labels[grid.shape().index(z, y, x)] = 1;
                }
            }
        }
        return new LabelMap(grid, 2, labels);
    }

    @Test
    void a_pixel_and_two_pixels_by_hand() {
        var masks = new MaskPair(Masks.of("....", ".##.", "...."), Masks.of("....", ".#..", "...."), 1);
        BorderDistances two = masks.faces().fromPrediction();
        BorderDistances one = masks.faces().fromReference();
        assertThat(two.count()).isEqualTo(6);
        assertThat(two.total()).isEqualTo(6);
        assertThat(two.mean()).isCloseTo(1. / 3, CLOSE); // the end is 1 mm away, two edges 0 to 1 mm
        assertThat(one.mean()).isCloseTo(1. / 16, CLOSE); // the edge inside is up to half a pixel away
        assertThat(one.largest()).isCloseTo(0.5, CLOSE);
        assertThat(one.covering(95)).isCloseTo(0.4, CLOSE); // a twentieth of 4 mm is 0.2 mm around its middle
        assertThat(assd(masks)).isCloseTo(0.225, CLOSE);
        assertThat(hd(masks, 100)).isEqualTo(1);
        assertThat(hd(masks, 95)).isEqualTo(1);
        assertThat(nsd(masks, 0)).isCloseTo(0.6, CLOSE);
        assertThat(nsd(masks, 0.25)).isCloseTo((3 + 0.5 + 3 + 0.5) / 10, CLOSE);
        assertThat(nsd(masks, 1)).isEqualTo(1);
    }

    @Test
    void two_voxels_apart_have_the_gap_and_half_a_voxel_between_them() {
        Grid grid = Grid.of(Shape.of(4, 5, 9), new Spacing(2.1, 1.3, 0.7));
        for (int gap = 0; gap < 6; gap++) {
            var masks = new MaskPair(boxes(grid, 1, 2, 1, 1, 1, 1), boxes(grid, 1, 2, 2 + gap, 1, 1, 1), 1);
            assertThat(assd(masks)).isCloseTo(0.7 * gap + 0.35, CLOSE);
            assertThat(hd(masks, 100)).isCloseTo(0.7 * (gap + 1), CLOSE);
            assertThat(hd(masks, 95)).isCloseTo(0.7 * (gap + 1), CLOSE);
            double sides = 2 * 0.7 * (2.1 + 1.3);
            double end = 2.1 * 1.3;
            assertThat(nsd(masks, 0.7 * gap)).isCloseTo(end / (2 * end + sides), CLOSE);
            assertThat(nsd(masks, 0.7 * gap + 0.2))
                    .isCloseTo((end + sides * 2 / 7) / (2 * end + sides), CLOSE);
        }
    }

    @Test
    void voxels_that_share_an_edge_or_a_corner() {
        Grid grid = Grid.of(Shape.of(2, 2, 2));
        LabelMap one = boxes(grid, 0, 0, 0, 1, 1, 1);
        var edge = new MaskPair(one, boxes(grid, 0, 1, 1, 1, 1, 1), 1);
        assertThat(assd(edge)).isCloseTo((0.5 + EDGE + CONE) / 3, CLOSE);
        assertThat(hd(edge, 100)).isCloseTo(Math.sqrt(2), within(1e-5));
        assertThat(nsd(edge, 0.5)).isCloseTo((2 * 0.5 + 2 * Math.PI / 16) / 6, CLOSE);
        var corner = new MaskPair(one, boxes(grid, 1, 1, 1, 1, 1, 1), 1);
        assertThat(assd(corner)).isCloseTo((CONE + CORNER) / 2, CLOSE);
        assertThat(nsd(corner, 1)).isCloseTo(Math.PI / 8, CLOSE);
        // half of the area is within the percentile where only the far faces are left
        assertThat(hd(corner, 100 * (1 - (1 - Math.PI / 4) / 2))).isCloseTo(Math.sqrt(2), CLOSE);
    }

    @Test
    void a_voxel_in_the_middle_of_a_cube() {
        Grid grid = Grid.of(Shape.of(5, 5, 5));
        var masks = new MaskPair(boxes(grid, 2, 2, 2, 1, 1, 1), boxes(grid, 1, 1, 1, 3, 3, 3), 1);
        assertThat(masks.faces().fromPrediction().mean()).isEqualTo(1);
        double outer = (1 + 4 * EDGE + 4 * CORNER) / 9;
        assertThat(masks.faces().fromReference().mean()).isCloseTo(outer, CLOSE);
        assertThat(assd(masks)).isCloseTo((6 + 54 * outer) / 60, CLOSE);
        assertThat(hd(masks, 100)).isCloseTo(Math.sqrt(3), within(1e-5));
        assertThat(hd(masks, 100 * (1 - 4 * (1 - Math.PI / 4) / 9))).isCloseTo(Math.sqrt(2), CLOSE);
    }

    /// The end that comes out of the cube is `w` away. The end inside is as far from the nearest side, at
    /// most `w`.
    @Test
    void a_cube_against_a_shifted_one_at_odd_spacing() {
        Grid grid = Grid.of(Shape.of(5, 5, 6), new Spacing(2.1, 1.3, 0.7));
        var masks = new MaskPair(boxes(grid, 1, 1, 1, 3, 3, 3), boxes(grid, 1, 1, 2, 3, 3, 3), 1);
        double h = 3 * 1.3;
        double d = 3 * 2.1;
        double w = 0.7;
        double outside = h * d * w;
        double inside = h * d * w - (h + d) * w * w + 4. / 3 * w * w * w;
        double sides = 2 * (h + d) * w * w / 2;
        double area = 2 * (h * d + 3 * w * (h + d));
        assertThat(assd(masks)).isCloseTo((outside + inside + sides) / area, CLOSE);
        assertThat(hd(masks, 100)).isCloseTo(w, CLOSE);
        double t = 0.3;
        double beyond = h * d + (h - 2 * t) * (d - 2 * t) + 2 * (h + d) * (w - t);
        assertThat(nsd(masks, t)).isCloseTo(1 - beyond / area, CLOSE);
    }

    /// A bar of 2 and one of 5 voxels: the long end is 3 voxels away, its sides 0 to 3.
    @Test
    void a_bar_against_a_longer_one() {
        Grid grid = Grid.of(Shape.of(1, 1, 7), new Spacing(5, 1, 1));
        var masks = new MaskPair(boxes(grid, 0, 0, 1, 1, 1, 2), boxes(grid, 0, 0, 1, 1, 1, 5), 1);
        double longer = (5 * 3 + 12 * 3 * 1.5) / (2 * 5 + 12 * 5);
        assertThat(masks.faces().fromReference().mean()).isCloseTo(longer, CLOSE);
        assertThat(masks.faces().fromReference().covering(95)).isCloseTo(3, CLOSE);
        // the end inside is a rectangle of 1 x 5 mm: the sides are the nearest, half a millimetre at most
        double inside = 5. / 4 - 2 * (1. / 8 - 1. / 12);
        assertThat(masks.faces().fromPrediction().mean()).isCloseTo(inside / (2 * 5 + 12 * 2), CLOSE);
        assertThat(masks.faces().fromPrediction().largest()).isCloseTo(0.5, CLOSE);
    }

    @Test
    void equal_masks_agree_everywhere_and_sides_can_be_exchanged() {
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < 40; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 2, random);
            LabelMap b = Masks.scattered(grid, 2, random);
            if (a.count(1) == 0 || b.count(1) == 0) continue;
            var same = new MaskPair(a, a, 1);
            assertThat(hd(same, 100)).isZero();
            assertThat(hd(same, 95)).isZero();
            assertThat(assd(same)).isZero();
            assertThat(nsd(same, 0)).isEqualTo(1);
            var masks = new MaskPair(a, b, 1);
            var exchanged = new MaskPair(b, a, 1);
            assertThat(hd(exchanged, 95)).isCloseTo(hd(masks, 95), CLOSE);
            assertThat(assd(exchanged)).isCloseTo(assd(masks), CLOSE);
            assertThat(nsd(exchanged, 1)).isCloseTo(nsd(masks, 1), CLOSE);
        }
    }

    @Test
    void a_scaled_spacing_scales_the_distances() {
        var random = new SplittableRandom(2);
        for (int trial = 0; trial < 40; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 2, random);
            LabelMap b = Masks.scattered(grid, 2, random);
            if (a.count(1) == 0 || b.count(1) == 0) continue;
            double s = 0.001;
            Spacing w = grid.spacing();
            Grid small = grid.with(new Spacing(s * w.z(), s * w.y(), s * w.x()));
            var masks = new MaskPair(a, b, 1);
            var scaled = new MaskPair(a.on(small), b.on(small), 1);
            assertThat(hd(scaled, 100) / s).isCloseTo(hd(masks, 100), within(1e-5 * grid.diagonalMm()));
            assertThat(hd(scaled, 95) / s).isCloseTo(hd(masks, 95), within(1e-8 * grid.diagonalMm()));
            assertThat(assd(scaled) / s).isCloseTo(assd(masks), within(1e-8 * grid.diagonalMm()));
            assertThat(nsd(scaled, 1.7 * s)).isCloseTo(nsd(masks, 1.7), CLOSE);
        }
    }

    @Test
    void empty_masks_have_no_distance_and_no_agreement() {
        LabelMap some = Masks.of(".#.");
        LabelMap none = Masks.of("...");
        var missed = new MaskPair(none, some, 1);
        assertThat(new Hausdorff(95, Convention.EXACT).score(missed))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        assertThat(new AverageSurfaceDistance(Convention.EXACT).score(missed))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        assertThat(new SurfaceDice(1, Convention.EXACT).score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new SurfaceDice(1, Convention.EXACT).score(new MaskPair(none, none, 1)))
                .isEqualTo(new Score.Undefined("class absent from prediction and reference"));
        assertThatThrownBy(missed::faces).hasMessageContaining("class absent from prediction");
    }

    @Test
    void names_tell_the_convention() {
        assertThat(new Hausdorff(95, Convention.EXACT).name()).isEqualTo("hd95_exact");
        assertThat(new AverageSurfaceDistance(Convention.EXACT).name()).isEqualTo("assd_exact");
        assertThat(new SurfaceDice(1, Convention.EXACT).name()).isEqualTo("nsd_exact");
    }
}
