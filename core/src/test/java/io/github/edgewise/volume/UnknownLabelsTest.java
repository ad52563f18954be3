package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Voxels whose class is unknown, and what moves voxels.
class UnknownLabelsTest {
    private static final Grid GRID = Grid.of(new Shape(3, 3, 4, 5), new Spacing(2, 1, 1));

    @Test
    void anUnknownVoxelIsOfNoClass() {
        LabelMap labels = labels(0, 1, 2, 1).unknown(new byte[]{1, 1, 0, 0});

        assertThat(labels.labels()).containsExactly(0, 0, 2, 1);
        assertThat(labels.coded()).containsExactly(-1, -1, 2, 1);
        assertThat(labels.count(0)).isZero();
        assertThat(labels.count(1)).isOne();
        assertThat(labels.labelled()).isEqualTo(2);
        assertThat(labels.isKnown(1)).isFalse();
        assertThat(labels.isKnown(2)).isTrue();
        assertThat(labels.withUnknownAs(3).labels()).containsExactly(3, 3, 2, 1);
    }

    @Test
    void codedLabelsAreReadBack() {
        LabelMap labels = labels(0, 1, 2, 1).unknown(new byte[]{1, 0, 0, 1});
        assertThat(LabelMap.ofCoded(labels.grid(), 3, labels.coded()).coded()).isEqualTo(labels.coded());
        assertThat(labels(0, 1, 2, 1).coded()).containsExactly(0, 1, 2, 1);
    }

    @Test
    void withoutUnknownVoxelsTheMapStaysAsItIs() {
        LabelMap labels = labels(0, 1, 2, 1);
        assertThat(labels.unknown(new byte[4])).isSameAs(labels);
        assertThat(labels.unknownLike(labels)).isSameAs(labels);
        assertThat(labels.unknown(new byte[]{1, 0, 0, 0}).unknownLike(labels).hasUnknown()).isFalse();
    }

    @Test
    void class255AndUnknownVoxelsExcludeEachOther() {
        LabelMap all = new LabelMap(GRID, 256, new byte[GRID.voxels()]);
        byte[] one = new byte[GRID.voxels()];
        one[0] = 1;
        assertThatThrownBy(() -> all.unknown(one)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("255 classes");
    }

    @Test
    void whatMovesVoxelsMovesUnknownOnesToo() {
        LabelMap labels = random(new Random(3));
        LabelMap extra = labels.withUnknownAs(3); // the same with a class in place of the unknown
        var box = new Box(1, 1, 0, new Shape(3, 2, 3, 4));
        Grid fine = VolumeResampling.grid(GRID, new Spacing(1, 1, 0.5));
        Grid coarse = VolumeResampling.grid(GRID, new Spacing(4, 2, 2));

        assertMoved(labels.slice(1), extra.slice(1));
        assertMoved(labels.on(GRID.with(Spacing.UNIT)), extra.on(GRID));
        assertMoved(labels.classes(7), extra);
        assertMoved(box.cut(labels), box.cut(extra));
        assertMoved(VolumeResampling.nearest(labels, fine), VolumeResampling.nearest(extra, fine));
        assertMoved(VolumeResampling.labels(labels, coarse), VolumeResampling.labels(extra, coarse));
        assertMoved(CoarseLabels.of(labels, 1, 2, 2), CoarseLabels.of(extra, 1, 2, 2));
    }

    private static void assertMoved(LabelMap labels, LabelMap extra) {
        assertThat(labels.hasUnknown()).isTrue();
        assertThat(labels.withUnknownAs(3).labels()).isEqualTo(extra.labels());
    }

    private static LabelMap random(Random random) {
        byte[] labels = new byte[GRID.voxels()];
        byte[] unknown = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(3);
            unknown[i] = (byte) random.nextInt(2);
        }
        return new LabelMap(GRID, 3, labels).unknown(unknown);
    }

    private static LabelMap labels(int... values) {
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
        }
        return new LabelMap(Grid.of(Shape.of(1, values.length)), 3, labels);
    }
}
