package io.github.edgewise.cli;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.predict.OnnxNetworks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends the process in order on SIGTERM, SIGINT or SIGHUP: the engine finishes the step that it computes, a
/// training keeps its last complete epoch, and the exit code is 128 and the number of the signal (143, 130,
/// 129).
final class Ending {
    /// After the last computation, a command closes files and frees memory.
    private static final int LONGEST_SECONDS = 10;

    private static volatile Runnable first = () -> {};

    private final CountDownLatch ended = new CountDownLatch(1);

    /// From now on signals are heard. Java then runs this while the command goes on, and exits afterwards.
    Ending() {
        OnnxNetworks.stopWhenTold();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "edgewise-ending"));
    }

    /// Names what is done before the engine is stopped, such as the end of a server. It takes as long as it
    /// takes. A command that has ended names nothing.
    static void first(Runnable work) { first = work; }

    /// The command has ended by itself.
    void ended() { ended.countDown(); }

    private void end() {
        if (ended.getCount() == 0) return;
        first.run();
        boolean isComputing = Engine.stop();
        OnnxNetworks.stop();
        if (!isComputing) return;
        try {
            boolean _ = ended.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
