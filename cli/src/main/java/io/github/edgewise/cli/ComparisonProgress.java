package io.github.edgewise.cli;

import io.github.edgewise.compare.ComparisonEvent;
import io.github.edgewise.compare.RunScores;
import io.github.edgewise.train.Progress;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Lengths;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Shows a comparison on standard error: a bar over all runs, a line for every run that ends.
final class ComparisonProgress implements Consumer<ComparisonEvent> {
    private final ProgressBar bar = new ProgressBar();
    private ComparisonEvent.Run run = new ComparisonEvent.Run(0, 0, "trial", 0, 0, false);
    private long begun = System.nanoTime();
    private double spent;
    private int trained;
    private String shown = "";
    private final Set<String> told = new HashSet<>();
    private final Set<String> warned = new HashSet<>();

    @Override
    public void accept(ComparisonEvent event) {
        switch (event) {
            case ComparisonEvent.Budgeted b -> bar.line(String.format(Locale.ROOT,
                    "%d epochs fit for each run, about %.1f minutes per run", b.epochs(),
                    b.secondsPerRun() / 60));
            case ComparisonEvent.Run r -> {
                run = r;
                begun = System.nanoTime();
            }
            case ComparisonEvent.Training(var progress) -> training(progress);
            case ComparisonEvent.Scoring s ->
                bar.show(name() + ": scoring " + s.caseName(), s.done(), s.all(), -1);
            case ComparisonEvent.Scored(var scores) -> scored(scores);
            case ComparisonEvent.SeedDone _ -> {
            }
            case ComparisonEvent.OutOfTime o ->
                bar.line("out of time after " + o.seedsDone() + " of " + o.seeds()
                        + " seeds; run the same command again to continue");
        }
    }

    void line(String text) { bar.line(text); }

    private String name() {
        return run.runs() == 0
                ? "trial"
                : "run " + run.number() + "/" + run.runs() + " " + run.contender() + ", seed "
                        + run.seed()
                        + ", fold " + run.fold();
    }

    private void training(Progress progress) {
        switch (progress) {
            case Progress.Loaded(var name, var done, var all) ->
                bar.show(name() + ": reading " + name, done, all, -1);
            case Progress.Step s -> bar.show(name() + ": epoch " + s.epoch(), s.step(), s.steps(), left(s),
                    String.format(Locale.ROOT, "  loss %.4f  %.1f steps/s", s.loss(),
                            s.pace().stepsPerSecond()));
            case Progress.Collapsed c -> bar.line(String.format(Locale.ROOT,
                    "warning: %s: class %d has not been predicted for %d steps, in epoch %d", name(),
                    c.classIndex(),
                    c.steps(),
                    c.epoch()));
            case Progress.Stalled s -> bar.line(name() + ": no better score since epoch " + s.best());
            case Progress.Planned(var lengths) -> planned(lengths);
            case Progress.Absent(_, var text) -> absent(text);
            case Progress.StageDone(var outcome) -> bar.line(name() + ": second stage " + outcome);
            case Progress.Specks s -> {
                if (warned.add(run.contender()))
                    bar.line(run.contender() + ": " + TrainingProgress.warning(s));
            }
            case Progress.Started _,Progress.Undeformed _,Progress.Epoch _,Progress.Fold _,Progress.Scoring _,Progress.StageBegun _,Progress.PostWatched _,Progress.Watched _,Progress.PostChosen _ ->
                {
                }
        }
    }

    /// Says once for each loss how often its patches lack a class, since its runs hardly differ in this.
    private void absent(String text) {
        if (told.add(run.contender())) bar.line(run.contender() + ": " + text);
    }

    /// Says the lengths once, since they are the same for all runs.
    private void planned(Lengths lengths) {
        if (!shown.isEmpty()) return;
        shown = "lengths: " + lengths;
        bar.line(shown);
    }

    /// Seconds until the last run ends. Later runs are assumed to take as long as the earlier ones took.
    private double left(Progress.Step step) {
        double here = step.pace().secondsLeft();
        double each = trained == 0 ? (System.nanoTime() - begun) / 1e9 + here : spent / trained;
        return here + Math.max(0, run.runs() - run.number()) * each;
    }

    private void scored(RunScores scores) {
        if (!run.isDone()) {
            trained++;
            spent += (System.nanoTime() - begun) / 1e9;
        }
        double hd95 = mean(scores, "hd95");
        LengthUnit unit = LengthUnit.of(hd95);
        bar.line(name() + String.format(Locale.ROOT, ": Dice %.3f  HD95 %.2f %s%s", mean(scores, "dice"),
                unit.from(hd95), unit.symbol(),
                run.isDone()
                        ? "  (already done)"
                        : String.format(Locale.ROOT, "  %.0f s",
                                (System.nanoTime() - begun) / 1e9)));
    }

    private static double mean(RunScores scores, String metric) {
        return scores.rows().stream().filter(row -> row.metric().equals(metric))
                .flatMap(row -> row.value().stream())
                .mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
