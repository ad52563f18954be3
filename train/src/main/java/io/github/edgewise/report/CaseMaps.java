package io.github.edgewise.report;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.train.StagedLoss;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The distance map of a case and what a boundary loss computes from it.
///
/// @param inspector with the network's probabilities
/// @param lead one sentence on what is shown
public record CaseMaps(DistanceInspector inspector, String lead) {
    /// The signed distance map of one class of a case in a data set.
    ///
    /// @param classIndex the class
    /// @throws IOException where image or mask cannot be read
    public static CaseMaps ofData(Case one, int classIndex) throws IOException {
        Volume image = one.image();
        var inspector = new DistanceInspector(one.name(), image, one.labels(image), classIndex,
                Optional.empty(),
                new BoundaryLoss());
        return new CaseMaps(inspector,
                "The signed distance map of class " + classIndex
                        + ", which a boundary loss uses for this case.");
    }

    /// The map of one class and the boundary loss of a run at every voxel, from this map and the network's
    /// probabilities. For a run without a boundary term, the default boundary loss is shown. The engine must
    /// be started.
    ///
    /// @param classIndex the class
    /// @throws IOException where the case cannot be read, or the run is not complete
    public static CaseMaps ofRun(Case one, RunFolder run, int classIndex) throws IOException {
        RunPlan plan = run.plan();
        Volume image = one.image();
        LabelMap labels = one.labels(plan.plan().classes(), image);
        Volume probabilities;
        try (Segmenter segmenter = run.segmenter(SlidingWindow.OVERLAP)) {
            probabilities = segmenter.probabilities(image);
        }
        StagedLoss loss = run.recipe().staged();
        Optional<BoundaryLoss> term = loss.together().terms().stream().map(WeightedSum.Term::loss)
                .filter(BoundaryLoss.class::isInstance).map(BoundaryLoss.class::cast).findFirst();
        BoundaryLoss boundary = term.orElseGet(BoundaryLoss::new);
        String part = plan.held().contains(one)
                ? "held-out"
                : plan.validation().contains(one) ? "validation" : "training";
        String lead = "A " + part + " case of the run " + RunPage.name(run.folder())
                + ", with the prediction of its network. Shown is "
                + (term.isPresent()
                        ? "the term " + Losses.text(boundary) + " of its loss."
                        : "the default boundary loss, because the loss of the run, " + loss.text()
                                + ", has no such term.");
        return new CaseMaps(
                new DistanceInspector(one.name(), image, labels, classIndex, Optional.of(probabilities),
                        boundary),
                lead);
    }

    /// The page that shows them, with the border of the network's prediction where there is one.
    public MapsPage page() {
        Map<String, LabelMap> predictions = inspector.probabilities().map(LabelMap::mostProbable)
                .map(labels -> Map.of("prediction", labels)).orElse(Map.of());
        return new MapsPage("Edgewise maps of " + inspector.caption(), lead, inspector, predictions);
    }
}
