package io.github.edgewise.cli;

import io.github.edgewise.compare.Budget;
import io.github.edgewise.compare.Comparison;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.NamedLoss;
import io.github.edgewise.compare.ComparisonPlan;
import io.github.edgewise.compare.ComparisonPlanFile;
import io.github.edgewise.compare.ComparisonEvent;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.compare.Outlook;
import io.github.edgewise.compare.Analysis;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.report.ComparisonReport;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.StagedLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `edgewise compare`: which of several losses is better on a data set.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Trains each loss with the same seeds, folds, first weights and data order, and tests which "
                + "differences are significant. Finished runs are kept: run the same command again to continue "
                + "after an interruption, or with more seeds or losses.",
        footer = {
            "", "Examples:",
            "  edgewise compare my-data --out runs/losses --loss generalizedDice --loss 'generalizedDice + 0.01*boundary:clipMm=20' --seeds 3 --minutes 120",
            "  edgewise compare my-data --out runs/alpha --seeds 5 --folds 5 --epochs 50 \\",
            "    --loss 'plain = generalizedDice' --loss 'ramp = generalizedDice + ramp:from=0.01,to=0.1*boundary:clipMm=20'",
            "  edgewise compare my-data --out runs/lesions --folds 5 --post auto --loss 'plain = diceCrossEntropy' \\",
            "    --loss 'lesions = perComponent(diceCrossEntropy)'   # every lesion counts alike",
            "  edgewise compare ACDC --out runs/acdc --recipe recipes/acdc.yaml"})
final class CompareCommand implements Subcommand {
    @Mixin
    private DataSet data = new DataSet();

    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private Results results = new Results();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for the comparison")
    private Path out = Path.of("");

    @Option(
            names = "--loss",
            paramLabel = "SPEC",
            description = "one for each loss, the baseline first; 'name = spec' sets the name in tables; "
                    + "'LOSS then LOSS' has a second stage")
    private List<String> losses = List.of();

    @Option(names = "--seeds", paramLabel = "N", description = "runs of each loss and fold (default: 1)")
    private Optional<Integer> seeds = Optional.empty();

    @Option(
            names = "--folds",
            paramLabel = "K",
            description = "1: hold out a fifth of the patients; K: hold out each of K parts in turn, so that every "
                    + "patient is scored (default: 1)")
    private Optional<Integer> folds = Optional.empty();

    @Option(
            names = "--post",
            paramLabel = "WHAT",
            description = "post-processing of all label maps. none; auto: chosen in every run on its validation cases, "
                    + "where it helps beyond chance; or steps such as smallest=10,largest,threshold=0.4,fill "
                    + "(default: none, so that losses alone differ)")
    private Optional<String> post = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "epochs of each run (default: 100)")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "total time of all runs; a trial decides how many epochs fit, equally many for each loss")
    private Optional<Double> minutes = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (epochs.isPresent() && minutes.isPresent()) {
            throw new WrongUsage("--epochs or --minutes, not both");
        }
        minutes.ifPresent(m -> Arguments.aboveZero("--minutes", m));
        epochs.ifPresent(n -> Arguments.atLeast("--epochs", 1, n));
        seeds.ifPresent(n -> Arguments.atLeast("--seeds", 1, n));
        folds.ifPresent(n -> Arguments.atLeast("--folds", 1, n));
        post.ifPresent(Arguments::post);
        if (new RunFolder(out).exists() || !new Folds(out).runs().isEmpty()) {
            throw new IOException(out + " holds a run of train; name another folder for the comparison");
        }
        var folder = new ComparisonFolder(out);
        ComparisonPlan wanted = contest();
        requireOwnRecipe(folder);
        Optional<Plan> plan = settings.plan();
        var progress = new ComparisonProgress();
        for (RunFolder run : folder.exists() ? folder.runs() : List.<RunFolder>of()) {
            if (run.moveTo(data.folder())) {
                progress.line("the data set of " + run.folder() + " has moved to " + data.folder());
            }
        }
        Dataset dataset = data.sound(out);
        if (wanted.post().isPresent()) wanted.post().get().requireClasses(dataset.classes());
        Outlook.of(wanted, dataset, folder).sentences().forEach(progress::line);
        var budget = new Budget(minutes.orElse(0.));
        ComparisonPlan contest = budget.fitted(wanted, dataset, plan, folder, progress);
        progress.line(
                contest.contenders().size() + " losses, " + contest.seeds() + " seeds, " + contest.folds()
                        + " folds: " + contest.runs() + " runs of " + contest.recipe().length().epochs()
                        + " epochs; after an "
                        + "interruption, run the same command again to continue");
        contest.undeformable()
                .ifPresent(why -> progress.line("deformation is off for all runs, because of " + why));
        String command = "edgewise compare" + data.options()
                + settings.planFile().map(file -> " --plan " + file).orElse("")
                + " --out NEW-FOLDER --recipe comparison.yaml";
        var report = new ComparisonReport(folder, contest, command);
        ComparisonResults scores;
        try {
            scores = new Comparison(contest, dataset, plan, folder, budget, event -> {
                progress.accept(event);
                if (event instanceof ComparisonEvent.SeedDone(var soFar)) write(report, soFar);
            }).run();
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        ComparisonFinding.of(folder, Analysis.of(scores)).tell(results);
        return 0;
    }

    private static void write(ComparisonReport report, ComparisonResults results) {
        try {
            report.write(results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The recipe may be the file of this comparison as it wrote it, but nothing that would be lost.
    private void requireOwnRecipe(ComparisonFolder folder) throws IOException {
        Optional<Path> file = settings.recipeFile();
        if (file.isEmpty() || !Outputs.isSame(file.get(), folder.contestFile())) return;
        String own;
        try {
            own = ComparisonPlanFile.text(folder.contest());
        } catch (IOException | IllegalArgumentException e) {
            own = "";
        }
        if (!own.equals(Files.readString(file.get()))) {
            throw new IOException(
                    "--recipe " + file.get() + " would be replaced by the file of the comparison; copy "
                            + "it to another folder than --out");
        }
    }

    private ComparisonPlan contest() throws IOException {
        Recipe recipe = settings.recipe(new Recipe());
        Optional<Path> file = settings.recipeFile();
        ComparisonPlanFile.Extra extra = file.isPresent()
                ? ComparisonPlanFile.extra(file.get())
                : new ComparisonPlanFile.Extra(List.of(), Optional.empty(), Optional.empty(),
                        Optional.empty());
        List<NamedLoss> contenders = losses.isEmpty()
                ? extra.contenders()
                : losses.stream().map(text -> Arguments.of("--loss", () -> NamedLoss.parse(text))).toList();
        // the losses of the recipe alone are not compared, so they set no limit to the epochs
        Recipe common = recipe.with(new StagedLoss(recipe.loss()));
        Supplier<ComparisonPlan> plan = () -> new ComparisonPlan(
                epochs.isPresent() ? common.epochs(epochs.get()) : common, contenders,
                seeds.or(extra::seeds).orElse(1), folds.or(extra::folds).orElse(1));
        Optional<PostProcessing> cleaned = post.isPresent()
                ? Arguments.post(post.get())
                : ComparisonPlanFile.post(extra.post().orElse(PostProcessing.NONE.text()));
        boolean fromFile = losses.isEmpty() && file.isPresent();
        return (fromFile ? plan.get() : Arguments.of("", plan)).post(cleaned);
    }
}
