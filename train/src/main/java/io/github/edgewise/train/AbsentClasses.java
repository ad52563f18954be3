package io.github.edgewise.train;

import io.github.edgewise.loss.AbsentClassProbe;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.sample.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Counts the patches without a voxel of each class.
///
/// With a small foreground share or rare classes, most patches lack a class. Some losses have no gradient
/// there: then nothing teaches a network not to predict the class where it is not.
public final class AbsentClasses {
    /// After how many steps of the first epoch the shares are told, if it has so many.
    static final int STEPS = 100;

    private final int[] without;
    private int patches;

    /// @param classes of the labels, background included
    AbsentClasses(int classes) { this.without = new int[classes]; }

    /// Adds the patches of a batch, as the finest stage of the network sees them.
    void add(Batch batch) {
        byte[] labels = batch.truth(0).labels();
        int voxels = labels.length / batch.size();
        for (int b = 0; b < batch.size(); b++) {
            boolean[] seen = new boolean[256];
            for (int i = b * voxels; i < (b + 1) * voxels; i++) {
                seen[labels[i] & 0xff] = true;
            }
            for (int k = 0; k < without.length; k++) {
                if (!seen[k]) without[k]++;
            }
            patches++;
        }
    }

    /// The share of the patches without a voxel of each class, the background first; nothing where there was
    /// no patch.
    List<Double> shares() {
        var shares = new ArrayList<Double>();
        for (int k = 0; k < without.length && patches > 0; k++) {
            shares.add((double) without[k] / patches);
        }
        return shares;
    }

    /// What the shares mean for the losses of a run, for example `class 2 is absent from 71 % of the patches;
    /// generalizedDice:absent=REFERENCE learns nothing from false positives there`. Empty if no patch lacks a
    /// class other than the background.
    ///
    /// @param shares see [History.Entry#absent]
    /// @param plan of the run
    public static Optional<String> text(List<Double> shares, StagedLoss losses, Plan plan) {
        var probe = new AbsentClassProbe(plan.classes(), plan.patch().axes(), plan.lengths().unitMm());
        Map<String, List<String>> classes = new LinkedHashMap<>();
        for (int k = 1; k < shares.size(); k++) {
            if (shares.get(k) == 0) continue;
            classes.computeIfAbsent(verdict(losses, probe, k), _ -> new ArrayList<>())
                    .add(String.format(Locale.ROOT, "class %d is absent from %s of the patches", k,
                            percent(shares.get(k))));
        }
        return classes.isEmpty()
                ? Optional.empty()
                : Optional.of(classes.entrySet().stream()
                        .map(e -> String.join(", ", e.getValue()) + "; " + e.getKey())
                        .collect(Collectors.joining(". ")));
    }

    private static String verdict(StagedLoss losses, AbsentClassProbe probe, int k) {
        String first = verdict(WeightedSum.of(losses.loss()), probe, k);
        if (losses.then().isEmpty()) return first;
        String second = verdict(WeightedSum.of(losses.then().get().loss()), probe, k);
        return first.equals(second) ? first : first + ", and in the second stage " + second;
    }

    private static String verdict(WeightedSum loss, AbsentClassProbe probe, int k) {
        List<String> silent = loss.terms().stream().map(WeightedSum.Term::loss)
                .filter(term -> probe.isSilent(term, k)).map(Losses::text).toList();
        if (silent.isEmpty()) return "the loss learns from false positives there";
        return String.join(" and ", silent) + (silent.size() == 1 ? " learns" : " learn")
                + " nothing from false positives there"
                + (silent.size() < loss.terms().size() ? ", the other terms do learn" : "");
    }

    private static String percent(double share) {
        double percent = 100 * share;
        return percent < 1 ? "less than 1 %" : String.format(Locale.ROOT, "%.0f %%", percent);
    }
}
