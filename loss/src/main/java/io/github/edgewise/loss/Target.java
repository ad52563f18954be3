package io.github.edgewise.loss;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The truth about a batch: the classes as one-hot numbers and, for losses that ask, the signed distances.
///
/// Both have the shape of the logits. Distances are in mm, negative inside.
public final class Target {
    private final Tensor oneHot;
    private final Optional<Tensor> distances;

    private Target(Tensor oneHot, Optional<Tensor> distances) {
        this.oneHot = oneHot;
        this.distances = distances;
    }

    /// A target without distances.
    public static Target of(Tensor oneHot) { return new Target(oneHot, Optional.empty()); }

    /// A target with distances.
    public static Target of(Tensor oneHot, Tensor distances) {
        return new Target(oneHot, Optional.of(distances));
    }

    public Tensor oneHot() { return oneHot; }

    /// The signed distances, in mm.
    ///
    /// @throws IllegalArgumentException where there are none
    public Tensor distances() {
        return distances.orElseThrow(() -> new IllegalArgumentException(
                "this loss needs signed distances beside the one-hot target; make them with SignedDistance"));
    }
}
