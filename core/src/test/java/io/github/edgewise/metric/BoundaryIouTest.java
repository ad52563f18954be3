package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundaryIouTest {
    @Test
    void compares_bands_of_one_pixel_by_hand() {
        LabelMap reference = Masks.of(".....", ".###.", ".###.", ".###.", ".....");
        LabelMap prediction = Masks.of(".....", "..##.", ".###.", ".###.", ".....");
        // bands: eight pixels of the square; seven and, next to the missing corner, its centre
        assertThat(new BoundaryIou().score(new MaskPair(prediction, reference, 1)))
                .isEqualTo(new Score.Value(7. / 9));
    }

    @Test
    void equals_the_authors_code_on_the_golden_cases() {
        for (String[] row : Golden.index("metrics/boundary_iou.txt")) {
            String shape = Golden.shape("metrics/" + row[1]);
            var masks = new MaskPair(Golden.labels("metrics/" + row[2], shape, "1x1", 2),
                    Golden.labels("metrics/" + row[1], shape, "1x1", 2), 1);
            var metric = new BoundaryIou(Double.parseDouble(row[3]));
            assertThat(metric.bandVoxels(masks.shape())).as(row[0]).isEqualTo(Integer.parseInt(row[4]));
            double union = Double.parseDouble(row[6]);
            if (union == 0) {
                assertThat(metric.score(masks)).as(row[0]).isInstanceOf(Score.Undefined.class);
            } else {
                assertThat(metric.score(masks)).as(row[0])
                        .isEqualTo(new Score.Value(Double.parseDouble(row[5]) / union));
            }
        }
    }

    @Test
    void equals_chessboard_distances_voxel_by_voxel_in_two_and_three_dimensions() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 300; trial++) {
            LabelMap a = Masks.scattered(Grid.of(Masks.shape(random)), 2, random);
            LabelMap b = Masks.scattered(a.grid(), 2, random);
            var masks = new MaskPair(a, b, 1);
            if (masks.predicted() + masks.referenced() == 0) continue;
            var metric = new BoundaryIou(0.01 + 0.3 * random.nextDouble());
            int d = metric.bandVoxels(a.grid().shape());
            double both = 0;
            double either = 0;
            for (int i = 0; i < a.grid().voxels(); i++) {
                boolean p = isBand(a, i, d);
                boolean g = isBand(b, i, d);
                if (p && g) both++;
                if (p || g) either++;
            }
            assertThat(metric.score(masks)).isEqualTo(new Score.Value(both / either));
        }
    }

    private static boolean isBand(LabelMap m, int i, int d) {
        if (m.at(i) != 1) return false;
        Shape s = m.grid().shape();
        int x = i % s.width();
        int y = i / s.width() % s.height();
        int z = i / s.width() / s.height();
        int dz = s.axes() == 2 ? 0 : d;
        for (int c = z - dz; c <= z + dz; c++) {
            for (int r = y - d; r <= y + d; r++) {
                for (int q = x - d; q <= x + d; q++) {
                    if (c < 0 || c >= s.depth() || r < 0 || r >= s.height() || q < 0 || q >= s.width()
                            || m.at(s.index(c, r, q)) != 1) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void the_band_of_a_3d_image_follows_its_diagonal() {
        assertThat(new BoundaryIou().bandVoxels(Shape.of(182, 218, 182))).isEqualTo(7);
        assertThat(new BoundaryIou().bandVoxels(Shape.of(10, 10))).isEqualTo(1);
        assertThat(new BoundaryIou(0.05).name()).isEqualTo("boundary_iou_0.05");
        assertThatThrownBy(() -> new BoundaryIou(0)).hasMessageContaining("share of the image diagonal");
    }

    @Test
    void a_missed_mask_scores_0() {
        LabelMap mask = Masks.of("#.");
        assertThat(new BoundaryIou().score(new MaskPair(Masks.of(".."), mask, 1)))
                .isEqualTo(new Score.Value(0));
        assertThat(new BoundaryIou().score(new MaskPair(mask, Masks.of(".."), 1)))
                .isEqualTo(new Score.Value(0));
    }
}
