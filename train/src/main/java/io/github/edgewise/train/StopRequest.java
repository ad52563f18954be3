package io.github.edgewise.train;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// Ends a training, cross-validation or comparison from another thread, for example with a button.
///
///     var stop = new StopRequest();
///     Trainer.train(recipe, split, folder, stop.heard(listener)); // elsewhere: stop.make()
///
/// The run ends after its current step with a `CancellationException`. It keeps its last complete epoch, and
/// [Trainer#resume] continues from there to the same history.
public final class StopRequest {
    private volatile boolean made;

    /// Asks for the end. Returns at once.
    public void make() { made = true; }

    /// Whether the end was asked for.
    public boolean isMade() { return made; }

    /// The same listener, which ends the run at the first event after [#make()].
    ///
    /// @throws CancellationException from `accept` of the answer
    public <T> Consumer<T> heard(Consumer<? super T> listener) {
        return event -> {
            if (made) throw new CancellationException("stopped on request");
            listener.accept(event);
        };
    }
}
