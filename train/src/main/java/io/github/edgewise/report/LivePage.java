package io.github.edgewise.report;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Writes `report.html` of a run while it is trained: when training begins, after every epoch, and now and
/// then between. The page reloads itself while the run lives. [RunPage] replaces it when the run is scored.
///
/// It is a listener of a training that passes every event on to another one. Everything it does takes less
/// than a hundredth of the time of the training, except for the first page and the last one: a page that
/// would take more is left out, and the next one shows what it would have shown. A page that cannot be
/// written is left out too, because the training does not depend on it.
///
/// Close it when the training has ended, in whatever way. If no other page has replaced it by then, the page
/// says that the run was stopped, and no longer reloads. A page of a process that was killed cannot know
/// this: it says when nothing has been heard for longer than three epochs take.
public final class LivePage implements Consumer<Progress>, AutoCloseable {
    private static final double MOST_SHARE = 0.01;
    private static final long BETWEEN_NANOS = 5_000_000_000L;

    private final IntFunction<RunFolder> runs;
    private final Consumer<? super Progress> next;
    private final double share;
    private Optional<Shown> shown = Optional.empty();
    private int fold;

    /// @param share the largest share of the time of the training that pages take
    LivePage(IntFunction<RunFolder> runs, Consumer<? super Progress> next, double share) {
        this.runs = runs;
        this.next = next;
        this.share = share;
    }

    /// The page of one run.
    ///
    /// @param next hears every event too, before the page is written
    public static LivePage of(RunFolder run, Consumer<? super Progress> next) {
        return new LivePage(_ -> run, next, MOST_SHARE);
    }

    /// The pages of all runs of folds, each while it is trained.
    ///
    /// @param next hears every event too, before the page is written
    public static LivePage of(Folds folds, Consumer<? super Progress> next) {
        return new LivePage(folds::fold, next, MOST_SHARE);
    }

    @Override
    public void accept(Progress progress) {
        next.accept(progress);
        switch (progress) {
            case Progress.Fold one -> fold = one.number();
            case Progress.Started started -> begin(started);
            default -> shown.ifPresent(page -> page.hear(progress));
        }
    }

    private void begin(Progress.Started started) {
        try {
            shown = Optional.of(new Shown(runs.apply(fold), started, share));
        } catch (IOException e) {
            shown = Optional.empty(); // the training itself reads these files, and says what is wrong
        }
    }

    @Override
    public void close() { shown.ifPresent(Shown::end); }

    /// The page of the run that is trained now.
    private static final class Shown {
        private final RunFolder run;
        private final double share;
        private final Recipe recipe;
        private final RunPlan plan;
        private final List<History.Entry> epochs;
        private final long begun = System.nanoTime();
        private long spent;
        private long last;
        private long pictureNanos;
        private String picture = "";
        private LiveState state;
        private @Nullable FileTime written;

        Shown(RunFolder run, Progress.Started started, double share) throws IOException {
            this.run = run;
            this.share = share;
            this.recipe = run.recipe();
            this.plan = run.plan();
            this.epochs = new ArrayList<>(run.history().entries());
            int all = recipe.length().minutes() > 0 ? 0 : recipe.length().epochs();
            this.state = new LiveState("training", started.epoch(), all, Optional.empty(), "", 0, false);
            write();
            spent = 0; // the first page loads classes; it is one in a run
        }

        void hear(Progress progress) {
            switch (progress) {
                case Progress.Step s -> {
                    state = state.step(s.epoch(), "step " + s.step() + " of " + s.steps(),
                            s.pace().secondsLeft());
                    if (System.nanoTime() - last > BETWEEN_NANOS) renew();
                }
                case Progress.Watched watched -> draw(watched);
                case Progress.Epoch epoch -> {
                    epochs.add(epoch.entry());
                    state = state.epoch(epoch.entry());
                    renew();
                }
                case Progress.PostWatched one -> say("choosing the post-processing", one.done(), one.all());
                case Progress.Scoring one -> say("scoring the held-out cases", one.done(), one.all());
                default -> {
                }
            }
        }

        private void say(String what, int done, int all) {
            boolean isNew = !state.what().equals(what);
            state = state.doing(what, done + " of " + all + " done");
            if (isNew || System.nanoTime() - last > BETWEEN_NANOS) renew();
        }

        /// True if more work of so many nanoseconds stays below the share of the time so far.
        private boolean isCheap(long nanos) {
            return spent + nanos < share * (System.nanoTime() - begun);
        }

        private void draw(Progress.Watched watched) {
            if (!isCheap(pictureNanos)) return;
            long before = System.nanoTime();
            picture = new LivePicture(watched, plan.plan().classNames()).html();
            pictureNanos = System.nanoTime() - before;
            spent += pictureNanos;
        }

        private void renew() {
            if (isCheap(0)) write();
        }

        private void write() {
            long before = System.nanoTime();
            try {
                WholeFile.writeText(run.reportFile(), html());
                written = Files.getLastModifiedTime(run.reportFile());
            } catch (IOException e) {
                // the next page may have room again; the training does not depend on it
            }
            last = System.nanoTime();
            spent += last - before;
        }

        /// Says that the run was stopped, unless somebody has written a better page.
        void end() {
            try {
                if (!Files.getLastModifiedTime(run.reportFile()).equals(written)) return;
            } catch (IOException e) {
                return;
            }
            state = state.stopped();
            write();
        }

        private String html() {
            String name = recipe.staged().text();
            var one = new Report.Run(name, new History(epochs),
                    new Evaluation(List.of()).named(plan.plan().classNames()));
            String body = state.html() + terms()
                    + (picture.isEmpty() ? "" : "<h2>Worst validation case</h2>" + picture)
                    + (epochs.isEmpty() ? "" : new TrainingCurves(List.of(one)).html())
                    + "<h2>Data and settings</h2>" + Html.definitions(RunPage.facts(recipe, plan));
            return Html.page("Edgewise run " + RunPage.name(run.folder()), "Trained with " + name + " on "
                    + plan.train().size() + " cases, watched on " + plan.validation().size() + ".", body,
                    LiveState.STYLE, state.isStopped() ? "" : LiveState.SCRIPT);
        }

        /// The terms of the loss in the last epoch, if there are several.
        private String terms() {
            if (epochs.isEmpty()) return "";
            History.Entry e = epochs.getLast();
            List<WeightedSum.Term> terms = WeightedSum.of(recipe.staged().of(e.stage())).terms();
            if (terms.size() < 2 || e.terms().size() != terms.size()) return "";
            var table = new StringBuilder("<table><tr><th class='name'>term</th><th>value</th><th>weight</th>"
                    + "<th>share of the gradient</th></tr>");
            for (int i = 0; i < terms.size(); i++) {
                double share = TrainingCurves.share(e, i);
                table.append("<tr><td class='name'>").append(Html.escaped(Losses.text(terms.get(i).loss())))
                        .append("</td><td>").append(Numbers.text(e.terms().get(i))).append("</td><td>")
                        .append(Numbers.text(e.weights().get(i))).append("</td><td>")
                        .append(Double.isNaN(share) ? "" : Numbers.text(100 * share) + " %")
                        .append("</td></tr>");
            }
            return "<h2>Terms of the loss in epoch " + e.epoch() + "</h2>" + table + "</table>";
        }
    }
}
