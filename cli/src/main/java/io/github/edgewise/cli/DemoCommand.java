package io.github.edgewise.cli;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.Budget;
import io.github.edgewise.compare.Comparison;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.ComparisonPlan;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.compare.NamedLoss;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Advice;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.report.ComparisonReport;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `edgewise demo`: the main job on built-in data, in a few minutes.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Makes phantoms with tiny lesions and compares two losses on them: Dice with cross-entropy, and "
                + "the same with every lesion counted alike. Each phantom is segmented by networks that never saw it.",
        footer = {"", "Example:",
            "  edgewise demo --out runs/demo"})
final class DemoCommand implements Subcommand {
    private static final int CASES = 48;
    private static final double LESION_SHARE = 0.003;
    private static final int FOLDS = 2;
    private static final int BATCH = 4;
    private static final int STEPS = 20;
    /// Fewer show how far a training has come, and not how losses differ.
    private static final int LEAST_EPOCHS = 10;
    private static final List<NamedLoss> LOSSES = List.of(
            NamedLoss.parse("plain = " + Advice.PLAIN),
            NamedLoss.parse("per component = perComponent(" + Advice.PLAIN + ")"));

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "folder (default: runs/demo)")
    private Path out = Path.of("runs/demo");

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "4",
            description = "total time in minutes; more minutes, longer trainings (default: 4)")
    private double minutes = 4;

    @Mixin
    private Results results = new Results();

    @Override
    public Integer call() throws IOException {
        if (!(minutes >= 0.5) || Double.isInfinite(minutes))
            throw new WrongUsage("--minutes must be at least 0.5, not " + minutes);
        long begun = System.nanoTime();
        var budget = new Budget(minutes, LEAST_EPOCHS);
        Path place = unused(out);
        var phantom = new Phantom(Grid.of(Shape.of(128, 128)), 2, LESION_SHARE, 1);
        if (!isDrawn(place)) PhantomCommand.write(phantom, CASES, place.resolve("data"), new ProgressBar());
        Dataset dataset = Dataset.open(place.resolve("data"));
        var folder = new ComparisonFolder(place);
        var progress = new ComparisonProgress();
        ComparisonPlan plan = budget.fitted(new ComparisonPlan(recipe(), LOSSES, 1, FOLDS), dataset,
                Optional.empty(), folder, progress);
        ComparisonResults scores = new Comparison(plan, dataset, Optional.empty(), folder, budget, progress)
                .run();
        Analysis analysis = new ComparisonReport(folder, plan, "edgewise compare " + place.resolve("data")
                + " --out NEW-FOLDER --recipe comparison.yaml").write(scores);
        ComparisonFinding.of(folder, analysis).tell(results);
        progress.line(String.format(Locale.ROOT, "done in %.1f minutes", (System.nanoTime() - begun) / 60e9));
        return 0;
    }

    private static Recipe recipe() {
        Recipe usual = new Recipe();
        return usual.with(new UNet(8, 3)).with(new Recipe.Length(LEAST_EPOCHS, STEPS, 0))
                .with(new Recipe.Sampling(BATCH, 0.5, 0.1, usual.sampling().augmentation(), Slices.NONE));
    }

    /// The folder, or the first of `demo-2`, `demo-3` and so on that does not exist: an earlier demo is kept.
    /// A demo that had too little time has drawn its images and done nothing else, so it goes on.
    private static Path unused(Path wanted) {
        Path folder = wanted;
        for (int i = 2; Files.exists(folder)
                && (new ComparisonFolder(folder).exists() || !isDrawn(folder)); i++) {
            folder = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return folder;
    }

    private static boolean isDrawn(Path folder) {
        return Files.exists(folder.resolve("data/labels").resolve(PhantomCommand.name(CASES - 1)));
    }
}
