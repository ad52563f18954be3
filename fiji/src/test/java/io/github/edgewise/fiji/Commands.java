package io.github.edgewise.fiji;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.scijava.Cancelable;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogListener;
import org.scijava.log.LogService;
import org.scijava.module.Module;

/// Runs commands as Fiji does, in a SciJava context without a window.
final class Commands implements AutoCloseable {
    private final Context context = new Context(CommandService.class, LogService.class, StatusService.class);
    private final List<String> notes = new ArrayList<>();

    Commands() {
        LogListener listener = message -> notes.add(message.text());
        LogService log = context.service(LogService.class);
        log.setLevel(LogLevel.WARN);
        log.addLogListener(listener);
    }

    Context context() { return context; }

    /// What was noted by all commands so far.
    List<String> notes() { return notes; }

    /// The command after it ran, whether it refused or not.
    Module run(Class<? extends Command> command, Map<String, Object> inputs) {
        try {
            return Objects.requireNonNull(context.service(CommandService.class)
                    .run(new CommandInfo(command), true, inputs).get());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An output of a command that must have succeeded.
    <T> T output(Class<? extends Command> command, String name, Class<T> type, Map<String, Object> inputs) {
        Module done = run(command, inputs);
        if (isRefused(done)) throw new IllegalStateException(reason(done));
        return type.cast(Objects.requireNonNull(done.getOutput(name)));
    }

    /// The sentence with which a command must have refused.
    String refusal(Class<? extends Command> command, Map<String, Object> inputs) {
        Module done = run(command, inputs);
        if (!isRefused(done)) throw new IllegalStateException("was not refused");
        return reason(done);
    }

    private static boolean isRefused(Module done) { return ((Cancelable) done).isCanceled(); }

    private static String reason(Module done) {
        return Objects.requireNonNull(((Cancelable) done).getCancelReason());
    }

    @Override
    public void close() { context.dispose(); }
}
