package io.github.edgewise.compare;

import io.github.edgewise.train.History;
import io.github.edgewise.train.Telemetry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The gradient share of the last term of a loss: the length of its gradient at the network's output,
/// relative to the first term's ([Telemetry#ratio]). The mean over all runs of the loss.
///
/// @param contender the name of the loss
/// @param first in the first epoch
/// @param late in the second half of the epochs
public record TermShare(String contender, double first, double late) {
    private static final double WHISPER = 0.01;

    /// The share over the runs of a loss; with two stages, of the last stage whose loss has several terms.
    /// Empty if the loss has one term or no epoch was trained.
    public static Optional<TermShare> of(String contender, List<History> runs) {
        int stage = runs.stream().flatMap(run -> run.entries().stream()).filter(e -> e.weights().size() > 1)
                .mapToInt(History.Entry::stage).max().orElse(1);
        boolean staged = runs.stream().anyMatch(run -> !run.stage(2).isEmpty());
        return ofStage(staged ? contender + ", stage " + stage : contender,
                runs.stream().map(run -> new History(run.stage(stage))).toList());
    }

    private static Optional<TermShare> ofStage(String contender, List<History> runs) {
        if (runs.stream().allMatch(run -> run.entries().stream().noneMatch(e -> e.weights().size() > 1))) {
            return Optional.empty();
        }
        double first = runs.stream().filter(run -> !run.entries().isEmpty())
                .mapToDouble(run -> pull(run.entries().getFirst())).average().orElse(0);
        double late = runs.stream()
                .flatMap(
                        run -> run.entries().subList(run.entries().size() / 2, run.entries().size()).stream())
                .mapToDouble(TermShare::pull).average().orElse(0);
        return Optional.of(new TermShare(contender, first, late));
    }

    private static double pull(History.Entry entry) { return entry.telemetry().ratio(entry.weights()); }

    /// True if the share is below 1 % in the second half of the training, so the last term had almost no
    /// effect.
    public boolean isNegligible() { return late < WHISPER; }

    /// In words, for example `“ramp” 75 % in the first epoch, 0.2 % in the second half`.
    public String text() {
        return String.format(Locale.ROOT, "“%s” %s in the first epoch, %s in the second half", contender,
                percent(first), percent(late));
    }

    private static String percent(double share) {
        if (share < 0.001) return "below 0.1 %";
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }
}
