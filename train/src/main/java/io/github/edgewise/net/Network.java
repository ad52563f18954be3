package io.github.edgewise.net;

/// The design of a network, from which [Model]s with fresh weights are built.
///
/// To add one, write a record like [ENet] and its test; `--network` then finds it by name.
public interface Network {
    /// A network with random weights for images of that many axes and channels. Seed the engine first; build
    /// it outside any native scope, or its weights are freed with the scope.
    ///
    /// @param axes 2 or 3
    /// @param channels channels of the image
    /// @param classes classes to tell apart, background included
    /// @throws IllegalArgumentException where the design does not fit
    Model build(int axes, int channels, int classes);

    /// How many resolutions the loss sees, each half the one before: as many as [Model#stages] gives.
    default int stages() { return 1; }
}
