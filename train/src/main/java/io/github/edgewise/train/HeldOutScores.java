package io.github.edgewise.train;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.SegmentedCase;
import io.github.edgewise.predict.Segmenter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The scores of a trained network on the held-out cases of its run.
public final class HeldOutScores {
    private HeldOutScores() {}

    /// Segments these cases and scores them by all metrics, with penalties where a class is missed or
    /// invented.
    ///
    /// @param plan of the run, for the tolerance of surface Dice and the names of the classes
    /// @param listener is told about every case
    /// @throws IOException where a case cannot be read
    public static Evaluation of(List<Case> cases, Segmenter segmenter, Plan plan,
            Consumer<? super Progress> listener) throws IOException {
        return of(cases, segmenter, plan, listener, segmented -> {});
    }

    private static Evaluation of(List<Case> cases, Segmenter segmenter, Plan plan,
            Consumer<? super Progress> listener, Consumer<SegmentedCase> also) throws IOException {
        List<Metric> metrics = Metrics.ofProbabilities(plan.lengths().toleranceMm());
        var parts = new ArrayList<Evaluation>();
        for (Case one : cases) {
            listener.accept(new Progress.Scoring(one.name(), parts.size(), cases.size()));
            SegmentedCase segmented = segmenter.segment(one);
            parts.add(segmented.score(metrics));
            also.accept(segmented);
        }
        return Evaluation.of(parts).with(EmptyMasks.PENALTY).named(plan.classNames());
    }

    /// The same for a run, with its post-processing, see [RunFolder#post]. Also writes what decision
    /// thresholds find to [RunFolder#thresholdsFile]: of the probabilities as they are, without
    /// post-processing.
    ///
    /// @param segmenter the network of the run; its own post-processing counts
    public static Evaluation of(RunFolder run, List<Case> cases, Segmenter segmenter,
            Consumer<? super Progress> listener) throws IOException {
        var curves = new ArrayList<LesionCurve>();
        Evaluation scores = of(cases, segmenter, run.plan().plan(), listener,
                segmented -> curves.addAll(segmented.curves()));
        WholeFile.writeText(run.thresholdsFile(), FreeResponse.csv(curves));
        return scores;
    }

    /// The same, but a case that cannot be read is left out.
    ///
    /// @param failed is told about every such case and the reason
    public static Evaluation of(RunFolder run, List<Case> cases, Segmenter segmenter,
            Consumer<? super Progress> listener, BiConsumer<Case, Exception> failed) throws IOException {
        Plan plan = run.plan().plan();
        var parts = new ArrayList<Evaluation>();
        var curves = new ArrayList<LesionCurve>();
        for (Case one : cases) {
            try {
                parts.add(of(List.of(one), segmenter, plan, progress -> listener
                        .accept(new Progress.Scoring(one.name(), parts.size(), cases.size())),
                        segmented -> curves.addAll(segmented.curves())));
            } catch (IOException | IllegalArgumentException e) {
                failed.accept(one, e);
            }
        }
        if (!parts.isEmpty()) WholeFile.writeText(run.thresholdsFile(), FreeResponse.csv(curves));
        return Evaluation.of(parts);
    }
}
