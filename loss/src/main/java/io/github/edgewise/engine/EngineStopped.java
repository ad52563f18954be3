package io.github.edgewise.engine;

/// The engine was asked to compute after [Engine#stop()].
public final class EngineStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineStopped() { super("the engine was stopped, because the process ends"); }
}
