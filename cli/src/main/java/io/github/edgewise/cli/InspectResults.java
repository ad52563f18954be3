package io.github.edgewise.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.dataset.Inspection;
import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.plan.Advice;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import java.util.List;
import java.util.Optional;

/// What `edgewise inspect` found, for JSON.
///
/// @param usable whether a training would start
/// @param cases with a mask
/// @param unpaired names of images without a mask
/// @param data what the usable cases hold; nothing where there is none
/// @param plan that training would use, with the keys of `plan.yaml`
/// @param note says why there is no plan
record InspectResults(boolean usable, List<Inspection.Finding> findings, int cases, List<String> unpaired,
        long patients, Optional<Data> data, Optional<Plan> plan, List<Advice> advice,
        Optional<String> tryIt, String note) {
    static final String NO_PLAN = "none: no case can be used for training";

    /// What the usable cases hold; shapes and spacings are z, y, x or y, x.
    ///
    /// @param foreground share of the voxels
    record Data(int channels, List<Integer> shape, List<Double> spacingMm, List<Double> finestSpacingMm,
            List<Double> coarsestSpacingMm, double foreground, List<OfClass> classes) {
        private static Data of(Fingerprint f, List<String> names, List<ObjectSummary> objects) {
            return new Data(f.channels(), Axes.of(f.median()), Axes.of(f.spacing(), f.axes()),
                    Axes.of(f.spacing(0), f.axes()), Axes.of(f.spacing(1), f.axes()), f.foreground(),
                    objects.stream().map(one -> OfClass.of(f, names, one)).toList());
        }
    }

    /// A class but the background.
    ///
    /// @param share of all voxels
    /// @param cases that have it
    /// @param objects nothing where no case has it
    record OfClass(@JsonProperty("class") int classIndex, String className, double share, long cases,
            Optional<Objects> objects) {
        private static OfClass of(Fingerprint f, List<String> names, ObjectSummary one) {
            int k = one.classIndex();
            return new OfClass(k, k < names.size() ? names.get(k) : String.valueOf(k), f.share(k),
                    f.casesWith(k), one.cases() == 0 ? Optional.empty() : Optional.of(new Objects(one)));
        }
    }

    /// The connected components of a class, see [ObjectSummary].
    record Objects(double perCase, double voxels, double elongation, boolean thin, double emptySlices) {
        Objects(ObjectSummary one) {
            this(one.perCase(), one.voxels(), one.elongation(), one.isThin(), one.emptySlices());
        }
    }

    /// What is known without a usable case.
    static InspectResults of(Dataset dataset, Inspection found) {
        return new InspectResults(found.errors().isEmpty(), found.findings(), dataset.cases().size(),
                dataset.unpaired(), patients(dataset), Optional.empty(), Optional.empty(), List.of(),
                Optional.empty(), NO_PLAN);
    }

    /// The same with what the usable cases hold.
    InspectResults with(Fingerprint f, List<String> classNames, List<ObjectSummary> objects,
            List<Advice> advised, Optional<String> command) {
        return new InspectResults(usable, findings, cases, unpaired, patients,
                Optional.of(Data.of(f, classNames, objects)), Optional.of(Plan.of(f, Slices.AUTO, 0)),
                advised, command, "");
    }

    static long patients(Dataset dataset) {
        return dataset.cases().stream().map(Case::patient).distinct().count();
    }
}
