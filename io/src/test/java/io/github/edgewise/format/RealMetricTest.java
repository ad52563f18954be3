package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.metric.Convention;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Score;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.volume.LabelMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two visits of patients with multiple sclerosis, and two observers of retinal vessels.
@Tag("real")
class RealMetricTest {
    private static final Path DATA = Path.of("../../shared/data");

    @Test
    void real_masks_score_as_deepmind_scores_them() throws IOException {
        assumeTrue(Files.isDirectory(DATA),
                () -> "skipped: there is no " + DATA.toAbsolutePath().normalize());
        List<String[]> rows = rows();
        assertThat(rows).hasSize(7);
        for (String[] row : rows) {
            LabelMap reference = Volumes.readLabels(DATA.resolve(row[0]), LabelRule.FOREGROUND);
            LabelMap prediction = Volumes.readLabels(DATA.resolve(row[1]), LabelRule.FOREGROUND);
            var masks = new MaskPair(prediction, reference, 1);
            assertThat(masks.referenced()).isEqualTo(Long.parseLong(row[9]));
            assertThat(masks.predicted()).isEqualTo(Long.parseLong(row[10]));
            List<Metric> metrics = List.of(new Dice(), new Hausdorff(100, Convention.AREA),
                    new Hausdorff(95, Convention.AREA));
            for (int i = 0; i < metrics.size(); i++) {
                assertClose(((Score.Value) metrics.get(i).score(masks)).value(), row, 2 + i);
            }
            assertClose(masks.elements().fromReference().mean(), row, 5);
            assertClose(masks.elements().fromPrediction().mean(), row, 6);
            for (int mm = 1; mm <= 2; mm++) {
                var nsd = new SurfaceDice(mm, Convention.AREA);
                assertClose(((Score.Value) nsd.score(masks)).value(), row, 6 + mm);
            }
        }
    }

    private static void assertClose(double value, String[] row, int column) {
        assertThat(value).as(row[0] + ", column " + column)
                .isCloseTo(Double.parseDouble(row[column]), within(1e-9));
    }

    private static List<String[]> rows() throws IOException {
        try (InputStream in = Objects
                .requireNonNull(RealMetricTest.class.getResourceAsStream("/golden/real_metrics.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).map(line -> line.split(";", -1)).toList();
        }
    }
}
