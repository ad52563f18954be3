package io.github.edgewise.train;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.export.Int8Data;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What the data of runs tell about their networks, to export them in int8.
///
/// @param data of each network: windows of training cases, and cases to score
/// @param isHeldOut whether the cases to score are held-out cases; false where a run has none, and validation
///     cases stand in for them
public record Calibration(List<Int8Data> data, boolean isHeldOut) {
    /// Training cases that are read, evenly spread over all.
    private static final int CASES = 8;
    /// Windows of each: one with foreground, one from anywhere.
    private static final int WINDOWS = 2;

    public Calibration {
        data = List.copyOf(data);
    }

    /// That of a run, or of all runs of a folder of folds. Windows depend on the data alone, so an export can
    /// be repeated.
    ///
    /// @param place the data set where it has moved since the training
    /// @param listener is told about every training case that is read
    /// @throws IOException where files of the runs' cases are gone or cannot be read, or the folder holds no
    ///     run
    public static Calibration of(Path folder, Optional<Path> place, Consumer<? super Progress> listener)
            throws IOException {
        var data = new ArrayList<Int8Data>();
        boolean isHeldOut = true;
        List<RunFolder> runs = Folds.runs(folder);
        var plans = new ArrayList<RunPlan>();
        for (RunFolder run : runs) {
            plans.add(place.isPresent() ? run.plan().movedTo(place.get()) : run.planInPlace());
        }
        for (int i = 0; i < runs.size(); i++) {
            RunPlan plan = plans.get(i);
            List<Case> cases = plan.held().isEmpty() ? plan.validation() : plan.held();
            isHeldOut &= !plan.held().isEmpty();
            data.add(new Int8Data(windows(plan, listener), cases, runs.get(i).post(Optional.empty())));
        }
        return new Calibration(data, isHeldOut);
    }

    private static List<float[]> windows(RunPlan run, Consumer<? super Progress> listener)
            throws IOException {
        Plan plan = run.plan();
        var patches = new Patches(plan.patch(), 1.0 / WINDOWS, Augmentation.NONE);
        List<Case> all = run.train();
        int count = Math.min(CASES, all.size());
        List<Case> chosen = IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).toList();
        var windows = new ArrayList<float[]>();
        for (int i = 0; i < count; i++) { // one after the other, so that one is in memory
            Sample sample = PreparedCases.prepared(chosen.get(i), plan, new TargetSpec(0, plan.slices()));
            try (var loader = new Loader(List.of(sample), patches, 1, 0, (long) WINDOWS * i, 1)) {
                for (int w = 0; w < WINDOWS; w++) { // each case a different class
                    windows.add(loader.next().images());
                }
            }
            listener.accept(new Progress.Loaded(chosen.get(i).name(), i + 1, count));
        }
        return windows;
    }
}
