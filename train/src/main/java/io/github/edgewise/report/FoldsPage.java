package io.github.edgewise.report;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.train.StoredPost;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        var curves = new ArrayList<LesionCurve>();
        for (RunFolder run : runs) {
            for (Case one : run.held()) {
                holders.put(one.name(), run);
                cases.add(one);
            }
            if (Files.exists(run.thresholdsFile())) curves.addAll(FreeResponse.read(run.thresholdsFile()));
            shown.add(new Report.Run(RunPage.name(run.folder()), run.history(), new Evaluation(List.of())));
        }
        shown.add(new Report.Run("all folds", new History(List.of()), scores));
        var examples = new ArrayList<Report.Example>();
        for (RunPage.Example chosen : RunPage.examples(cases, scores)) {
            RunFolder holder = holders.getOrDefault(chosen.one().name(), runs.getFirst());
            try (Segmenter segmenter = holder.segmenter(SlidingWindow.OVERLAP)) {
                examples.add(chosen.segmented(segmenter.with(holder.post(Optional.empty()))));
            }
        }
        RunPlan plan = runs.getFirst().plan();
        Map<String, String> facts = RunPage.facts(runs.getFirst().recipe(), plan);
        Optional<StoredPost> post = folds.post();
        post.ifPresent(stored -> facts.put("Post-processing of the mean of all networks", stored.summary()));
        String lead = runs.size() + " networks (" + runs.getFirst().recipe().staged().text()
                + "). Each held out a different part of " + cases.size()
                + " cases; every case is scored by the network that held it out.";
        var report = new Report("Edgewise folds " + RunPage.name(folds.folder()), lead, facts, shown,
                examples);
        WholeFile.writeText(folds.scoresFile(), scores.csv());
        String more = PostSection.html(post, scores) + ThresholdSection.html(FreeResponse.ofLesions(curves),
                RunPage.patients(cases), plan.plan().classNames());
        WholeFile.writeText(folds.reportFile(), report.html(more));
    }
}
