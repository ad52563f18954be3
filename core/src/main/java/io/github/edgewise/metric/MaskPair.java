package io.github.edgewise.metric;

import io.github.edgewise.volume.LabelMap;
import java.util.Optional;

/// One class of a predicted and a reference label map on the same grid, and the quantities that several
/// metrics share, each computed once.
public final class MaskPair {
    private final LabelMap prediction;
    private final LabelMap reference;
    private final int k;
    private final long predicted;
    private final long referenced;
    private final long both;
    private Optional<Surface> surface = Optional.empty();

    /// Class `k` of both maps. The reference's spacing is the one that counts.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public MaskPair(LabelMap prediction, LabelMap reference, int k) {
        if (!prediction.grid().shape().equals(reference.grid().shape())) {
            throw new IllegalArgumentException("the prediction has " + prediction.grid().shape()
                    + " voxels, but the reference " + reference.grid().shape());
        }
        this.prediction = prediction;
        this.reference = reference;
        this.k = k;
        long p = 0;
        long g = 0;
        long pg = 0;
        for (int i = 0; i < reference.grid().voxels(); i++) {
            boolean inPrediction = prediction.at(i) == k;
            boolean inReference = reference.at(i) == k;
            if (inPrediction) p++;
            if (inReference) g++;
            if (inPrediction && inReference) pg++;
        }
        this.predicted = p;
        this.referenced = g;
        this.both = pg;
    }

    /// Voxels of the class in the prediction.
    public long predicted() { return predicted; }

    /// Voxels of the class in the reference.
    public long referenced() { return referenced; }

    /// Voxels of the class in both.
    public long both() { return both; }

    /// Why no distance between the two masks exists: one of them is empty. Nothing where both have voxels.
    public Optional<String> emptiness() {
        if (predicted == 0 && referenced == 0)
            return Optional.of("class absent from prediction and reference");
        if (predicted == 0) return Optional.of("class absent from prediction");
        if (referenced == 0) return Optional.of("class absent from reference");
        return Optional.empty();
    }

    /// The distances between the two borders; both masks must have voxels.
    public Surface surface() {
        if (surface.isEmpty()) surface = Optional.of(Surface.between(prediction, reference, k));
        return surface.get();
    }
}
