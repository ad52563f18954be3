package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DistanceScale;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CaseViewerTest {
    private static final int MOST_BYTES = 5_000_000;
    private static final int CASES = 8;

    private static Volume noisy(Grid grid, int channels) { return noisy(grid, channels, 0.06); }

    /// Noise around two tissues, as hard to pack as a scan.
    private static Volume noisy(Grid grid, int channels, double noise) {
        var random = new Random(1);
        Shape s = grid.shape();
        float[] values = new float[channels * s.voxels()];
        for (int i = 0; i < values.length; i++) {
            int x = i % s.width();
            int y = i / s.width() % s.height();
            double tissue = Math.hypot(x - s.width() / 2., y - s.height() / 2.) < s.width() * 0.4 ? 1 : 0.2;
            values[i] = (float) (tissue + noise * random.nextGaussian());
        }
        return new Volume(grid, values);
    }

    /// All voxels of which the label's distance is below `mm`.
    private static LabelMap grown(LabelMap labels, double mm) {
        float[] phi = SignedDistance.of(labels).forClass(1).mm();
        byte[] grown = new byte[phi.length];
        for (int i = 0; i < phi.length; i++) {
            grown[i] = (byte) (phi[i] < mm ? 1 : 0);
        }
        return new LabelMap(labels.grid(), 2, grown);
    }

    private static LabelMap lesions(Grid grid, int number) {
        var random = new Random(2);
        LabelMap all = new LabelMap(grid, 2, new byte[grid.voxels()]);
        for (int i = 0; i < number; i++) {
            Shape s = grid.shape();
            LabelMap one = Masks.box(grid, random.nextInt(s.depth() / 4, s.depth() * 3 / 4),
                    random.nextInt(s.height() / 8, s.height() * 7 / 8),
                    random.nextInt(s.width() / 8, s.width() * 7 / 8), 1);
            for (int v = 0; v < all.labels().length; v++) {
                all.labels()[v] |= one.labels()[v];
            }
        }
        return grown(all, 3);
    }

    private static Report.Example example(Volume image, LabelMap reference) {
        var predictions = new LinkedHashMap<String, LabelMap>();
        for (double mm : new double[]{-1, 0.6, 1.2, 2.2}) {
            predictions.put("grown by " + mm, grown(reference, mm));
        }
        return new Report.Example("case <1>", image, reference, predictions);
    }

    private static int bytes(String html) { return html.getBytes(StandardCharsets.UTF_8).length; }

    @Test
    void eight_brains_with_four_predictions_each_stay_below_5_MB() {
        Grid grid = Grid.of(Shape.of(182, 218, 182));
        Report.Example one = example(noisy(grid, 1), lesions(grid, 30));
        CaseViewer viewer = CaseViewer.of("c", List.of(one));
        String figure = viewer.figure(0);
        int rest = bytes(CaseViewer.STYLE + CaseViewer.SCRIPT + Html.STYLE + viewer.legend());
        assertThat(CASES * bytes(figure) + rest).isLessThan(MOST_BYTES);
        assertThat(Pattern.compile("<image ").matcher(figure).results().count())
                .as("24 slices once, and at most a thumbnail").isBetween(24L, 25L);
        assertThat(Pattern.compile("<g class='z on'>").matcher(figure).results().count()).isEqualTo(6);
    }

    @Test
    void a_colour_image_of_1000_pixels_full_of_vessels_stays_below_800_kB() {
        Grid grid = Grid.of(Shape.of(1000, 1000));
        Report.Example one = example(noisy(grid, 3, 0.02), lines(grid));
        String figure = CaseViewer.of("c", List.of(one)).figure(0);
        assertThat(bytes(figure)).isLessThan(800_000);
        assertThat(figure).doesNotContain("type='range'").contains("data:image/jpeg");
    }

    /// Lines, as vessels are.
    private static LabelMap lines(Grid grid) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int x = i % 1000;
            int y = i / 1000;
            boolean line = Math.abs((x + y / 3 + (int) (20 * Math.sin(y / 30.))) % 120) < 5;
            labels[i] = (byte) (line && Math.hypot(x - 500, y - 500) < 450 ? 1 : 0);
        }
        return new LabelMap(grid, 2, labels);
    }

    @Test
    void every_reference_to_an_image_leads_to_one_and_ids_do_not_repeat() {
        Grid grid = Grid.of(Shape.of(12, 30, 30), new Spacing(4, 1, 1));
        LabelMap box = Masks.box(grid, 3, 8, 8, 5);
        var one = new Report.Example("one", noisy(grid, 1), box,
                Map.of("a & b", Masks.box(grid, 4, 9, 8, 5)));
        CaseViewer viewer = CaseViewer.of("c", List.of(one, one));
        String html = Html.page("t", "l", viewer.html() + new DistanceInspector("one", noisy(grid, 1), box, 1,
                Optional.empty(), new BoundaryLoss()).html("m"));
        List<String> ids = all(html, " id='([^']*)'");
        assertThat(ids).doesNotHaveDuplicates().hasSize(3 + 6 + 6 + 5);
        assertThat(ids.containsAll(all(html, "<use href='#([^']*)'"))).isTrue();
        assertThat(html).contains("a &amp; b", "data-names='4 5 6 7 8 9' data-all='12'")
                .doesNotContain("http", " src=", "<link", "@import");
    }

    private static List<String> all(String text, String regex) {
        return Pattern.compile(regex).matcher(text).results().map(r -> r.group(1)).toList();
    }

    @Test
    void all_cases_share_one_scale() {
        Grid grid = Grid.of(Shape.of(60, 60));
        Volume image = noisy(grid, 1);
        LabelMap near = rectangle(grid, 20, 30);
        var small = new Report.Example("small", image, near, Map.of("p", rectangle(grid, 20, 31)));
        var large = new Report.Example("large", image, near, Map.of("p", rectangle(grid, 20, 34)));
        String alone = CaseViewer.of("c", List.of(small)).figure(0);
        String together = CaseViewer.of("c", List.of(small, large)).figure(0);
        assertThat(alone).contains("class='e10'");
        assertThat(together).doesNotContain("class='e10'").contains("class='e3'");
    }

    /// Rows 20 to 39.
    private static LabelMap rectangle(Grid grid, int left, int right) {
        byte[] labels = new byte[grid.voxels()];
        for (int y = 20; y < 40; y++) {
            for (int x = left; x < right; x++) {
                labels[grid.shape().index(0, y, x)] = 1;
            }
        }
        return new LabelMap(grid, 2, labels);
    }

    @Test
    void a_prediction_of_another_shape_is_refused() {
        Grid grid = Grid.of(Shape.of(60, 60));
        Grid other = Grid.of(Shape.of(60, 61));
        var bad = new Report.Example("odd", noisy(grid, 1), rectangle(grid, 20, 30),
                Map.of("p", new LabelMap(other, 2, new byte[other.voxels()])));
        assertThatThrownBy(() -> CaseViewer.of("c", List.of(bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the image of odd has 60 x 60 voxels, but p 60 x 61");
    }

    @Test
    void the_inspector_shows_numbers_in_colours_that_lead_back_to_them() {
        Grid grid = Grid.of(Shape.of(60, 60));
        LabelMap truth = rectangle(grid, 20, 30);
        float[] p = new float[2 * grid.voxels()];
        for (int i = 0; i < grid.voxels(); i++) {
            p[grid.voxels() + i] = truth.at(i) == 1 ? 0.9f : 0.1f;
            p[i] = 1 - p[grid.voxels() + i];
        }
        String html = new DistanceInspector("x", noisy(grid, 1), truth, 1, Optional.of(new Volume(grid, p)),
                new BoundaryLoss(List.of(), 20)).html("m");
        Matcher phi = Pattern.compile("data-name='phi' data-unit='mm' data-low='-10.0' data-high='10.0'")
                .matcher(html);
        assertThat(phi.find()).isTrue();
        assertThat(html).contains("data-name='p'", "data-name='contribution'", "data-name='gradient'",
                "(p \u2212 g) phi", "phi clipped at 20 mm", "class='zero0'");
        assertThatThrownBy(() -> new DistanceInspector("x", noisy(grid, 1), truth, 2, Optional.empty(),
                new BoundaryLoss())).hasMessageContaining("class 2 was asked for, but there are 2 classes");
    }

    @Test
    void a_class_without_distances_has_a_map_of_nothing() {
        Grid grid = Grid.of(Shape.of(8, 8));
        var loss = new BoundaryLoss(List.of(), 20, DistanceScale.MM, true, ZeroLevel.REFERENCE,
                MapOf.AS_SAMPLED);
        String html = new DistanceInspector("x", noisy(grid, 1), new LabelMap(grid, 2, new byte[64]), 1,
                Optional.empty(), loss).html("x");
        assertThat(html).contains("data-low='-1.0' data-high='1.0'");
    }
}
