package io.github.edgewise.train;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.train.Clock.StepTimer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The loop of [Trainer]: the epochs of a run, each with its steps, its scores and its checkpoints.
///
/// What an epoch does depends on the recipe, its number and the history alone, so a resumed run does the
/// same. That includes the change to the second stage: it is made before the first epoch of that stage, from
/// what the folder holds.
final class TrainingLoop implements AutoCloseable {
    private static final double WATCHING_OVERLAP = 0.25;
    private static final int LOADER_THREADS = 2;

    private final Recipe recipe;
    private final RunFolder folder;
    private final RunPlan plan;
    private final Consumer<Progress> listener;
    private final Model model;
    private final UpdateRule optimizer;
    private final boolean bf16;
    private final CollapseGuard guard;
    private final Optional<Average> average;

    TrainingLoop(Recipe recipe, RunFolder folder, RunPlan plan, Consumer<Progress> listener) {
        this.recipe = recipe;
        this.folder = folder;
        this.plan = plan;
        this.listener = listener;
        Engine.start(recipe.machine().threads(), recipe.machine().seed());
        this.model = recipe.network().build(plan.plan());
        Recipe.Optimisation o = recipe.optimisation();
        this.optimizer = o.optimiser().over(model, o.learningRate(), o.weightDecay(), o.beta2());
        this.bf16 = recipe.machine().precision().isBf16();
        this.guard = new CollapseGuard(plan.plan().classes());
        this.average = o.average() > 0 ? Optional.of(new Average(model, o.average())) : Optional.empty();
    }

    /// Begins with these weights.
    ///
    /// @throws IOException where they do not fit the network
    void load(StateDict weights) throws IOException { weights.load(model); }

    /// Keeps the weights that training begins with.
    void saveFirst() throws IOException { folder.saveFirst(model); }

    /// Trains every epoch that is not done yet.
    void run(List<Sample> train, Validation validation) throws IOException {
        int done = folder.resume(model, optimizer, average);
        History history = folder.history().first(done);
        history.write(folder.historyFile());
        if (done > 0 && isBest(history, done)) keepBest(done);
        var events = new EventFile(folder.folder(), System.currentTimeMillis() / 1000);
        listener.accept(new Progress.Started(model.weights(), plan.plan().patch().toString(), train.size(),
                validation.cases().size(), done));
        var patches = new Patches(plan.plan().patch(), recipe.sampling().foregroundShare(),
                recipe.sampling().augmentation(), plan.plan().mirrors());
        int steps = steps(train);
        try (var loader = new Loader(train, patches, plan.plan().batch(), recipe.machine().seed(),
                (long) done * steps * recipe.optimisation().accumulate(), LOADER_THREADS)) {
            var clock = new Clock(recipe, history.seconds());
            while (clock.hasTimeAfter(history)) {
                Clock.Stage stage = clock.stage(history);
                boolean begins = stage.beginsAfter(history);
                if (!begins && isLast(stage) && history.isStalled(recipe.length().patience())) {
                    listener.accept(new Progress.Stalled(history.entries().size(), recipe.length().patience(),
                            history.best().orElseThrow().epoch()));
                    break;
                }
                if (begins) begin(stage, history);
                History.Entry entry = epoch(stage, steps, loader, validation, clock, history);
                history = keep(history, entry, events);
            }
        }
        Optional<String> outcome = LateStage.outcome(history);
        if (outcome.isPresent()) listener.accept(new Progress.StageDone(outcome.get()));
    }

    private boolean isLast(Clock.Stage stage) { return recipe.then().isEmpty() || stage.number() == 2; }

    /// Steps of an epoch: as the recipe says, or as many as one pass takes.
    private int steps(List<Sample> train) {
        int batch = plan.plan().batch() * recipe.optimisation().accumulate();
        int steps = recipe.length().steps();
        return steps > 0 ? steps : Math.ceilDiv(train.stream().mapToInt(Sample::draws).sum(), batch);
    }

    /// Goes back to the best weights for the second stage, and forgets the moments that led elsewhere.
    private void begin(Clock.Stage stage, History history) throws IOException {
        LateStage late = recipe.then().orElseThrow();
        folder.loadBest(model);
        optimizer.reset();
        average.ifPresent(Average::restart);
        int best = history.best().map(History.Entry::epoch).orElse(stage.begun());
        listener.accept(new Progress.StageBegun(stage.begun(), best, late));
    }

    private History.Entry epoch(Clock.Stage stage, int steps, Loader loader, Validation validation,
            Clock clock, History before) {
        int epoch = before.entries().size();
        double begun = clock.seconds();
        TrainingTime moment = clock.time(stage, epoch);
        var ofStage = new History(before.stage(stage.number()));
        WeightedSum loss = WeightedSum.of(recipe.staged().of(stage.number()));
        Engine.seed(recipe.machine().seed() + epoch + 1); // dropout of an epoch must not depend on earlier ones
        model.train(true);
        double relief = recipe.optimisation().guard() ? CollapseGuard.relief(before, stage.begun()) : 1;
        Recipe.Optimisation o = recipe.optimisation();
        var step = new Step(model, optimizer, loss, bf16, relief, o.longestGradient(),
                plan.plan().lengths().unitMm());
        List<TermStatistics> measured = ofStage.measured();
        double left = (stage.number() == 1 ? 1 : recipe.then().orElseThrow().rate())
                * o.decay().after(ofStage);
        var taken = new ArrayList<Step.Outcome>();
        var absent = new AbsentClasses(plan.plan().classes());
        double rate = 0;
        var timer = new StepTimer();
        for (int i = 0; i < steps; i++) {
            rate = left * o.rate(clock.at(stage, epoch, (i + 0.5) / steps));
            optimizer.rate(rate);
            var batches = new ArrayList<Batch>();
            while (batches.size() < o.accumulate()) {
                batches.add(timer.next(loader));
            }
            batches.forEach(absent::add);
            List<Step.Outcome> outcomes = step.take(batches, moment, measured);
            long number = (long) (epoch - stage.begun()) * steps + i;
            average.ifPresent(a -> a.add(number));
            taken.addAll(outcomes);
            outcomes.forEach(outcome -> watch(epoch, outcome));
            Step.Outcome last = outcomes.getLast();
            listener.accept(new Progress.Step(epoch + 1, i + 1, steps, last.loss(), last.measured().values(),
                    timer.pace(i + 1, clock.secondsLeft(epoch, (i + 1.) / steps))));
            if (epoch == 0 && i + 1 == Math.min(steps, AbsentClasses.STEPS)) tell(absent, i + 1);
        }
        double waiting = timer.waiting();
        average.ifPresent(Average::swap);
        Validation.Outcome watched = validation.outcome(new Segmenter(new TorchPatchLogits(model, bf16),
                plan.plan().description(), WATCHING_OVERLAP), epoch + 1);
        average.ifPresent(Average::swap);
        watched.worst().ifPresent(listener);
        List<Double> weights = loss.isAdaptive()
                ? Telemetry.means(taken, Step.Outcome::weights)
                : Step.relieved(loss.weights(moment), relief);
        return new History.Entry(epoch + 1, Telemetry.means(taken, one -> List.of(one.loss())).getFirst(),
                Telemetry.means(taken, one -> one.measured().values()), weights, Telemetry.of(taken), rate,
                watched.scores(), waiting, clock.seconds() - begun, stage.number(), absent.shares());
    }

    /// Says which classes the first patches lack, and whether the losses learn from those patches.
    private void tell(AbsentClasses absent, int steps) {
        AbsentClasses.text(absent.shares(), recipe.staged(), plan.plan())
                .ifPresent(text -> listener.accept(new Progress.Absent(steps, text)));
    }

    private void watch(int epoch, Step.Outcome outcome) {
        guard.lost(outcome).ifPresent(k -> {
            Telemetry seen = Telemetry.of(List.of(outcome));
            listener.accept(new Progress.Collapsed(epoch + 1, k, CollapseGuard.STEPS,
                    outcome.weights().getLast(), seen.ratio(outcome.weights())));
        });
    }

    /// Writes history and checkpoints. A run that is killed between them resumes from what `last` says, and
    /// writes `best` again where that is the best epoch.
    private History keep(History history, History.Entry entry, EventFile events) throws IOException {
        History.append(folder.historyFile(), entry);
        History longer = history.and(entry);
        boolean best = isBest(longer, entry.epoch());
        boolean back = recipe.optimisation().guard() && CollapseGuard.isCollapse(history, entry) && !best;
        if (back) {
            folder.loadBest(model);
            optimizer.reset(); // its moments led to where the class was lost
            average.ifPresent(Average::restart);
        }
        folder.saveLast(model, optimizer, average, entry.epoch());
        if (best) keepBest(entry.epoch());
        events.epoch(entry, System.currentTimeMillis() / 1000.);
        listener.accept(new Progress.Epoch(entry, best));
        return longer;
    }

    private static boolean isBest(History history, int epoch) {
        return history.best().map(e -> e.epoch() == epoch).orElse(true);
    }

    private void keepBest(int epoch) throws IOException {
        average.ifPresent(Average::swap);
        folder.saveBest(model, epoch);
        average.ifPresent(Average::swap);
    }

    @Override
    public void close() {
        optimizer.close();
        average.ifPresent(Average::close);
        model.close();
    }
}
