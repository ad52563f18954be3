package io.github.edgewise.report;

import io.github.edgewise.Version;
import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.NamedLoss;
import io.github.edgewise.compare.ComparisonPlan;
import io.github.edgewise.compare.Disagreement;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Writes `scores.csv`, `comparison.json` and `report.html` of a comparison into its folder.
///
/// @param folder where it is kept
/// @param contest what is compared
/// @param command command line that repeats it
public record ComparisonReport(ComparisonFolder folder, ComparisonPlan contest, String command) {
    /// For writing the page of an earlier comparison again.
    public static ComparisonReport of(ComparisonFolder folder) throws IOException {
        return new ComparisonReport(folder, folder.contest(), Files.exists(folder.commandFile())
                ? Files.readString(folder.commandFile()).strip()
                : "edgewise compare DATA --out NEW-FOLDER --recipe comparison.yaml");
    }

    /// The largest number of cases shown; fewer where pictures are large, see [ComparisonPage].
    private static final int SHOWN = 8;

    /// Writes all three; pictures are of the first seed.
    ///
    /// @return the statistics of the scores
    public Analysis write(ComparisonResults results) throws IOException {
        Analysis analysis = Analysis.of(results);
        ComparisonFolder.write(folder.scoresFile(), results.csv(contest.recipe().machine().seed()));
        ComparisonFolder.write(folder.analysisFile(), analysis.json());
        ComparisonFolder.write(folder.commandFile(), command + "\n");
        List<Disagreement> shown = Disagreement.of(results).stream().limit(SHOWN).toList();
        var examples = new ArrayList<Report.Example>();
        for (Disagreement one : shown) {
            examples.add(example(one, results));
        }
        var page = new ComparisonPage("Edgewise comparison " + RunPage.name(folder.folder()), lead(results),
                results,
                analysis, histories(results), examples,
                inspected(examples.getFirst(), shown.getFirst().caseName(), results),
                facts(results), command);
        ComparisonFolder.write(folder.reportFile(), page.html());
        return analysis;
    }

    private String lead(ComparisonResults results) {
        return contest.contenders().size() + " losses, each trained with "
                + count(results.seeds().size(), "seed")
                + " on " + count(contest.folds(), "fold") + ", with the same first weights and patches, for "
                + count(contest.recipe().length().epochs(), "epoch")
                + ", and scored on held-out patients.";
    }

    private static String count(int n, String what) { return n + " " + what + (n == 1 ? "" : "s"); }

    /// The run of the first seed that held out a case.
    private RunFolder run(NamedLoss contender, String caseName, ComparisonResults results)
            throws IOException {
        int seed = results.seeds().getFirst();
        for (int fold = 0; fold < contest.folds(); fold++) {
            RunFolder run = folder.run(contest, contender, seed, fold);
            if (run.held().stream().anyMatch(one -> one.name().equals(caseName))) return run;
        }
        throw new IOException("no run in " + folder.folder() + " held out case " + caseName);
    }

    private static Case held(RunFolder run, String caseName) throws IOException {
        return run.held().stream().filter(c -> c.name().equals(caseName)).findFirst().orElseThrow();
    }

    private Report.Example example(Disagreement one, ComparisonResults results) throws IOException {
        RunFolder first = run(contest.contenders().getFirst(), one.caseName(), results);
        int classes = first.plan().plan().classes();
        Case shown = held(first, one.caseName());
        Volume image = shown.image();
        var predictions = new LinkedHashMap<String, LabelMap>();
        for (NamedLoss contender : contest.contenders()) {
            RunFolder run = run(contender, one.caseName(), results);
            predictions.put(contender.name(),
                    Volumes.readLabels(ComparisonFolder.maskFile(run, one.caseName()),
                            classes, LabelRule.AS_STORED).on(image.grid()));
        }
        String scores = String.join(", ",
                IntStream.range(0, one.scores().size()).mapToObj(c -> String.format(Locale.ROOT,
                        "%s %.3f", contest.contenders().get(c).name(), one.scores().get(c))).toList());
        return new Report.Example(one.caseName() + ", mean of Dice, NSD and boundary IoU: " + scores, image,
                shown.labels(classes, image), predictions);
    }

    /// The maps of the first loss with a boundary term, for the first class in the case. Empty if no loss has
    /// such a term or the case has no class.
    private Optional<DistanceInspector> inspected(Report.Example example, String caseName,
            ComparisonResults results)
            throws IOException {
        OptionalInt k = IntStream.range(1, example.reference().classes())
                .filter(c -> isThere(example.reference(), c)).findFirst();
        Optional<NamedLoss> contender = contest.contenders().stream()
                .filter(c -> c.staged().together().terms()
                        .stream().anyMatch(t -> t.loss() instanceof BoundaryLoss))
                .findFirst();
        if (k.isEmpty() || contender.isEmpty()) return Optional.empty();
        RunFolder run = run(contender.get(), caseName, results);
        return Optional.of(CaseMaps.ofRun(held(run, caseName), run, k.getAsInt()).inspector());
    }

    private static boolean isThere(LabelMap labels, int k) {
        for (byte label : labels.labels()) {
            if ((label & 0xff) == k) return true;
        }
        return false;
    }

    private List<List<History>> histories(ComparisonResults results) throws IOException {
        var all = new ArrayList<List<History>>();
        for (NamedLoss contender : contest.contenders()) {
            var its = new ArrayList<History>();
            for (ComparisonResults.Run run : results.runs()) {
                if (run.contender().equals(contender.name()))
                    its.add(folder.run(contest, contender, run.seed(), run.fold()).history());
            }
            all.add(its);
        }
        return all;
    }

    private Map<String, String> facts(ComparisonResults results) throws IOException {
        RunFolder first = folder.run(contest, contest.contenders().getFirst(), 0, 0);
        var facts = new LinkedHashMap<String, String>();
        facts.put("Data",
                first.plan().train().size() + " training cases, " + first.plan().validation().size()
                        + " validation cases and " + first.held().size()
                        + " held-out cases in the first run; "
                        + results.patients().size()
                        + " cases scored in all");
        contest.contenders().forEach(c -> facts.put("Loss “" + c.name() + "”", c.spec()));
        facts.putAll(RunPage.facts(first.recipe(), first.plan()));
        facts.remove("Loss"); // each loss is named with its second stage
        facts.remove(RunPage.SECOND_STAGE);
        facts.put("Seeds", results.seeds().size() + ", starting at " + contest.recipe().machine().seed());
        facts.put("Post-processing", contest.post().map(PostProcessing::text)
                .orElse("chosen in every run on its validation cases; see post.yaml of each run"));
        facts.put("Time", time(results));
        facts.put("Versions",
                "Edgewise " + Version.current() + ", Java " + Runtime.version().feature() + " on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return facts;
    }

    /// The mean training time of each loss.
    private String time(ComparisonResults results) throws IOException {
        List<List<History>> all = histories(results);
        var parts = new ArrayList<String>();
        for (int c = 0; c < all.size(); c++) {
            double minutes = all.get(c).stream().mapToDouble(History::seconds).average().orElse(0) / 60;
            parts.add(String.format(Locale.ROOT, "%.1f minutes per run with “%s”", minutes,
                    contest.contenders().get(c).name()));
        }
        return String.join(", ", parts);
    }
}
