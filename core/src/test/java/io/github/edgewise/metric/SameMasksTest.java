package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The table in docs/explanation/same-masks.md. [GoldenMetricTest] compares the conventions with the tools.
class SameMasksTest {
    private static final Spacing SLICES = new Spacing(5, 1, 1);

    /// The pairs of the page, prediction first.
    private static Map<String, MaskPair> pairs() {
        var pairs = new LinkedHashMap<String, MaskPair>();
        pairs.put("two pixels, one of them", new MaskPair(Masks.of("....", ".##.", "...."),
                Masks.of("....", ".#..", "...."), 1));
        pairs.put("a voxel, its neighbour", boxes(Spacing.UNIT, new int[]{1, 1, 1, 1, 1, 1},
                new int[]{1, 1, 2, 1, 1, 1}));
        pairs.put("a bar of 5 voxels, one of 8", boxes(Spacing.UNIT, new int[]{1, 1, 1, 1, 1, 5},
                new int[]{1, 1, 1, 1, 1, 8}));
        pairs.put("a cube of 6 voxels, moved by one", boxes(Spacing.UNIT, new int[]{1, 1, 1, 6, 6, 6},
                new int[]{1, 1, 2, 6, 6, 6}));
        pairs.put("a cube of 6 voxels, one of 8 around it", boxes(Spacing.UNIT, new int[]{2, 2, 2, 6, 6, 6},
                new int[]{1, 1, 1, 8, 8, 8}));
        pairs.put("a sheet of 1 x 6 x 6 voxels, twice as thick", boxes(Spacing.UNIT,
                new int[]{1, 1, 1, 1, 6, 6}, new int[]{1, 1, 1, 2, 6, 6}));
        pairs.put("a lesion in 2 slices of 5 mm, in 3", boxes(SLICES, new int[]{1, 1, 1, 2, 4, 4},
                new int[]{1, 1, 1, 3, 4, 4}));
        pairs.put("a voxel of 5 x 1 x 1 mm, its neighbour in the slice", boxes(SLICES,
                new int[]{1, 1, 1, 1, 1, 1}, new int[]{1, 1, 2, 1, 1, 1}));
        pairs.put("`2d_border`, 1 mm", golden("2d_border", "1.0x1.0"));
        pairs.put("`2d_blobs`, 0.5 x 2 mm", golden("2d_blobs", "0.5x2.0"));
        pairs.put("`3d_balls`, 1 mm", golden("3d_balls", "1.0x1.0x1.0"));
        pairs.put("`3d_balls`, 2.5 x 0.97 x 1 mm", golden("3d_balls", "2.5x0.97x1.0"));
        return pairs;
    }

    private static MaskPair boxes(Spacing spacing, int[] prediction, int[] reference) {
        Grid grid = Grid.of(Shape.of(10, 10, 10), spacing);
        return new MaskPair(box(grid, prediction), box(grid, reference), 1);
    }

    private static LabelMap box(Grid grid, int[] box) {
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

    private static MaskPair golden(String name, String spacing) {
        String shape = Golden.shape("metrics/" + name + "_gt.npy");
        return new MaskPair(Golden.labels("metrics/" + name + "_pred.npy", shape, spacing, 2),
                Golden.labels("metrics/" + name + "_gt.npy", shape, spacing, 2), 1);
    }

    /// The rows of the table: the pair, then four HD95, four ASSD and three NSD.
    static List<String> table() {
        var rows = new ArrayList<String>();
        pairs().forEach((name, masks) -> {
            var row = new StringBuilder("| ").append(name).append(" |");
            for (Convention convention : Convention.values()) {
                append(row, new Hausdorff(95, convention), masks);
            }
            for (Convention convention : Convention.values()) {
                append(row, new AverageSurfaceDistance(convention), masks);
            }
            for (Convention convention : Convention.values()) {
                if (convention != Convention.DIRECTED) append(row, new SurfaceDice(1, convention), masks);
            }
            rows.add(row.toString());
        });
        return rows;
    }

    private static void append(StringBuilder row, Metric metric, MaskPair masks) {
        double value = ((Score.Value) metric.score(masks)).value();
        row.append(String.format(Locale.ROOT, " %.3f |", value));
    }

    @Test
    void the_page_has_the_scores_of_every_convention() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/explanation/same-masks.md"));
        assertThat(page).containsSubsequence(table());
    }
}
