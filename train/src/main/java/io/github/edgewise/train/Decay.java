package io.github.edgewise.train;

import java.util.List;
import java.util.Optional;

/// How the learning rate falls over a run.
public enum Decay {
    /// Along a half cosine to 0: `(1 + cos(pi t)) / 2` (Loshchilov and Hutter, arXiv 1608.03983, without
    /// restarts).
    COSINE,
    /// `(1 - t)^0.9`, as nnU-Net trains (Isensee et al., Nature Methods 2021).
    POLYNOMIAL,
    /// Not at all.
    CONSTANT,
    /// Halved after every 20 epochs in which the score on the validation cases has not risen, as Kervadec et
    /// al. (MedIA 67, 2021) describe their experiments. Constant without validation cases.
    PLATEAU,
    /// As in the published code of these experiments, which is not a plateau rule: halved after the first
    /// epoch, and after epoch e, counted from 0, whenever e is a multiple of 20 plus the number of the best
    /// epoch.
    MODULO;

    private static final int PATIENCE = 20;

    /// The remaining share of the first learning rate, for rules that depend on the progress of the run; 1
    /// for others.
    ///
    /// @param t how far the run is, 0 to 1
    public double at(double t) {
        return switch (this) {
            case COSINE -> (1 + Math.cos(Math.PI * t)) / 2;
            case POLYNOMIAL -> Math.pow(1 - t, 0.9);
            case CONSTANT, PLATEAU, MODULO -> 1;
        };
    }

    /// The remaining share for rules that depend on the scores of the epochs; 1 for others. It depends on the
    /// history alone, so a resumed run has the same rates.
    ///
    /// @param history all epochs so far
    double after(History history) {
        List<Optional<Double>> scores = history.entries().stream().map(History.Entry::score).toList();
        return switch (this) {
            case PLATEAU -> Math.pow(0.5, plateaus(scores));
            case MODULO -> Math.pow(0.5, multiples(scores));
            case COSINE, POLYNOMIAL, CONSTANT -> 1;
        };
    }

    private static int plateaus(List<Optional<Double>> scores) {
        double best = Double.NEGATIVE_INFINITY;
        int waited = 0;
        int halved = 0;
        for (Optional<Double> score : scores) {
            if (score.orElse(Double.NEGATIVE_INFINITY) > best) {
                best = score.orElseThrow();
                waited = 0;
            } else if (best > Double.NEGATIVE_INFINITY && ++waited == PATIENCE) {
                halved++;
                waited = 0;
            }
        }
        return halved;
    }

    private static int multiples(List<Optional<Double>> scores) {
        double best = Double.NEGATIVE_INFINITY;
        int bestEpoch = 0;
        int halved = 0;
        for (int e = 0; e < scores.size(); e++) {
            double score = scores.get(e).orElse(Double.NEGATIVE_INFINITY);
            if (score > best) {
                best = score;
                bestEpoch = e;
            }
            if (e % (bestEpoch + PATIENCE) == 0) halved++;
        }
        return halved;
    }
}
