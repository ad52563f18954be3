package io.github.edgewise.compare;

import io.github.edgewise.train.History;
import io.github.edgewise.train.Telemetry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How hard the last term of a loss pulls at the network's output, as a share of the first term's pull
/// ([Telemetry#ratio]): the mean over all runs of the loss.
///
/// @param contender the name of the loss
/// @param first in the first epoch
/// @param late in the second half of the epochs
public record TermShare(String contender, double first, double late) {
    private static final double WHISPER = 0.01;

    /// Of the runs of a loss; nothing where it has one term, or no epoch was trained.
    public static Optional<TermShare> of(String contender, List<History> runs) {
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

    /// True where the term hardly moves the network for half of the training, so that the loss is all but its
    /// first term.
    public boolean isWhisper() { return late < WHISPER; }

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
