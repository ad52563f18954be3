package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scores against a reference in which the class of some voxels is unknown.
class UnknownScoresTest {
    private static final List<String> REFERENCE = List.of(".....", ".##..", ".##..", ".##..", ".....");
    private static final List<String> PREDICTION = List.of("...##", ".##..", "####.", ".##.#", ".....");
    private static final List<String> UNKNOWN = List.of("...##", "...##", "...##", "...##", "...##");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void thePredictionOfUnknownVoxelsDoesNotCount(int seed) {
        var random = new Random(seed);
        Grid grid = Grid.of(new Shape(3, 4, 6, 7), new Spacing(2, 1, 0.7));
        LabelMap reference = Masks.scattered(grid, 3, random)
                .unknown(Masks.scattered(grid, 2, random).labels());
        LabelMap prediction = Masks.scattered(grid, 3, random);
        LabelMap changed = changed(prediction, Masks.scattered(grid, 3, random), reference);
        float[] p = probabilities(random, grid.shape().values(3));
        float[] other = p.clone();
        for (int i = 0; i < p.length; i++) {
            if (!reference.isKnown(i % grid.voxels())) other[i] = random.nextFloat();
        }

        assertThat(Evaluation.of("a", MaskPair.ofClasses(changed, reference, new Volume(grid, other)),
                Metrics.known()))
                .isEqualTo(Evaluation.of("a", MaskPair.ofClasses(prediction, reference, new Volume(grid, p)),
                        Metrics.known()));
        assertThat(LesionCurve.of("a", new Volume(grid, other), reference, LesionCurve.THRESHOLDS))
                .isEqualTo(LesionCurve.of("a", new Volume(grid, p), reference, LesionCurve.THRESHOLDS));
    }

    @Test
    void overlapIsThatOfTheLabelledVoxels() {
        assertThat(score(new Dice())).isEqualTo(2 * 6. / (6 + 7), within(1e-12));
    }

    @Test
    void masksHaveNoBorderWhereTheyMeetUnknownVoxels() {
        // 5 border voxels each, of which 4 are common; the middle of the right side is none
        assertThat(score(new SurfaceDice(0.5))).isEqualTo(8 / 10., within(1e-12));
        assertThat(score(new Hausdorff(100))).isEqualTo(1, within(1e-12));
        // 7 and 9 faces, of which 6 are common
        assertThat(score(new SurfaceDice(1e-9, Convention.EXACT))).isEqualTo(12 / 16., within(1e-6));
        // elements of the same masks, cut at the unknown voxels: those on the right do not count
        assertThat(score(new SurfaceDice(0.1, Convention.AREA)))
                .isLessThan(score(new SurfaceDice(2, Convention.AREA)));
        assertThat(score(new BoundaryIou(0.1))).isEqualTo(5 / 6., within(1e-12));
        assertThat(score(new FoundHausdorff(100))).isEqualTo(1, within(1e-12));
    }

    @Test
    void aMaskBetweenUnknownVoxelsHasNoDistances() {
        LabelMap reference = Masks.of(".#.").unknown(new byte[]{1, 0, 1});
        var row = new LabelMap(Grid.of(new Shape(3, 3, 3, 3)), 2, new byte[27]);
        row.labels()[13] = 1;
        byte[] around = new byte[27];
        Arrays.fill(around, (byte) 1);
        around[13] = 0;
        LabelMap middle = row.unknown(around);
        for (Metric metric : List.of(new SurfaceDice(1), new Hausdorff(95), new BoundaryIou())) {
            Evaluation scores = Evaluation.of("a", row, middle, List.of(metric)).with(EmptyMasks.PENALTY);
            assertThat(scores.rows().getFirst().score())
                    .isEqualTo(new Score.Undefined("no border between labelled voxels"));
        }
        assertThat(new Dice().score(new MaskPair(row, middle, 1))).isEqualTo(new Score.Value(1));
        assertThat(new SurfaceDice(1).score(new MaskPair(reference, reference, 1)))
                .isEqualTo(new Score.Value(1)); // its borders are those of the image
    }

    private static double score(Metric metric) {
        LabelMap reference = mask(REFERENCE).unknown(mask(UNKNOWN).labels());
        return ((Score.Value) metric.score(new MaskPair(mask(PREDICTION), reference, 1))).value();
    }

    private static LabelMap mask(List<String> rows) { return Masks.of(rows.toArray(String[]::new)); }

    private static LabelMap changed(LabelMap prediction, LabelMap others, LabelMap reference) {
        byte[] labels = prediction.labels().clone();
        for (int i = 0; i < labels.length; i++) {
            if (!reference.isKnown(i)) labels[i] = others.labels()[i];
        }
        return new LabelMap(prediction.grid(), prediction.classes(), labels);
    }

    private static float[] probabilities(Random random, int n) {
        float[] p = new float[n];
        for (int i = 0; i < n; i++) {
            p[i] = random.nextFloat();
        }
        return p;
    }
}
