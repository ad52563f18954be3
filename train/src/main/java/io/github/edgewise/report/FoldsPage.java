package io.github.edgewise.report;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The page about all folds: one table over all cases, each scored by the run that held it out, and the
/// curves of all runs.
///
/// @param folds where they lie
public record FoldsPage(Folds folds) {
    /// Writes `scores.csv` and `report.html` into the folder of the folds.
    ///
    /// @throws IOException where a case cannot be read or the folder not be written
    public void write(Evaluation scores) throws IOException {
        List<RunFolder> runs = folds.runs();
        var holders = new LinkedHashMap<String, RunFolder>();
        var cases = new ArrayList<Case>();
        var shown = new ArrayList<Report.Run>();
        for (RunFolder run : runs) {
            for (Case one : run.held()) {
                holders.put(one.name(), run);
                cases.add(one);
            }
            shown.add(new Report.Run(RunPage.name(run.folder()), run.history(), new Evaluation(List.of())));
        }
        shown.add(new Report.Run("all folds", new History(List.of()), scores));
        var examples = new ArrayList<Report.Example>();
        for (RunPage.Example chosen : RunPage.examples(cases, scores)) {
            RunFolder holder = holders.getOrDefault(chosen.one().name(), runs.getFirst());
            try (Segmenter segmenter = holder.segmenter(0.5)) {
                examples.add(chosen.segmented(segmenter));
            }
        }
        RunPlan plan = runs.getFirst().plan();
        Map<String, String> facts = RunPage.facts(runs.getFirst().recipe(), plan);
        String lead = runs.size() + " networks (" + runs.getFirst().recipe().staged().text()
                + "). Each held out a different part of " + cases.size()
                + " cases; every case is scored by the network that held it out.";
        var report = new Report("Edgewise folds " + RunPage.name(folds.folder()), lead, facts, shown,
                examples);
        WholeFile.writeText(folds.scoresFile(), scores.csv());
        WholeFile.writeText(folds.reportFile(), report.html());
    }
}
