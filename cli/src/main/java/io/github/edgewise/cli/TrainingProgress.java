package io.github.edgewise.cli;

import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.EpochScores;
import io.github.edgewise.volume.LengthUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.function.Consumer;

/// Shows a training run on standard error: a bar for the steps, a line for every epoch.
final class TrainingProgress implements Consumer<Progress> {
    /// Waiting below this share is not reported.
    private static final double NOTABLE = 0.05;

    private final ProgressBar bar = new ProgressBar();
    private String scores = "";

    @Override
    public void accept(Progress progress) {
        switch (progress) {
            case Progress.Loaded(var name, var done, var all) -> bar.show("reading " + name, done, all, -1);
            case Progress.Fold f -> bar.line("fold " + f.number() + " of " + f.folds() + ", " + f.heldOut()
                    + " cases held out" + (f.isDone() ? ": already trained" : ""));
            case Progress.Scoring(var name, var done, var all) -> bar.show("scoring " + name, done, all, -1);
            case Progress.PostWatched(var name, var done, var all) ->
                bar.show("post-processing: segmenting " + name, done, all, -1);
            case Progress.Watched _ -> {
            }
            case Progress.PostChosen(var stored) -> {
                bar.line("post-processing " + stored.summary());
                stored.told().forEach(bar::line);
            }
            case Progress.Started s -> bar.line(String.format(Locale.ROOT,
                    "%,d weights, patches of %s, %d training cases, %d validation cases%s", s.weights(),
                    s.patch(), s.train(),
                    s.validation(), s.epoch() == 0 ? "" : ", continuing after epoch " + s.epoch()));
            case Progress.Planned(var lengths) -> bar.line("lengths: " + lengths);
            case Progress.Undeformed(var why) -> bar.line("patches are not deformed: " + why);
            case Progress.Absent(var steps, var text) -> bar.line("first " + steps + " steps: " + text);
            case Progress.StageBegun s -> bar.line(String.format(Locale.ROOT,
                    "second stage after epoch %d, with the weights of epoch %d: %s", s.epoch(), s.best(),
                    s.stage().text()));
            case Progress.StageDone(var outcome) -> bar.line("second stage: " + outcome);
            case Progress.Specks s -> bar.line(warning(s));
            case Progress.Step s ->
                bar.show("epoch " + s.epoch(), s.step(), s.steps(), s.pace().secondsLeft(), text(s) + scores);
            case Progress.Collapsed c -> bar.line(String.format(Locale.ROOT,
                    "warning: class %d has not been predicted for %d steps, in epoch %d; %s", c.classIndex(),
                    c.steps(),
                    c.epoch(), c.ratio() == 0
                            ? "a boundary loss alone can lose tiny objects, so add it to a region loss such as "
                                    + "generalizedDice; a region loss may need more epochs or a larger "
                                    + "foregroundShare"
                            : String.format(Locale.ROOT,
                                    "the gradient of the last term is %.3g times the gradient of the first "
                                            + "at alpha %.3g; lower alpha, for example --alpha balance, or train "
                                            + "with --guard",
                                    c.ratio(), c.alpha())));
            case Progress.Epoch(var entry, var best) -> {
                scores = "  " + scores(entry);
                bar.line(text(entry) + (best ? "  best" : ""));
            }
            case Progress.Stalled s -> bar.line(String.format(Locale.ROOT,
                    "stops after epoch %d: no better score for %d epochs, the best was in epoch %d",
                    s.epoch(), s.patience(), s.best()));
        }
    }

    static String warning(Progress.Specks s) {
        return "warning: half of the objects have " + s.median()
                + " voxels or fewer, but a window of scnp has "
                + s.window()
                + "; on such specks scnp made results worse in its own paper, so compare it with "
                + "the loss without scnp";
    }

    void line(String text) { bar.line(text); }

    /// `  loss 0.52 (0.41, 1.1)  8.3 steps/s, 2 % waiting`
    private static String text(Progress.Step s) {
        return String.format(Locale.ROOT, "  loss %.4f%s  %.1f steps/s, %.0f %% waiting", s.loss(),
                s.terms().size() < 2 ? "" : " (" + terms(s.terms()) + ")", s.pace().stepsPerSecond(),
                100 * s.pace().waiting());
    }

    private static String text(History.Entry e) {
        String weight = e.weights().size() < 2
                ? ""
                : String.format(Locale.ROOT, " (%s)  alpha %.3g (gradient share %.2g, cosine %.2f)",
                        terms(e.terms()), e.weights().getLast(), e.telemetry().ratio(e.weights()),
                        e.telemetry().cosine());
        return String.format(Locale.ROOT, "epoch %3d%s  loss %8.4f%s  predicted %.2f  %s  score %s  %.0f s%s",
                e.epoch(), e.stage() == 1 ? "" : "  stage " + e.stage(), e.loss(), weight,
                e.telemetry().drawn(), scores(e), number(e.score()),
                e.seconds(), e.waiting() < NOTABLE
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f %% waiting for batches", 100 * e.waiting()));
    }

    private static String scores(History.Entry e) {
        EpochScores scores = e.scores();
        LengthUnit unit = LengthUnit.of(scores.mean("hd95").orElse(0.));
        return "Dice " + number(scores.mean("dice")) + "  HD95 "
                + number(scores.mean("hd95").map(unit::from)) + " " + unit.symbol() + "  boundary IoU "
                + number(scores.mean("boundary_iou"));
    }

    private static String terms(List<Double> values) {
        return values.stream().map(v -> String.format(Locale.ROOT, "%.3g", v))
                .collect(Collectors.joining(", "));
    }

    private static String number(Optional<Double> value) {
        return value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("-");
    }
}
