package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Every number of four other tools, from the option that states their convention.
class GoldenMetricTest {
    /// A table whose first line names its columns.
    private static List<Map<String, String>> table(String resource) {
        List<String[]> lines = Golden.index(resource);
        String[] names = lines.getFirst();
        return lines.stream().skip(1).map(line -> {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], line[i]);
            }
            return row;
        }).toList();
    }

    private static MaskPair pair(Map<String, String> row) {
        String shape = Golden.shape("metrics/" + row.get("reference"));
        return new MaskPair(Golden.labels("metrics/" + row.get("prediction"), shape, row.get("spacing"), 2),
                Golden.labels("metrics/" + row.get("reference"), shape, row.get("spacing"), 2), 1);
    }

    private static Metric metric(String column) {
        return switch (column) {
            case "medpy.hd" -> new Hausdorff(100);
            case "medpy.hd95" -> new Hausdorff(95);
            case "medpy.assd", "monai.assd" -> new AverageSurfaceDistance();
            case "medpy.dc", "deepmind.dice" -> new Dice();
            case "medpy.jc" -> new Iou();
            case "medpy.precision" -> new Precision();
            case "medpy.recall" -> new Recall();
            case "medpy.ravd" -> new VolumeDifference();
            case "monai.hd" -> new Hausdorff(100, Convention.DIRECTED);
            case "monai.hd95" -> new Hausdorff(95, Convention.DIRECTED);
            case "monai.nsd_1.0" -> new SurfaceDice(1);
            case "monai.nsd_2.0" -> new SurfaceDice(2);
            case "monai.nsd_1.0_subvoxel", "deepmind.nsd_1.0" -> new SurfaceDice(1, Convention.AREA);
            case "monai.nsd_2.0_subvoxel", "deepmind.nsd_2.0" -> new SurfaceDice(2, Convention.AREA);
            case "deepmind.nsd_0.5" -> new SurfaceDice(0.5, Convention.AREA);
            case "deepmind.nsd_3.0" -> new SurfaceDice(3, Convention.AREA);
            case "deepmind.robust_hd_100" -> new Hausdorff(100, Convention.AREA);
            case "deepmind.robust_hd_95" -> new Hausdorff(95, Convention.AREA);
            default -> throw new IllegalArgumentException(column);
        };
    }

    /// Numbers that no metric gives, but its parts.
    private static double part(String column, MaskPair masks) {
        return switch (column) {
            case "medpy.asd", "monai.asd_pred_to_gt" -> masks.surface().fromPrediction().mean();
            case "medpy.asd_gt_to_pred" -> masks.surface().fromReference().mean();
            case "medpy.specificity" -> new Recall().score(complement(masks)) instanceof Score.Value(var v)
                    ? v
                    : 0;
            case "monai.hd95_directed_pred_to_gt" -> masks.surface().fromPrediction().interpolated(95);
            case "avg_gt_to_pred" -> masks.elements().fromReference().mean();
            case "avg_pred_to_gt" -> masks.elements().fromPrediction().mean();
            case "overlap_gt_1mm" -> overlap(masks.elements().fromReference());
            case "overlap_pred_1mm" -> overlap(masks.elements().fromPrediction());
            case "area_gt" -> masks.elements().fromReference().total();
            case "area_pred" -> masks.elements().fromPrediction().total();
            case "n_surfels_gt" -> masks.elements().fromReference().count();
            case "n_surfels_pred" -> masks.elements().fromPrediction().count();
            default -> ((Score.Value) metric(column).score(masks)).value();
        };
    }

    private static double overlap(BorderDistances distances) {
        return distances.within(1) / distances.total();
    }

    private static MaskPair complement(MaskPair masks) {
        return new MaskPair(masks.prediction(), masks.reference(), 0);
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.getOrDefault(column, ""));
    }

    @Test
    void two_masks_with_voxels_give_the_numbers_of_every_tool() {
        int compared = 0;
        for (Map<String, String> row : table("metrics/metrics.txt")) {
            MaskPair masks = pair(row);
            if (masks.emptiness().isPresent()) continue;
            for (String column : row.keySet()) {
                if (!column.contains(".") || column.startsWith("reference.")) continue;
                double expected = number(row, column);
                Offset<Double> tolerance = column.startsWith("monai")
                        ? within(1e-6 + 1e-5 * expected)
                        : within(1e-9);
                String part = column.matches("deepmind\\.(avg|overlap|area|n_).*")
                        ? column.substring("deepmind.".length())
                        : column;
                assertThat(part(part, masks)).as(row.get("name") + " " + row.get("spacing") + " " + column)
                        .isCloseTo(expected, tolerance);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(22 * 35);
    }

    @Test
    void an_empty_mask_gives_what_a_tool_says_or_no_number_but_never_another_one() {
        for (Map<String, String> row : table("metrics/metrics.txt")) {
            MaskPair masks = pair(row);
            if (masks.emptiness().isEmpty()) continue;
            for (String column : List.of("medpy.hd", "medpy.hd95", "medpy.assd", "medpy.dc", "medpy.jc",
                    "medpy.precision", "medpy.recall", "medpy.ravd", "deepmind.dice", "deepmind.nsd_1.0",
                    "deepmind.robust_hd_95", "monai.nsd_1.0", "monai.hd95")) {
                if (metric(column).score(masks) instanceof Score.Value(var v)) {
                    assertThat(v).as(row.get("name") + " " + column).isEqualTo(number(row, column));
                }
            }
        }
    }

    @Test
    void the_utilities_of_the_published_code_agree_for_background_and_foreground() {
        for (Map<String, String> row : table("metrics/metrics.txt")) {
            for (int k = 0; k < 2; k++) {
                MaskPair one = pair(row);
                var masks = new MaskPair(one.prediction(), one.reference(), k);
                double dice = Double.parseDouble(row.getOrDefault("reference.dice", "").split(" ", -1)[k]);
                double hd = Double.parseDouble(row.getOrDefault("reference.hd", "").split(" ", -1)[k]);
                String name = row.get("name") + ", class " + k;
                if (masks.predicted() + masks.referenced() == 0) {
                    assertThat(new Dice().score(masks)).as(name).isInstanceOf(Score.Undefined.class);
                    continue;
                }
                assertThat(new Dice().score(masks)).as(name)
                        .satisfies(s -> assertThat(((Score.Value) s).value()).isCloseTo(dice, within(1e-5)));
                var hausdorff = new Hausdorff(100);
                double ours = hausdorff.score(masks) instanceof Score.Value(var v)
                        ? v
                        : hausdorff.penalty(masks); // the published code takes the diagonal, too
                assertThat(ours).as(name).isCloseTo(hd, within(1e-5 * hd));
            }
        }
    }

    @Test
    void a_batch_of_label_maps_agrees_class_by_class() {
        String[] size = Golden.shape("metrics/batch_gt.npy").split("x", -1);
        Shape shape = Shape.of(Integer.parseInt(size[1]), Integer.parseInt(size[2]));
        byte[] reference = bytes("metrics/batch_gt.npy");
        byte[] prediction = bytes("metrics/batch_pred.npy");
        for (String[] row : Golden.index("metrics/batch.txt")) {
            if (row[0].equals("all")) {
                Grid stack = Grid.of(Shape.of(3, shape.height(), shape.width()));
                assertClose(scores(stack, prediction, reference, new Dice()), row[2]);
                continue;
            }
            int from = Integer.parseInt(row[0]) * shape.voxels();
            byte[] p = Arrays.copyOfRange(prediction, from, from + shape.voxels());
            byte[] g = Arrays.copyOfRange(reference, from, from + shape.voxels());
            String[] mm = row[1].split("x", -1);
            Grid spaced = Grid.of(shape,
                    Spacing.of(Double.parseDouble(mm[0]), Double.parseDouble(mm[1])));
            assertClose(scores(Grid.of(shape), p, g, new Dice()), row[2]);
            assertClose(scores(Grid.of(shape), p, g, new Hausdorff(100)), row[3]);
            assertClose(scores(spaced, p, g, new Hausdorff(100)), row[4]);
        }
    }

    private static void assertClose(List<Double> values, String expected) {
        assertThat(values).hasSize(4);
        for (int k = 0; k < 4; k++) {
            assertThat(values.get(k)).as("class " + k)
                    .isCloseTo(doubles(expected).get(k), within(1e-5 * values.get(k)));
        }
    }

    private static List<Double> scores(Grid grid, byte[] prediction, byte[] reference, Metric metric) {
        var values = new ArrayList<Double>();
        for (int k = 0; k < 4; k++) {
            var masks = new MaskPair(new LabelMap(grid, 4, prediction), new LabelMap(grid, 4, reference), k);
            values.add(((Score.Value) metric.score(masks)).value());
        }
        return values;
    }

    private static List<Double> doubles(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Double::valueOf).toList();
    }

    private static byte[] bytes(String resource) {
        double[] values = Golden.npy(resource);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void deepminds_own_tests_pass() {
        int defined = 0;
        for (Map<String, String> row : table("metrics/surface_distance.txt")) {
            var masks = new MaskPair(boxes(row, "prediction"), boxes(row, "reference"), 1);
            String name = row.get("name");
            double dice = number(row, "dice");
            assertThat(new Dice().score(masks)).as(name).isEqualTo(Double.isNaN(dice)
                    ? new Score.Undefined("class absent from prediction and reference")
                    : new Score.Value(dice));
            if (masks.emptiness().isPresent()) {
                assertThat(new Hausdorff(100, Convention.AREA).score(masks)).as(name)
                        .isInstanceOf(Score.Undefined.class);
                continue;
            }
            defined++;
            for (String column : List.of("avg_gt_to_pred", "avg_pred_to_gt", "overlap_gt_1mm",
                    "overlap_pred_1mm", "area_gt", "area_pred", "n_surfels_gt", "n_surfels_pred",
                    "robust_hd_100", "robust_hd_95", "nsd_1.0")) {
                String part = column.matches("(robust|nsd).*") ? "deepmind." + column : column;
                double expected = number(row, column);
                assertThat(part(part, masks)).as(name + " " + column).isCloseTo(expected,
                        within(1e-9 + 1e-12 * expected));
            }
        }
        assertThat(defined).isEqualTo(4);
    }

    /// A label map of boxes `50-51x60-61`.
    private static LabelMap boxes(Map<String, String> row, String column) {
        String[] n = row.getOrDefault("shape", "").split("x", -1);
        String[] w = row.getOrDefault("spacing", "").split("x", -1);
        int last = n.length - 1;
        Shape s = last == 1
                ? Shape.of(Integer.parseInt(n[0]), Integer.parseInt(n[1]))
                : Shape.of(Integer.parseInt(n[0]), Integer.parseInt(n[1]), Integer.parseInt(n[2]));
        var spacing = new Spacing(last == 1 ? 1 : Double.parseDouble(w[0]), Double.parseDouble(w[last - 1]),
                Double.parseDouble(w[last]));
        byte[] labels = new byte[s.voxels()];
        String box = row.getOrDefault(column, "");
        if (!box.isEmpty()) {
            int[][] ranges = Arrays.stream(box.split("x", -1))
                    .map(r -> Arrays.stream(r.split("-", -1)).mapToInt(Integer::parseInt).toArray())
                    .toArray(int[][]::new);
            for (int i = 0; i < labels.length; i++) {
                boolean inside = covers(ranges[last], i % s.width())
                        && covers(ranges[last - 1], i / s.width() % s.height())
                        && (last == 1 || covers(ranges[0], i / s.width() / s.height()));
                labels[i] = (byte) (inside ? 1 : 0);
            }
        }
        return new LabelMap(Grid.of(s, spacing), 2, labels);
    }

    private static boolean covers(int[] range, int at) { return at >= range[0] && at < range[1]; }
}
