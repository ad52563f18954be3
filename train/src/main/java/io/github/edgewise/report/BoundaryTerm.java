package io.github.edgewise.report;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DistanceScale;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The boundary loss of one case voxel by voxel, and its gradient at the logits, from probabilities alone.
///
/// Let C be the supervised classes and N = |C| times the number of voxels. phi has the unit, clip, band and
/// zero level of the loss, and is the map of the whole image, even if the loss uses a map per slice. The loss
/// is the sum of `(p_k - g_k) phi_k / N` over C and voxels (`p_k phi_k / N` in its published form). Since
/// `dp_j/dz_k = p_j ([j = k] - p_k)`, its gradient at the logit of class k is
/// `p_k ([k in C] phi_k - sum over C of p_j phi_j) / N`. Both are given here times N.
final class BoundaryTerm {
    private final BoundaryLoss loss;
    private final Volume probabilities;
    private final LabelMap labels;
    private final List<Integer> classes;
    private final List<float[]> maps;

    /// @param probabilities shape `[K, D, H, W]`
    /// @throws IllegalArgumentException if probabilities and labels differ in shape or classes, or the loss
    ///     supervises a class that they do not have
    BoundaryTerm(BoundaryLoss loss, Volume probabilities, LabelMap labels) {
        if (!probabilities.grid().shape().equals(labels.grid().shape())
                || probabilities.channels() != labels.classes()) {
            throw new IllegalArgumentException("probabilities are of " + probabilities.grid().shape()
                    + " voxels and " + probabilities.channels() + " classes, but labels of "
                    + labels.grid().shape() + " and " + labels.classes());
        }
        this.loss = loss;
        this.probabilities = probabilities;
        this.labels = labels;
        this.classes = loss.classes().isEmpty()
                ? IntStream.range(1, labels.classes()).boxed().toList()
                : loss.classes();
        var made = new ArrayList<float[]>();
        for (int k : classes) {
            double reach = Double.isInfinite(loss.bandMm()) ? loss.clipMm() : loss.bandMm();
            made.add(scaled(SignedDistance.of(labels).with(loss.zeroLevel()).clip(reach).forClass(k)));
        }
        this.maps = made;
    }

    private float[] scaled(DistanceMap map) {
        float[] phi = map.mm();
        float band = (float) loss.bandMm();
        float clip = (float) loss.clipMm();
        float deepest = Math.max(Float.MIN_NORMAL, Math.min(clip, map.deepest()));
        float farthest = Math.max(Float.MIN_NORMAL, Math.min(clip, map.farthest()));
        float most = Math.max(deepest, farthest);
        float inside = 1;
        float outside = 1;
        if (loss.scale() != DistanceScale.MM) {
            inside = loss.scale() == DistanceScale.EACH_SIDE ? deepest : most;
            outside = loss.scale() == DistanceScale.EACH_SIDE ? farthest : most;
        }
        for (int i = 0; i < phi.length; i++) {
            phi[i] = Math.abs(phi[i]) >= band
                    ? 0
                    : Math.clamp(phi[i], -clip, clip) / (phi[i] < 0 ? inside : outside);
        }
        return phi;
    }

    /// The supervised classes.
    List<Integer> classes() { return classes; }

    /// What class `k` contributes to N times the loss, per voxel; 0 if the class is not supervised.
    float[] contribution(int k) {
        int n = labels.grid().voxels();
        float[] values = new float[n];
        int at = classes.indexOf(k);
        for (int i = 0; at >= 0 && i < n; i++) {
            float g = !loss.reference() && labels.at(i) == k ? 1 : 0;
            values[i] = (probabilities.values()[k * n + i] - g) * maps.get(at)[i];
        }
        return values;
    }

    /// N times the gradient at the logit of class `k`, per voxel.
    float[] gradient(int k) {
        int n = labels.grid().voxels();
        float[] values = new float[n];
        float[] p = probabilities.values();
        int at = classes.indexOf(k);
        for (int i = 0; i < n; i++) {
            float mean = 0;
            for (int j = 0; j < classes.size(); j++) {
                mean += p[classes.get(j) * n + i] * maps.get(j)[i];
            }
            values[i] = p[k * n + i] * ((at < 0 ? 0 : maps.get(at)[i]) - mean);
        }
        return values;
    }
}
