package io.github.edgewise.volume;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;

/// [VolumeResampling#image] slice by slice, for images of many channels that do not fit in memory: the same
/// numbers bit for bit, from no more slices than one new slice needs.
public final class SliceResampling implements Supplier<float[]> {
    private final Supplier<float[]> source;
    private final int channels;
    private final Shape from;
    private final Shape to;
    private final VolumeResampling.Taps[] axes;
    private final Deque<float[]> ready = new ArrayDeque<>();
    private int firstReady;
    private int made;

    /// @param source gives the slices of the image, shape `[C, H, W]`, from the first on
    /// @param channels C
    /// @param from the grid of the image
    /// @param to the new grid
    /// @throws IllegalArgumentException where one grid is 2-D and the other 3-D
    public SliceResampling(Supplier<float[]> source, int channels, Grid from, Grid to) {
        this.source = source;
        this.channels = channels;
        this.from = from.shape();
        this.to = to.shape();
        this.axes = VolumeResampling.Taps.of(from, to, true);
    }

    /// The next new slice, shape `[C, H', W']`. There are as many as the new grid has.
    @Override
    public float[] get() {
        VolumeResampling.Taps z = axes[0];
        int first = z.first[made];
        float[] weights = z.weights[made];
        made++;
        for (; firstReady < first; firstReady++) {
            if (ready.isEmpty()) source.get();
            else ready.removeFirst();
        }
        while (ready.size() < weights.length) {
            ready.addLast(inPlane(source.get()));
        }
        if (z.isCopy()) {
            firstReady++;
            return ready.removeFirst();
        }
        float[] sum = new float[channels * to.height() * to.width()];
        int next = 0;
        for (float[] slice : ready) {
            if (next == weights.length) break;
            float weight = weights[next++];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * slice[i];
            }
        }
        return sum;
    }

    /// Rows and columns on the new grid.
    private float[] inPlane(float[] slice) {
        if (axes[1].isCopy() && axes[2].isCopy()) return slice;
        int old = from.height() * from.width();
        int wanted = to.height() * to.width();
        float[] all = new float[channels * wanted];
        for (int c = 0; c < channels; c++) {
            float[] one = Arrays.copyOfRange(slice, c * old, (c + 1) * old);
            if (!axes[2].isCopy()) one = axes[2].along(one, from.height(), from.width(), 1);
            if (!axes[1].isCopy()) one = axes[1].along(one, 1, from.height(), to.width());
            System.arraycopy(one, 0, all, c * wanted, wanted);
        }
        return all;
    }
}
