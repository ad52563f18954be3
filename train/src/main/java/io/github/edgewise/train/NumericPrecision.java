package io.github.edgewise.train;

import io.github.edgewise.engine.Engine;

/// The numbers that convolutions are computed in; weights, losses and gradients of weights are always
/// float32.
public enum NumericPrecision {
    /// bfloat16 where the processor computes with it, float32 elsewhere.
    AUTO,
    /// 32 bits.
    FLOAT32,
    /// 16 bits with the exponent of 32, by the engine's autocast.
    BFLOAT16;

    /// Whether this means bfloat16 on this machine.
    public boolean isBf16() { return this == BFLOAT16 || (this == AUTO && Engine.supportsBf16()); }
}
