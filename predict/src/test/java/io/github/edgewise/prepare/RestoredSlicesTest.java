package io.github.edgewise.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RestoredSlicesTest {
    private static final int CLASSES = 3;

    @Test
    void probabilities_come_back_slice_by_slice_bit_for_bit_as_all_at_once() {
        var random = new SplittableRandom(5);
        for (Preparation.Axes axes : Preparation.Axes.values()) {
            for (boolean crops : new boolean[]{false, true}) {
                for (double w : new double[]{0.4, 0.95, 1, 1.7, 3.1}) {
                    check(new Preparation(crops, List.of(Normalisation.IMAGE), axes,
                            new Spacing(w, 1.3 * w, w)),
                            random);
                }
            }
        }
        for (int size : new int[]{7, 16}) {
            check(new Preparation(false, List.of(Normalisation.IMAGE), Preparation.Axes.NONE, Spacing.UNIT,
                    size),
                    random);
        }
    }

    private static void check(Preparation preparation, SplittableRandom random) {
        for (Shape shape : List.of(Shape.of(9, 13, 10), Shape.of(1, 8, 9), Shape.of(14, 11))) {
            var image = new Volume(Grid.of(shape, new Spacing(shape.axes() == 2 ? 1 : 2.5, 1, 0.8)),
                    inner(shape, random));
            PreparedImage prepared = preparation.prepare(image);
            Shape seen = prepared.image().grid().shape();
            float[] p = new float[CLASSES * seen.voxels()];
            for (int i = 0; i < p.length; i++) {
                p[i] = (float) random.nextDouble();
            }
            Volume whole = prepared.restore(new Volume(prepared.image().grid(), p));
            Supplier<float[]> slices = prepared.restore(slices(p, seen), CLASSES);
            for (int z = 0; z < shape.depth(); z++) {
                assertThat(slices.get()).as("%s of %s, slice %d", preparation, shape, z)
                        .isEqualTo(slice(whole.values(), shape, z));
            }
        }
    }

    /// Random values inside, zeros at the border, so that there is something to crop.
    private static float[] inner(Shape s, SplittableRandom random) {
        float[] values = new float[s.voxels()];
        for (int i = 0; i < values.length; i++) {
            int x = i % s.width();
            int y = i / s.width() % s.height();
            int z = i / s.width() / s.height();
            boolean inside = x > 2 && x < s.width() - 1 && y > 1
                    && (s.depth() < 4 || (z > 2 && z < s.depth() - 2));
            if (inside) values[i] = (float) random.nextDouble(1, 2);
        }
        return values;
    }

    private static Supplier<float[]> slices(float[] values, Shape shape) {
        var next = new AtomicInteger();
        return () -> slice(values, shape, next.getAndIncrement());
    }

    private static float[] slice(float[] values, Shape s, int z) {
        int plane = s.height() * s.width();
        float[] slice = new float[CLASSES * plane];
        for (int k = 0; k < CLASSES; k++) {
            System.arraycopy(values, (k * s.depth() + z) * plane, slice, k * plane, plane);
        }
        return slice;
    }
}
