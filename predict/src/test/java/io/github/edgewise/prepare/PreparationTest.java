package io.github.edgewise.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.prepare.Preparation.Axes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final Grid GRID = Grid.of(Shape.of(12, 20, 24), new Spacing(2, 1, 1));

    /// 5 within a box, 0 around it.
    private static Volume boxed(int z, int y, int x, Shape shape) {
        float[] values = new float[GRID.voxels()];
        for (int i = 0; i < shape.voxels(); i++) {
            int dx = i % shape.width();
            int dy = i / shape.width() % shape.height();
            int dz = i / shape.width() / shape.height();
            values[GRID.shape().index(z + dz, y + dy, x + dx)] = 5 + dx % 2;
        }
        return new Volume(GRID, values);
    }

    private static LabelMap labels(int z, int y, int x) {
        byte[] labels = new byte[GRID.voxels()];
        labels[GRID.shape().index(z, y, x)] = 1;
        return new LabelMap(GRID, 2, labels);
    }

    private static Preparation preparation(boolean crops, Axes axes, Spacing spacing) {
        return new Preparation(crops, List.of(Normalisation.IMAGE), axes, spacing);
    }

    @Test
    void a_crop_keeps_a_voxel_around_all_content_and_labels() {
        Volume image = boxed(3, 4, 5, Shape.of(4, 6, 8));
        Preparation p = preparation(true, Axes.NONE, GRID.spacing());
        assertThat(p.prepare(image).image().grid().shape()).isEqualTo(Shape.of(6, 8, 10));
        LabelMap outside = labels(11, 19, 0);
        PreparedImage known = p.prepare(image, outside);
        assertThat(known.image().grid().shape()).isEqualTo(Shape.of(10, 17, 14));
        assertThat(known.labels(outside).count(1)).isEqualTo(1);
        assertThat(p.prepare(boxed(0, 0, 0, Shape.of(1, 1, 1)), labels(0, 0, 0)).image().grid().shape())
                .isEqualTo(Shape.of(2, 2, 2));
        assertThat(p.prepare(new Volume(GRID, new float[GRID.voxels()])).image().grid().shape())
                .as("nothing in it").isEqualTo(GRID.shape());
    }

    @Test
    void distances_of_a_cropped_case_are_those_of_the_whole_one() {
        LabelMap labels = labels(4, 6, 7);
        PreparedImage ready = preparation(true, Axes.NONE, GRID.spacing())
                .prepare(boxed(3, 4, 5, Shape.of(4, 6, 8)), labels);
        float[] whole = SignedDistance.of(labels).forClass(1).mm();
        LabelMap part = ready.labels(labels);
        float[] cut = SignedDistance.of(part).forClass(1).mm();
        Shape s = part.grid().shape();
        for (int i = 0; i < cut.length; i++) {
            int x = i % s.width();
            int y = i / s.width() % s.height();
            int z = i / s.width() / s.height();
            assertThat(cut[i]).isEqualTo(whole[GRID.shape().index(z + 2, y + 3, x + 4)]);
        }
    }

    @Test
    void probabilities_come_back_to_the_grid_they_were_read_on() {
        Volume image = boxed(3, 4, 5, Shape.of(4, 6, 8));
        PreparedImage cropped = preparation(true, Axes.NONE, GRID.spacing()).prepare(image);
        Volume back = cropped.restore(halves(cropped.image().grid()));
        assertThat(back.grid()).isEqualTo(GRID);
        assertThat(back.at(0, 0, 0, 0)).as("background beyond the crop").isEqualTo(1);
        assertThat(back.at(1, 0, 0, 0)).isZero();
        assertThat(back.at(0, 2, 3, 4)).isEqualTo(0.25f);
        assertThat(back.at(1, 7, 10, 13)).isEqualTo(0.75f);
        assertThat(back.at(1, 8, 10, 13)).isZero();
        PreparedImage both = preparation(true, Axes.ALL, new Spacing(1, 1.5, 0.5)).prepare(image);
        assertThat(both.image().grid().shape()).isEqualTo(Shape.of(12, 5, 20));
        Volume restored = both.restore(halves(both.image().grid()));
        assertThat(restored.grid()).isEqualTo(GRID);
        assertThat(restored.at(1, 4, 6, 8)).isCloseTo(0.75f, within(1e-6f));
        assertThat(restored.at(0, 0, 0, 0)).isEqualTo(1);
    }

    private static Volume halves(Grid grid) {
        float[] p = new float[2 * grid.voxels()];
        Arrays.fill(p, 0, grid.voxels(), 0.25f);
        Arrays.fill(p, grid.voxels(), p.length, 0.75f);
        return new Volume(grid, p);
    }

    @Test
    void nearly_equal_spacings_and_slices_stay_as_they_are() {
        Volume image = boxed(0, 0, 0, Shape.of(12, 20, 24));
        assertThat(preparation(false, Axes.ALL, new Spacing(2.1, 1.05, 0.95)).prepare(image).image().grid())
                .isEqualTo(GRID);
        Grid inPlane = preparation(false, Axes.IN_PLANE, new Spacing(9, 2, 2)).prepare(image).image().grid();
        assertThat(inPlane.shape()).isEqualTo(Shape.of(12, 10, 12));
        assertThat(inPlane.spacing()).isEqualTo(new Spacing(2, 2, 2));
    }

    @Test
    void zeros_stay_zero_and_do_not_count_where_the_background_was_cut_away() {
        Volume image = boxed(3, 4, 5, Shape.of(4, 6, 8));
        float[] v = Normalisation.of(image, List.of(Normalisation.NONZERO)).values();
        assertThat(v[0]).isZero();
        assertThat(v[GRID.shape().index(3, 4, 5)]).isCloseTo(-1, within(1e-5f));
        assertThat(v[GRID.shape().index(3, 4, 6)]).isCloseTo(1, within(1e-5f));
    }

    @Test
    void values_of_a_known_scale_are_clipped_and_keep_their_meaning() {
        var ct = new Normalisation(Normalisation.Of.DATA_SET, -100, 300, 100, 50);
        float[] v = Normalisation.of(new Volume(Grid.of(Shape.of(1, 4)),
                new float[]{-1000, 100, 150, Float.NaN}), List.of(ct)).values();
        assertThat(v).containsExactly(-4, 0, 1, 0);
    }

    @Test
    void a_resized_slice_keeps_the_millimetres_of_the_patient() {
        var range = new Preparation(false, List.of(Normalisation.RANGE), Axes.NONE, GRID.spacing(), 10);
        Volume image = boxed(3, 4, 5, Shape.of(4, 6, 8));
        PreparedImage ready = range.prepare(image);
        assertThat(ready.image().grid().shape()).isEqualTo(Shape.of(12, 10, 10));
        assertThat(ready.image().grid().spacing()).isEqualTo(new Spacing(2, 2, 2.4));
        assertThat(ready.image().grid().shape().axes()).isEqualTo(3);
        LabelMap left = labels(4, 10, 4);
        LabelMap resized = ready.labels(left);
        assertThat(resized.grid().spacing()).isEqualTo(new Spacing(2, 2, 2.4));
        float[] mm = SignedDistance.of(columns(resized)).forClass(1).mm();
        float[] exact = SignedDistance.of(columns(left)).forClass(1).mm();
        assertThat(mm[9]).as("from the middle of the last pixel to the middle of the image")
                .isCloseTo(4.5f * 2.4f, within(1e-4f));
        assertThat(exact[23]).isCloseTo(11.5f, within(1e-4f));
        assertThat(ready.restore(halves(ready.image().grid())).grid()).isEqualTo(GRID);
    }

    /// The left half of the image.
    private static LabelMap columns(LabelMap like) {
        byte[] labels = new byte[like.grid().voxels()];
        int width = like.grid().shape().width();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % width < width / 2 ? 1 : 0);
        }
        return new LabelMap(like.grid(), 2, labels);
    }

    @Test
    void values_of_a_range_run_from_0_to_1() {
        float[] v = Normalisation.of(
                new Volume(Grid.of(Shape.of(1, 5)),
                        new float[]{-4, 0, 4, Float.NaN, Float.POSITIVE_INFINITY}),
                List.of(Normalisation.RANGE)).values();
        assertThat(v).containsExactly(0, 0.5f, 1, 0, 0);
        assertThat(Normalisation.of(new Volume(Grid.of(Shape.of(1, 2)), new float[]{7, 7}),
                List.of(Normalisation.RANGE)).values()).containsOnly(0);
    }

    @Test
    void what_is_resized_is_neither_cropped_nor_resampled() {
        assertThatThrownBy(() -> new Preparation(true, List.of(), Axes.NONE, GRID.spacing(), 10))
                .hasMessageContaining("positive without cropping and resampling");
        assertThatThrownBy(() -> new Preparation(false, List.of(), Axes.ALL, GRID.spacing(), 10))
                .hasMessageContaining("positive without cropping and resampling");
    }
}
