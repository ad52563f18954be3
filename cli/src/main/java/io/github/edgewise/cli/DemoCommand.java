package io.github.edgewise.cli;

import io.github.edgewise.plan.Slices;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.report.Report;
import io.github.edgewise.report.RunPage;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.Trainer;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `edgewise demo`: the main job on built-in data, in a few minutes.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Makes phantoms with tiny lesions, trains with a region loss alone and with the boundary "
                + "loss added, and compares both on unseen cases.",
        footer = {"", "Example:",
            "  edgewise demo --out runs/demo"})
final class DemoCommand implements Subcommand {
    private static final int CASES = 72;
    private static final double HELD = 1. / 3;
    private static final int STEPS = 20;
    private static final List<Contender> CONTENDERS = List.of(
            new Contender("generalised Dice", "generalizedDice"),
            new Contender("with boundary loss",
                    "generalizedDice + balance:from=0.1,to=0.1*boundary:clipMm=20"));

    /// What is compared: a name for the report and its loss.
    private record Contender(String name, String loss) {}

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "folder (default: runs/demo)")
    private Path out = Path.of("runs/demo");

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3.4",
            description = "total time in minutes (default: 3.4)")
    private double minutes = 3.4;

    @Override
    public Integer call() throws IOException {
        long begun = System.nanoTime();
        if (!(minutes >= 0.5) || Double.isInfinite(minutes))
            throw new WrongUsage("--minutes must be at least 0.5, not " + minutes);
        Path folder = unused(out);
        var progress = new TrainingProgress();
        var phantom = new Phantom(Grid.of(Shape.of(128, 128)), 2, 0.008, 1);
        PhantomCommand.write(phantom, CASES, folder.resolve("data"), new ProgressBar());
        Split split = Dataset.open(folder.resolve("data")).split(HELD, 1);
        Recipe recipe = new Recipe().with(new UNet(12, 3)).with(new Recipe.Length(1, STEPS, 0))
                .with(new Recipe.Sampling(8, 0.5, 0.15, new Recipe().sampling().augmentation(),
                        Slices.NONE));
        int epochs = affordable(recipe.with(Losses.parse(CONTENDERS.getLast().loss())), split, folder,
                begun);
        progress.line("both networks: " + epochs + " epochs of " + STEPS
                + " steps, the same first weights and patches");
        var runs = new LinkedHashMap<String, Segmenter>();
        for (Contender one : CONTENDERS) {
            progress.line(one.name() + ": " + one.loss());
            Recipe its = recipe.with(Losses.parse(one.loss())).epochs(epochs);
            runs.put(one.name(),
                    Trainer.train(its, split, folder.resolve("run" + (runs.size() + 1)), progress));
        }
        report(folder, split, runs);
        progress.line(String.format(Locale.ROOT, "done in %.1f minutes", (System.nanoTime() - begun) / 60e9));
        System.out.println("report: " + folder.resolve("report.html"));
        runs.values().forEach(Segmenter::close);
        return 0;
    }

    /// The folder, or the first of `demo-2`, `demo-3` and so on that does not exist: an earlier demo is kept.
    private static Path unused(Path wanted) {
        Path folder = wanted;
        for (int i = 2; Files.exists(folder); i++) {
            folder = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return folder;
    }

    /// How many epochs each of the two trainings can have, from two short ones; the first warms up.
    private int affordable(Recipe recipe, Split split, Path folder, long begun) throws IOException {
        Path trial = folder.resolve("trial");
        Trainer.train(recipe.epochs(2), split, trial, _ -> {}).close();
        History history = new RunFolder(trial).history();
        double spent = (System.nanoTime() - begun) / 1e9;
        double left = 60 * minutes - spent - 12; // the scores and the report take a few seconds
        return Math.max(2, (int) (left / CONTENDERS.size() / history.entries().getLast().seconds()));
    }

    private static void report(Path folder, Split split, Map<String, Segmenter> runs) throws IOException {
        var shown = new ArrayList<Report.Run>();
        int number = 1;
        for (var run : runs.entrySet()) {
            Evaluation scores = run.getValue().evaluate(split.held(), Metrics.all())
                    .with(EmptyMasks.PENALTY);
            shown.add(new Report.Run(run.getKey(), new RunFolder(folder.resolve("run" + number++)).history(),
                    scores));
            System.out.println(run.getKey());
            System.out.print(scores.table());
        }
        var examples = new ArrayList<Report.Example>();
        for (RunPage.Example chosen : RunPage.examples(split.held(), shown.getLast().scores())) {
            Case one = chosen.one();
            Volume image = one.image();
            var predictions = new LinkedHashMap<String, LabelMap>();
            runs.forEach((name, segmenter) -> predictions.put(name, segmenter.segment(image)));
            examples.add(new Report.Example(chosen.caption() + " with the boundary loss", image,
                    one.labels(2, image),
                    predictions));
        }
        var run = new RunFolder(folder.resolve("run2"));
        Map<String, String> facts = RunPage.facts(run.recipe(), run.plan());
        facts.remove("Loss");
        CONTENDERS.forEach(one -> facts.put("Loss, " + one.name(), one.loss()));
        var report = new Report("Edgewise demo", "Two networks that differ only in their loss, trained on "
                + split.train().size() + " phantoms with tiny lesions and scored on " + split.held().size()
                + " that neither has seen. One training of each is an illustration, not a proof.", facts,
                shown,
                examples);
        WholeFile.writeText(folder.resolve("report.html"), report.html());
    }
}
