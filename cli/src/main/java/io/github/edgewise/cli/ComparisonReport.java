package io.github.edgewise.cli;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.Contender;
import io.github.edgewise.compare.Contest;
import io.github.edgewise.compare.Results;
import io.github.edgewise.io.Case;
import io.github.edgewise.report.ComparisonPage;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes `scores.csv`, `comparison.json` and `report.html` of a comparison into its folder.
///
/// @param folder where it is kept
/// @param contest what is compared
/// @param dataset the name of the data set
/// @param cases of the data set
record ComparisonReport(ComparisonFolder folder, Contest contest, String dataset, List<Case> cases) {
    /// Writes all three; pictures are of the first seed.
    void write(Results results) throws IOException {
        Analysis analysis = Analysis.of(results);
        ComparisonFolder.write(folder.scoresFile(), results.csv(contest.recipe().machine().seed()));
        ComparisonFolder.write(folder.analysisFile(), analysis.json());
        var page = new ComparisonPage("Edgewise comparison " + RunPage.name(folder.folder()), lead(results),
                results,
                analysis, histories(results), List.of(), facts(results), command());
        ComparisonFolder.write(folder.reportFile(), page.html());
    }

    private String lead(Results results) {
        return contest.contenders().size() + " losses on " + dataset + ": each trained with "
                + results.seeds().size()
                + (results.seeds().size() == 1 ? " seed" : " seeds") + " on " + contest.folds()
                + (contest.folds() == 1 ? " fold" : " folds") + ", with equal first weights, patches and "
                + contest.recipe().length().epochs()
                + " epochs, and scored on patients that no training saw.";
    }

    private List<List<History>> histories(Results results) throws IOException {
        var all = new ArrayList<List<History>>();
        for (Contender contender : contest.contenders()) {
            var its = new ArrayList<History>();
            for (Results.Run run : results.runs()) {
                if (run.contender().equals(contender.name()))
                    its.add(folder.run(contest, contender, run.seed(), run.fold()).history());
            }
            all.add(its);
        }
        return all;
    }

    private Map<String, String> facts(Results results) throws IOException {
        RunFolder first = folder.run(contest, contest.contenders().getFirst(), 0, 0);
        var facts = new LinkedHashMap<String, String>();
        facts.put("Data", dataset + ", " + cases.size() + " cases, of which " + results.patients().size()
                + " were held back and scored");
        contest.contenders().forEach(c -> facts.put("Loss “" + c.name() + "”", c.spec()));
        facts.putAll(RunPage.facts(first.recipe(), first.plan()));
        facts.remove("Loss");
        facts.put("Seeds", results.seeds().size() + " from " + contest.recipe().machine().seed() + " on");
        facts.put("Time", time(results));
        facts.put("Versions",
                "Edgewise " + Edgewise.VERSION + ", Java " + Runtime.version().feature() + " on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return facts;
    }

    /// How long trainings took: what a loss costs.
    private String time(Results results) throws IOException {
        List<List<History>> all = histories(results);
        var parts = new ArrayList<String>();
        for (int c = 0; c < all.size(); c++) {
            double minutes = all.get(c).stream().mapToDouble(History::seconds).average().orElse(0) / 60;
            parts.add(String.format(Locale.ROOT, "%.1f minutes a run with “%s”", minutes,
                    contest.contenders().get(c).name()));
        }
        return String.join(", ", parts);
    }

    private String command() {
        return "edgewise compare " + dataset + " --out NEW-FOLDER --recipe "
                + folder.contestFile().getFileName() + "   # comparison.yaml lies beside this page";
    }
}
