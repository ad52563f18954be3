package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Random;

/// Images to write and to read back.
final class RoundTrip {
    private RoundTrip() {}

    /// A grid whose axes are swapped, flipped and turned by 30 degrees.
    static Grid turned(Shape shape) {
        double c = Math.sqrt(3) / 2;
        var affine = List.of(0., -0.97 * c, -3 * 0.5, 5.25, 0.4, 0., 0., -6.5, 0., -0.97 * 0.5, 3 * c, 7.125);
        return new Grid(shape, new Spacing(3, 0.97, 0.4), new Orientation(affine, 1));
    }

    /// A turned volume, the same with two channels, and a plain 2-D image.
    static List<Volume> volumes() {
        return List.of(volume(turned(Shape.of(2, 3, 4)), 1), volume(turned(Shape.of(2, 3, 4)), 2),
                volume(Grid.of(Shape.of(3, 4), Spacing.of(0.25, 4)), 1));
    }

    static Volume volume(Grid grid, int channels) {
        float[] values = new float[channels * grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.1f - 1;
        }
        return new Volume(grid, values);
    }

    /// Random labels of all 256 classes on a turned grid.
    static LabelMap labels() {
        byte[] labels = new byte[5 * 7 * 9];
        new Random(1).nextBytes(labels);
        return new LabelMap(turned(Shape.of(5, 7, 9)), 256, labels);
    }

    static void assertSame(Volume came, Volume expected) {
        assertThat(came.values()).isEqualTo(expected.values());
        assertSame(came.grid(), expected.grid());
    }

    /// The same voxels, the affine to 1e-6.
    static void assertSame(Grid came, Grid expected) {
        assertThat(came.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < 12; i++) {
            assertThat(came.orientation().affine().get(i)).as("affine " + i)
                    .isCloseTo(expected.orientation().affine().get(i), within(1e-6));
        }
        assertThat(came.spacing().z()).isCloseTo(expected.spacing().z(), within(1e-6));
        assertThat(came.spacing().y()).isCloseTo(expected.spacing().y(), within(1e-6));
        assertThat(came.spacing().x()).isCloseTo(expected.spacing().x(), within(1e-6));
    }
}
