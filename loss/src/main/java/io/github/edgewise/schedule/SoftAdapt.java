package io.github.edgewise.schedule;

import java.util.List;

/// A weight that adapts to how fast the terms of the loss fall (SoftAdapt: Heydari et al. 2019, arXiv
/// 1912.12355). A term that falls more slowly than the others gets more weight.
///
/// alpha = scale * n * exp(beta s_i) / sum_j exp(beta s_j), with n terms. s_j is the relative change of term
/// j between the last two epochs, (L_j(e-1) - L_j(e-2)) / |L_j(e-2)|. Until there are two epochs, alpha is
/// `scale`. Changes are relative, because the terms have different units. It uses only values, so unlike
/// [Balance] it does not consider the gradient of a term.
///
/// @param scale the weight if all terms fall equally fast, 0 or more
/// @param beta how strongly differences count; 0 for not at all
public record SoftAdapt(double scale, double beta) implements Schedule {
    public SoftAdapt {
        Range.fromZero("scale", scale);
        Range.finite("beta", beta);
    }

    public SoftAdapt() { this(0.01, 1); }

    @Override
    public double at(TrainingTime moment) { return scale; }

    @Override
    public double at(TrainingTime moment, List<TermStatistics> epochs, int term) {
        if (epochs.size() < 2) return scale;
        List<Double> last = epochs.getLast().values();
        List<Double> before = epochs.get(epochs.size() - 2).values();
        double sum = 0;
        for (int j = 0; j < last.size(); j++) {
            sum += Math.exp(beta * change(before.get(j), last.get(j)));
        }
        return scale * last.size() * Math.exp(beta * change(before.get(term), last.get(term))) / sum;
    }

    @Override
    public boolean isAdaptive() { return true; }

    private static double change(double before, double last) {
        return before == 0 ? 0 : Math.clamp((last - before) / Math.abs(before), -10, 10);
    }
}
