package io.github.edgewise.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.dataset.PairedMasks;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.report.ThresholdSection;
import io.github.edgewise.statistics.Bootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// `edgewise evaluate --probabilities`: what decision thresholds find.
///
/// @param masks whose probabilities are read
/// @param out without the ending, where files are wanted
record ThresholdScores(PairedMasks masks, Optional<Path> out) {
    /// Fails if probabilities are missing, or a file would replace one that is read.
    ///
    /// @param out the file of the scores; the others lie beside it
    static ThresholdScores of(PairedMasks masks, Optional<Path> out, Outputs outputs) throws IOException {
        masks.requireProbabilities();
        var scores = new ThresholdScores(masks, out.map(file -> file.resolveSibling(
                String.valueOf(file.getFileName()).replaceFirst("\\.(csv|json)$", "_thresholds"))));
        if (scores.out.isPresent()) {
            outputs.add(scores.file(".csv"));
            outputs.add(scores.file(".html"));
        }
        return scores;
    }

    private Path file(String ending) {
        Path base = out.orElseThrow();
        return base.resolveSibling(base.getFileName() + ending);
    }

    /// The recalls of a class.
    record OfClass(@JsonProperty("class") int classIndex, int lesions, List<AtFalse> recalls) {
        private static OfClass of(FreeResponse one) {
            List<Bootstrap.Interval> intervals = ThresholdSection.intervals(one, name -> name);
            return new OfClass(one.classIndex(), one.lesions(), IntStream.range(0, intervals.size())
                    .mapToObj(i -> AtFalse.of(FreeResponse.FALSE_PER_CASE.get(i), intervals.get(i)))
                    .toList());
        }
    }

    /// The recall of lesions at a number of false ones per case, with its 95 % interval over cases. No
    /// number where no reference has a lesion; no interval where the cases give none.
    record AtFalse(double falsePerCase, double recall, double low, double high, String note) {
        private static AtFalse of(double n, Bootstrap.Interval recall) {
            return new AtFalse(n, recall.estimate(), recall.low(), recall.high(),
                    Double.isNaN(recall.estimate())
                            ? "no reference has a lesion"
                            : Double.isNaN(recall.low()) ? "the cases give no interval" : "");
        }
    }

    /// Counts, writes the files, prints the recalls and returns them.
    List<OfClass> score(ProgressBar bar, Results results) throws IOException {
        var done = new AtomicInteger();
        List<LesionCurve> curves = masks.curves(LesionCurve.THRESHOLDS,
                name -> bar.show("thresholds", done.getAndIncrement(), masks.pairs().size(), -1));
        bar.line("thresholds of " + masks.pairs().size() + " cases");
        List<FreeResponse> classes = FreeResponse.ofClasses(curves);
        if (out.isPresent()) {
            WholeFile.writeText(file(".csv"), FreeResponse.csv(curves));
            WholeFile.writeText(file(".html"), ThresholdSection.page("Edgewise thresholds",
                    "What decision thresholds find in " + masks.pairs().size()
                            + " cases; every case counts as a patient.",
                    classes));
        }
        results.line("lesion recall at N false lesions per case, with 95 % intervals over cases");
        List<String> heads = FreeResponse.FALSE_PER_CASE.stream().map(n -> "N = " + n).toList();
        results.line(line("class", "lesions", heads));
        for (FreeResponse one : classes) {
            results.line(line(String.valueOf(one.classIndex()), String.valueOf(one.lesions()),
                    ThresholdSection.recalls(one, name -> name)));
        }
        return classes.stream().map(OfClass::of).toList();
    }

    private static String line(String classIndex, String lesions, List<String> recalls) {
        var line = new StringBuilder(String.format(Locale.ROOT, "%5s  %7s", classIndex, lesions));
        recalls.forEach(text -> line.append(String.format(Locale.ROOT, "  %-24s", text)));
        return line.toString().stripTrailing();
    }
}
