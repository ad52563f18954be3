package io.github.edgewise.cli;

import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.function.Consumer;

/// Shows a training run on standard error: a bar for the steps, a line for every epoch.
final class TrainingProgress implements Consumer<Progress> {
    private final ProgressBar bar = new ProgressBar();

    @Override
    public void accept(Progress progress) {
        switch (progress) {
            case Progress.Loaded(var name, var done, var all) -> bar.show("reading " + name, done, all, -1);
            case Progress.Started s -> bar.line(String.format(Locale.ROOT,
                    "%,d weights, patches of %s, %d cases to train on, %d to watch%s", s.weights(), s.patch(),
                    s.train(),
                    s.validation(), s.epoch() == 0 ? "" : ", going on after epoch " + s.epoch()));
            case Progress.Step s ->
                bar.show(String.format(Locale.ROOT, "epoch %d  loss %.4f", s.epoch(), s.loss()),
                        s.step(), s.steps(), s.secondsLeft());
            case Progress.Collapsed c -> bar.line(String.format(Locale.ROOT,
                    "warning: class %d has not been predicted for %d steps, in epoch %d; %s", c.k(),
                    c.steps(),
                    c.epoch(), c.ratio() == 0
                            ? "a boundary loss alone empties tiny objects, so add it to a region loss such as generalizedDice; "
                                    + "a region loss may need more epochs or a higher foregroundShare"
                            : String.format(Locale.ROOT,
                                    "the last term of the loss pulls %.3g times as hard as the "
                                            + "first at alpha %.3g; lower alpha, for example --alpha balance, or train with "
                                            + "--guard",
                                    c.ratio(), c.alpha())));
            case Progress.Epoch(var entry, var best) -> bar.line(text(entry) + (best ? "  best" : ""));
        }
    }

    void line(String text) { bar.line(text); }

    void show(String what, int done, int all) { bar.show(what, done, all, -1); }

    private static String text(History.Entry e) {
        String weight = e.weights().size() < 2
                ? ""
                : String.format(Locale.ROOT, " (%s)  alpha %.3g (pulls %.2g, cosine %.2f)",
                        e.terms().stream().map(v -> String.format(Locale.ROOT, "%.3g", v))
                                .collect(Collectors.joining(", ")),
                        e.weights().getLast(), e.telemetry().ratio(e.weights()), e.telemetry().cosine());
        return String.format(Locale.ROOT, "epoch %3d  loss %8.4f%s  drawn %.2f  Dice %s  HD95 %s mm  %.0f s",
                e.epoch(), e.loss(), weight, e.telemetry().drawn(), number(e.dice()), number(e.hd95()),
                e.seconds());
    }

    private static String number(Optional<Double> value) {
        return value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("-");
    }
}
