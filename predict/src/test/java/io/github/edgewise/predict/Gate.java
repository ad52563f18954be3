package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A network for images of 8 x 8 pixels that waits until it is opened, and fails when told to.
final class Gate {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

    Ensemble networks() {
        var plain = new Preparation(false, List.of(Normalisation.IMAGE), Preparation.Axes.NONE, Spacing.UNIT);
        return new Ensemble(Map.of("gate", new Segmenter(new PatchLogits() {
            @Override
            public float[] logits(float[] patches, int batch, Shape shape) {
                return passed(new float[2 * patches.length]);
            }

            @Override
            public void close() {}
        }, new ModelDescription(1, 2, Shape.of(8, 8), plain, List.of()), 0.5)));
    }

    private float[] passed(float[] logits) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        begun.release();
        try {
            assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            now.decrementAndGet();
        }
        switch (fault.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
            }
        }
        return logits;
    }

    void open() { opened.countDown(); }

    void fail(@Nullable Throwable with) { fault.set(with); }

    void awaitBegun(int count) throws InterruptedException {
        assertThat(begun.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
    }

    /// The most windows that were computed at a time.
    int most() { return most.get(); }
}
