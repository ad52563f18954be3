package io.github.edgewise.net;

import java.util.List;

/// A part of a network: its layers, and what happens between them. It is written once and runs with every
/// [Ops].
public interface Block {
    /// The layers with weights, in the order in which their weights are made and stored.
    List<Layer> layers();

    /// The block's answer to `x`.
    <T> T of(Ops<T> ops, T x);
}
