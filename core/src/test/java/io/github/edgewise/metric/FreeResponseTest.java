package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.metric.LesionCurve.Point;
import io.github.edgewise.statistics.Bootstrap;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeResponseTest {
    private static final List<Double> THRESHOLDS = List.of(0.2, 0.5, 0.8);

    /// Probabilities of two classes from digits: 7 is 0.7.
    private static Volume probabilities(String... rows) {
        int n = rows.length * rows[0].length();
        float[] values = new float[2 * n];
        for (int i = 0; i < n; i++) {
            values[n + i] = (rows[i / rows[0].length()].charAt(i % rows[0].length()) - '0') / 10f;
            values[i] = 1 - values[n + i];
        }
        return new Volume(Grid.of(Shape.of(rows.length, rows[0].length())), values);
    }

    @Test
    void every_threshold_counts_the_components_that_reach_it() {
        LesionCurve curve = LesionCurve.of("a", probabilities(
                "9600300",
                "0000006",
                "0030000"),
                Masks.of(
                        "##.....",
                        ".......",
                        "..##..."),
                THRESHOLDS).getFirst();
        // at 0.2: four components, of which 96 and 3 meet the reference; at 0.5 96 and 6; at 0.8 9 alone
        assertThat(curve).isEqualTo(new LesionCurve("a", 1, 2, 4, List.of(
                new Point(0.2, 2, 4, 2, 5, 3), new Point(0.5, 1, 2, 1, 3, 2),
                new Point(0.8, 1, 1, 1, 1, 1))));
        assertThat(curve.points().getFirst().invented()).isEqualTo(2);
    }

    @Test
    void a_probability_reaches_the_threshold_that_it_equals() {
        for (double threshold : LesionCurve.THRESHOLDS) {
            var stored = new Volume(Grid.of(Shape.of(1, 2)), new float[]{1, 1, (float) threshold, 0});
            assertThat(LesionCurve.of("a", stored, Masks.of("#."), List.of(threshold)).getFirst().points())
                    .containsExactly(new Point(threshold, 1, 1, 1, 1, 1));
        }
    }

    @Test
    void empty_masks_and_probabilities_count_nothing() {
        LesionCurve curve = LesionCurve.of("a", probabilities("00", "00"), Masks.of("..", ".."), THRESHOLDS)
                .getFirst();
        assertThat(curve.lesions()).isZero();
        assertThat(curve.points()).allMatch(p -> p.predicted() == 0 && p.above() == 0);
        assertThat(new FreeResponse(List.of(curve)).recallAt(1)).isNaN();
        assertThat(new FreeResponse(List.of()).recallAt(1)).isNaN();
        assertThat(new FreeResponse(List.of()).totals()).isEmpty();
    }

    @Test
    void random_cases_are_counted_as_by_a_plain_loop() {
        var random = new SplittableRandom(4);
        for (int trial = 0; trial < 100; trial++) {
            Shape s = Masks.shape(random);
            int n = s.voxels();
            float[] values = new float[3 * n];
            byte[] labels = new byte[n];
            for (int i = 0; i < n; i++) {
                labels[i] = (byte) (random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0);
                values[n + i] = random.nextInt(3) == 0 ? (float) random.nextDouble() : 0;
                values[2 * n + i] = random.nextInt(3) == 0 ? 1 - values[n + i] : 0;
                values[i] = 1 - values[n + i] - values[2 * n + i];
            }
            var reference = new LabelMap(Grid.of(s), 3, labels);
            for (LesionCurve curve : LesionCurve.of("a", new Volume(Grid.of(s), values), reference,
                    THRESHOLDS)) {
                for (Point p : curve.points()) {
                    assertThat(p).isEqualTo(plainly(values, reference, curve.classIndex(), p.threshold()));
                }
                assertThat(curve.lesions()).isEqualTo(Components.of(reference, curve.classIndex()).count());
                assertThat(curve.voxels()).isEqualTo(reference.count(curve.classIndex()));
            }
        }
    }

    private static Point plainly(float[] values, LabelMap reference, int k, double threshold) {
        int n = reference.grid().voxels();
        byte[] mask = new byte[n];
        int both = 0;
        for (int i = 0; i < n; i++) {
            if (values[k * n + i] >= threshold) mask[i] = (byte) k;
            if (mask[i] == k && reference.at(i) == k) both++;
        }
        var prediction = new LabelMap(reference.grid(), 3, mask);
        Lesions lesions = new MaskPair(prediction, reference, k).lesions();
        return new Point(threshold, lesions.found(), lesions.predicted(), lesions.confirmed(),
                prediction.count(k), both);
    }

    private static LesionCurve curve(String name, int lesions, int[] found, int[] predicted,
            int[] confirmed) {
        var points = new ArrayList<Point>();
        for (int t = 0; t < found.length; t++) {
            points.add(new Point(THRESHOLDS.get(t), found[t], predicted[t], confirmed[t], 10, 5));
        }
        return new LesionCurve(name, 1, lesions, 20, points);
    }

    private static final List<LesionCurve> TWO = List.of(
            curve("a", 4, new int[]{4, 3, 1}, new int[]{9, 3, 1}, new int[]{4, 2, 1}),
            curve("b", 1, new int[]{1, 0, 0}, new int[]{2, 2, 0}, new int[]{1, 0, 0}));

    @Test
    void recall_is_that_of_the_best_threshold_with_so_few_false_lesions() {
        var both = new FreeResponse(TWO); // false lesions per case: 3, 1.5, 0; recall 1, 0.6, 0.2
        assertThat(both.recallAt(4)).isOne();
        assertThat(both.recallAt(3)).isOne();
        assertThat(both.recallAt(2)).isEqualTo(0.6);
        assertThat(both.recallAt(0.5)).isEqualTo(0.2);
        assertThat(both.lesions()).isEqualTo(5);
        FreeResponse.Total middle = both.totals().get(1);
        assertThat(middle).isEqualTo(new FreeResponse.Total(0.5, 1.5, 0.6, 0.4, 0.25, 0.5));
    }

    @Test
    void one_component_over_the_whole_image_is_no_recall_without_false_lesions() {
        var blob = new FreeResponse(List.of(
                curve("a", 4, new int[]{4, 3, 1}, new int[]{1, 12, 1}, new int[]{1, 3, 1})));
        assertThat(blob.recallAt(1)).isEqualTo(0.25);
        assertThat(blob.recallAt(9)).isOne();
    }

    @Test
    void intervals_resample_patients_with_all_their_cases() {
        var curves = new ArrayList<LesionCurve>();
        for (int i = 0; i < 6; i++) {
            int found = i % 3;
            curves.add(curve("p" + i + "-1", 2, new int[]{2, found, 0}, new int[]{9, 3, 1},
                    new int[]{2, 1, 1}));
            curves.add(curve("p" + i + "-2", 2, new int[]{2, found, 0}, new int[]{9, 3, 1},
                    new int[]{2, 1, 1}));
        }
        var bootstrap = new Bootstrap(500, 1, 0.95);
        var all = new FreeResponse(curves);
        Bootstrap.Interval byPatient = all.recallAt(2, bootstrap, name -> name.substring(0, 2));
        assertThat(byPatient.estimate()).isEqualTo(all.recallAt(2)).isEqualTo(0.5);
        double[] parts = {0, 2, 4, 0, 2, 4};
        double[] wholes = {4, 4, 4, 4, 4, 4};
        assertThat(byPatient).isEqualTo(bootstrap.ratio(parts, wholes));
        Bootstrap.Interval byCase = all.recallAt(2, bootstrap, name -> name);
        assertThat(byCase.high() - byCase.low()).isLessThan(byPatient.high() - byPatient.low());
    }

    @Test
    void a_file_gives_back_what_was_written(@TempDir Path folder) throws IOException {
        List<LesionCurve> curves = List.of(TWO.getFirst(),
                new LesionCurve("case, \"b\"", 2, 1, 3, List.of(new Point(0.5, 1, 2, 1, 9, 3))));
        Path file = Files.writeString(folder.resolve("thresholds.csv"), FreeResponse.csv(curves));
        assertThat(FreeResponse.read(file)).isEqualTo(curves);
        assertThat(FreeResponse.ofClasses(curves)).extracting(FreeResponse::classIndex).containsExactly(1, 2);
        assertThat(FreeResponse.ofLesions(curves)).extracting(FreeResponse::classIndex).containsExactly(1);
        Files.writeString(file, FreeResponse.csv(curves).replace(",0.5,", ",half,"));
        assertThatThrownBy(() -> FreeResponse.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("line 3 of").hasMessageContaining("score the run again");
        Files.writeString(file, "case\n");
        assertThatThrownBy(() -> FreeResponse.read(file))
                .hasMessageContaining("must begin with the line case,");
    }

    @Test
    void cases_of_different_thresholds_or_classes_make_no_curve() {
        LesionCurve other = new LesionCurve("b", 2, 1, 3, TWO.getFirst().points());
        assertThatThrownBy(() -> new FreeResponse(List.of(TWO.getFirst(), other)))
                .hasMessageContaining("but b has class 2");
        assertThatThrownBy(() -> LesionCurve.of("a", probabilities("0"), Masks.of("."), List.of(0.5, 0.5)))
                .hasMessageContaining("thresholds must ascend").hasMessageContaining("number 2 is 0.5");
        assertThatThrownBy(() -> LesionCurve.of("a", probabilities("00"), Masks.of("."), THRESHOLDS))
                .hasMessageContaining("voxels");
        assertThat(new FreeResponse(TWO).totals().getFirst().voxelRecall()).isCloseTo(0.25, within(1e-12));
    }
}
