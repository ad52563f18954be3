package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Scores that count objects against plain loops over voxels, which share no code with them.
class ObjectScoresOracleTest {
    private static final double[] MM = {0.25, 0.5, 1, 1.5, 2, 4};
    private static final int TRIALS = 200;

    /// A random pair whose objects overlap in part: scattered blocks, moved and thinned in the prediction.
    private static LabelMap[] pair(SplittableRandom random) {
        Shape s = random.nextInt(3) == 0
                ? Shape.of(1 + random.nextInt(14), 1 + random.nextInt(14))
                : Shape.of(1 + random.nextInt(7), 1 + random.nextInt(9), 1 + random.nextInt(9));
        Grid grid = Grid.of(s, new Spacing(mm(random), mm(random), mm(random)));
        byte[] p = new byte[s.voxels()];
        byte[] g = new byte[s.voxels()];
        int blocks = random.nextInt(6);
        for (int b = 0; b < blocks; b++) {
            int fate = random.nextInt(5);
            int[] at = {random.nextInt(s.depth()), random.nextInt(s.height()), random.nextInt(s.width())};
            int size = 1 + random.nextInt(3);
            if (fate != 0) block(p, s, at[0], at[1], at[2] + random.nextInt(2), size);
            if (fate != 1) block(g, s, at[0], at[1], at[2], 1 + random.nextInt(3));
        }
        return new LabelMap[]{new LabelMap(grid, 2, p), new LabelMap(grid, 2, g)};
    }

    private static double mm(SplittableRandom random) { return MM[random.nextInt(MM.length)]; }

    private static void block(byte[] labels, Shape s, int z, int y, int x, int size) {
        for (int i = 0; i < labels.length; i++) {
            int[] at = at(s, i);
            if (at[0] >= z && at[0] < z + size && at[1] >= y && at[1] < y + size && at[2] >= x
                    && at[2] < x + size)
                labels[i] = 1;
        }
    }

    private static int[] at(Shape s, int i) {
        return new int[]{i / s.width() / s.height(), i / s.width() % s.height(), i % s.width()};
    }

    private static double value(Metric metric, LabelMap p, LabelMap g) {
        return metric.score(new MaskPair(p, g, 1)) instanceof Score.Value(var v) ? v : Double.NaN;
    }

    /// Numbers from 1 in the order of first voxels, by repeated filling; neighbours share at least a corner.
    private static int[] components(byte[] mask, Shape s) {
        int[] numbers = new int[mask.length];
        int count = 0;
        for (int start = 0; start < mask.length; start++) {
            if (mask[start] == 0 || numbers[start] != 0) continue;
            numbers[start] = ++count;
            boolean grows = true;
            while (grows) {
                grows = false;
                for (int i = 0; i < mask.length; i++) {
                    if (mask[i] == 0 || numbers[i] != 0) continue;
                    for (int j = 0; j < mask.length; j++) {
                        if (numbers[j] == count && steps(s, i, j) == 1) {
                            numbers[i] = count;
                            grows = true;
                            break;
                        }
                    }
                }
            }
        }
        return numbers;
    }

    /// The chessboard distance.
    private static int steps(Shape s, int i, int j) {
        int[] a = at(s, i);
        int[] b = at(s, j);
        return Math.max(Math.abs(a[0] - b[0]), Math.max(Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2])));
    }

    private static double squaredMm(Grid grid, int i, int j) {
        int[] a = at(grid.shape(), i);
        int[] b = at(grid.shape(), j);
        double z = (a[0] - b[0]) * grid.spacing().z();
        double y = (a[1] - b[1]) * grid.spacing().y();
        double x = (a[2] - b[2]) * grid.spacing().x();
        return z * z + y * y + x * x;
    }

    private static int count(int[] numbers) { return Arrays.stream(numbers).max().orElse(0); }

    @Test
    void panoptic_quality_equals_a_loop_over_all_pairs_of_components() {
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            LabelMap[] masks = pair(random);
            Shape s = masks[0].grid().shape();
            int[] p = components(masks[0].labels(), s);
            int[] g = components(masks[1].labels(), s);
            double threshold = new double[]{0, 0.1, 0.3, 0.5, 0.7}[random.nextInt(5)];
            var free = new ArrayList<double[]>();
            for (int i = 1; i <= count(g); i++) {
                for (int j = 1; j <= count(p); j++) {
                    double both = 0;
                    double either = 0;
                    for (int v = 0; v < g.length; v++) {
                        if (g[v] == i && p[v] == j) both++;
                        if (g[v] == i || p[v] == j) either++;
                    }
                    if (both / either > threshold) free.add(new double[]{i, j, both / either});
                }
            }
            double sum = 0;
            double pairs = 0;
            while (!free.isEmpty()) {
                double[] best = free.stream().max(Comparator.<double[]>comparingDouble(c -> c[2])
                        .thenComparingDouble(c -> -c[0]).thenComparingDouble(c -> -c[1])).orElseThrow();
                sum += best[2];
                pairs++;
                free.removeIf(c -> c[0] == best[0] || c[1] == best[1]);
            }
            double size = pairs + (count(p) - pairs) / 2 + (count(g) - pairs) / 2;
            double pq = value(new PanopticQuality(threshold), masks[0], masks[1]);
            double rq = value(new RecognitionQuality(threshold), masks[0], masks[1]);
            double sq = value(new SegmentationQuality(threshold), masks[0], masks[1]);
            if (size == 0) {
                assertThat(List.of(pq, rq, sq)).containsOnly(Double.NaN);
                continue;
            }
            assertThat(pq).isCloseTo(sum / size, within(1e-12));
            assertThat(rq).isCloseTo(pairs / size, within(1e-12));
            if (pairs == 0) assertThat(sq).isNaN();
            else assertThat(sq * rq).isCloseTo(pq, within(1e-12));
        }
    }

    @Test
    void scores_per_component_equal_those_of_masks_cut_to_each_region() {
        var random = new SplittableRandom(2);
        int missed = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            LabelMap[] masks = pair(random);
            Grid grid = masks[0].grid();
            int[] g = components(masks[1].labels(), grid.shape());
            int[] region = new int[g.length];
            for (int v = 0; v < g.length; v++) {
                double least = Double.POSITIVE_INFINITY;
                for (int u = 0; u < g.length; u++) {
                    if (g[u] == 0) continue;
                    double d = squaredMm(grid, v, u);
                    if (d < least || (d == least && g[u] < region[v])) {
                        least = d;
                        region[v] = g[u];
                    }
                }
            }
            double dice = 0;
            double hd95 = 0;
            double nsd = 0;
            double tolerance = mm(random);
            for (int i = 1; i <= count(g); i++) {
                byte[] p = new byte[g.length];
                byte[] own = new byte[g.length];
                int[] low = {99, 99, 99};
                int[] high = {-1, -1, -1};
                for (int v = 0; v < g.length; v++) {
                    if (region[v] != i) continue;
                    p[v] = masks[0].labels()[v];
                    own[v] = masks[1].labels()[v];
                    for (int a = 0; a < 3; a++) {
                        low[a] = Math.min(low[a], at(grid.shape(), v)[a]);
                        high[a] = Math.max(high[a], at(grid.shape(), v)[a]);
                    }
                }
                LabelMap cut = new LabelMap(grid, 2, p);
                LabelMap lesion = new LabelMap(grid, 2, own);
                dice += value(new Dice(), cut, lesion);
                nsd += value(new SurfaceDice(tolerance), cut, lesion);
                double d = value(new Hausdorff(95), cut, lesion);
                if (Double.isNaN(d)) {
                    missed++;
                    Spacing w = grid.spacing();
                    double[] lengths = {w.z(), w.y(), w.x()};
                    double square = 0;
                    double single = 0;
                    for (int a = grid.shape().axes() == 3 ? 0 : 1; a < 3; a++) {
                        int n = high[a] - low[a] + 1;
                        single += Math.pow(lengths[a], 2);
                        if (n > 1) square += Math.pow(n * lengths[a], 2);
                    }
                    d = Math.sqrt(square == 0 ? single : square);
                }
                hd95 += d;
            }
            double n = count(g);
            assertThat(value(new PerComponent(new Dice()), masks[0], masks[1])).isEqualTo(dice / n,
                    within(1e-12));
            assertThat(value(new PerComponent(new SurfaceDice(tolerance)), masks[0], masks[1]))
                    .isEqualTo(nsd / n, within(1e-12));
            assertThat(value(new PerComponent(new Hausdorff(95)), masks[0], masks[1])).isEqualTo(hd95 / n,
                    within(1e-9));
        }
        assertThat(missed).isGreaterThan(10);
    }

    @Test
    void lesion_wise_scores_equal_a_loop_over_dilated_masks() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < TRIALS; trial++) {
            LabelMap[] masks = pair(random);
            Grid grid = masks[0].grid();
            Shape s = grid.shape();
            int dilation = random.nextInt(4);
            double above = random.nextInt(3) * 5;
            int[] p = components(masks[0].labels(), s);
            byte[] grown = masks[1].labels();
            for (int i = 0; i < dilation; i++) {
                grown = dilated(grown, s);
            }
            int[] group = components(grown, s);
            Spacing w = grid.spacing();
            double voxel = w.y() * w.x() * (s.axes() == 3 ? w.z() : 1);
            double dice = 0;
            double hd95 = 0;
            int counted = 0;
            var matched = new TreeSet<Integer>();
            for (int i = 1; i <= count(group); i++) {
                byte[] lesion = new byte[p.length];
                byte[] touching = new byte[p.length];
                var its = new TreeSet<Integer>();
                double size = 0;
                for (int v = 0; v < p.length; v++) {
                    if (group[v] != i) continue;
                    if (p[v] > 0) its.add(p[v]);
                    lesion[v] = masks[1].labels()[v];
                    size += lesion[v] * voxel;
                }
                matched.addAll(its);
                for (int v = 0; v < p.length; v++) {
                    if (its.contains(p[v])) touching[v] = 1;
                }
                if (size <= above) continue;
                counted++;
                LabelMap predicted = new LabelMap(grid, 2, touching);
                dice += value(new Dice(), predicted, new LabelMap(grid, 2, lesion));
                double d = value(new Hausdorff(95, Convention.AREA), predicted,
                        new LabelMap(grid, 2, lesion));
                hd95 += Double.isNaN(d) ? 300 : d;
            }
            int n = counted + count(p) - matched.size();
            assertThat(value(new BratsDice(dilation, above), masks[0], masks[1]))
                    .isCloseTo(n == 0 ? 1 : dice / n, within(1e-12));
            assertThat(value(new BratsHausdorff(dilation, above, 300), masks[0], masks[1]))
                    .isCloseTo(n == 0 ? 0 : (hd95 + 300 * (count(p) - matched.size())) / n, within(1e-9));
        }
    }

    /// One step by the voxels that share a face or an edge.
    private static byte[] dilated(byte[] mask, Shape s) {
        byte[] grown = mask.clone();
        for (int i = 0; i < mask.length; i++) {
            for (int j = 0; j < mask.length && grown[i] == 0; j++) {
                int[] a = at(s, i);
                int[] b = at(s, j);
                int moved = Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
                if (mask[j] == 1 && steps(s, i, j) == 1 && moved <= 2) grown[i] = 1;
            }
        }
        return grown;
    }

    @Test
    void dilation_equals_a_loop_also_where_rows_are_longer_than_a_word() {
        var random = new SplittableRandom(4);
        for (int width : new int[]{1, 63, 64, 65, 130}) {
            for (int trial = 0; trial < 3; trial++) {
                Grid grid = Grid.of(Shape.of(2, 3, width));
                byte[] mask = Masks.scattered(grid, 2, random).labels();
                byte[] twice = dilated(dilated(mask, grid.shape()), grid.shape());
                assertThat(Dilation.of(mask, grid.shape(), 2)).isEqualTo(twice);
            }
        }
    }

    @Test
    void recall_by_size_counts_lesions_above_one_size_and_up_to_another() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < TRIALS; trial++) {
            LabelMap[] masks = pair(random);
            Grid grid = masks[0].grid();
            int[] g = components(masks[1].labels(), grid.shape());
            Spacing w = grid.spacing();
            double voxel = w.y() * w.x() * (grid.shape().axes() == 3 ? w.z() : 1);
            double from = random.nextInt(4);
            double to = from + 1 + random.nextInt(20);
            double all = 0;
            double found = 0;
            for (int i = 1; i <= count(g); i++) {
                int size = 0;
                int shared = 0;
                for (int v = 0; v < g.length; v++) {
                    if (g[v] != i) continue;
                    size++;
                    shared += masks[0].labels()[v];
                }
                if (size * voxel <= from || size * voxel > to) continue;
                all++;
                if (shared > 0) found++;
            }
            double recall = value(new LesionRecall(from, to), masks[0], masks[1]);
            if (all == 0) assertThat(recall).isNaN();
            else assertThat(recall).isEqualTo(found / all);
        }
    }
}
