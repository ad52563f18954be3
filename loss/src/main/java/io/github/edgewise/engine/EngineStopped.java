package io.github.edgewise.engine;

/// The engine was asked to compute after [Engine#stop()].
public final class EngineStopped extends RuntimeException {
    EngineStopped() { super("the engine was stopped, because the process ends"); }
}
