package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/// *Score against Reference*: metrics of a label image against another one of the same size, as a table with
/// a row per class and metric.
///
/// Values are those of `edgewise evaluate`, with lengths in the unit of the reference's calibration. Where a
/// class is absent from one of the two, the score is a penalty (the default) or empty. 255 is class 1 in a
/// mask of 0 and 255, if the other image holds no more than two values either. With a screen, the table opens
/// as a window of ImageJ; without one, it is the output `scores`.
@Plugin(
        type = Command.class,
        headless = true,
        label = "Score against Reference",
        menuPath = "Plugins>Edgewise>Score against Reference",
        description = "Dice, surface distances and other metrics of a label image against a reference")
public final class ScoreCommand extends ImageCommand {
    private static final String PENALTY = "penalty";
    private static final String SKIP = "skip";
    private static final double SAME = 1e-3;
    private static final int DIGITS = 6;

    @Parameter(label = "Prediction", description = "the label image that is scored")
    @SuppressWarnings("NullAway.Init")
    private ImagePlus prediction;

    @Parameter(label = "Reference", description = "the label image that counts as right")
    @SuppressWarnings("NullAway.Init")
    private ImagePlus reference;

    @Parameter(
            label = "Metrics (empty: the usual ones)",
            persist = false,
            required = false,
            description = "names with commas between, for example dice,hd95,nsd:tolerance=2,cc_dice")
    private String metrics = "";

    @Parameter(
            label = "Tolerance of nsd (0: planned)",
            persist = false,
            min = "0",
            description = "largest distance at which borders agree, in the unit of the reference; planned from "
                    + "the size of a pixel if 0")
    private double tolerance;

    @Parameter(
            label = "Absent classes",
            persist = false,
            choices = {PENALTY, SKIP},
            description = "the score of a class that only one of the images holds: the worst value, or none")
    private String empty = PENALTY;

    @Parameter(type = ItemIO.OUTPUT, label = "Scores")
    @SuppressWarnings("UnusedVariable") // SciJava reads it
    private @Nullable ResultsTable scores;

    /// Made by SciJava.
    public ScoreCommand() {}

    @Override
    void compute() {
        EmptyMasks rule = switch (empty) {
            case PENALTY -> EmptyMasks.PENALTY;
            case SKIP -> EmptyMasks.SKIP;
            default ->
                throw new InvalidInputException("absent classes are penalty or skip, not '" + empty + "'");
        };
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new InvalidInputException(
                    "the tolerance is a length from 0 up in the reference's unit, not " + tolerance);
        }
        ImageScale scale = scale(reference);
        List<Metric> wanted = wanted(scale);
        LabelMap predicted = ImageConversion.labels(prediction);
        LabelMap referenced = ImageConversion.labels(reference);
        requireSameSize(predicted.grid(), referenced.grid());
        boolean isMasks = isTwoValued(predicted) && isTwoValued(referenced);
        if (isMasks && ImageConversion.isWhiteOnly(predicted))
            predicted = ImageConversion.withoutWhite(predicted);
        if (isMasks && ImageConversion.isWhiteOnly(referenced))
            referenced = ImageConversion.withoutWhite(referenced);
        ResultsTable table = table(
                Evaluation.of(prediction.getTitle(), predicted, referenced, wanted).with(rule), scale);
        if (hasWindows()) table.show("Scores of " + prediction.getTitle());
        else scores = table; // SciJava has no window for it and would warn
    }

    private static boolean isTwoValued(LabelMap labels) {
        return ImageConversion.isBinary(labels) || ImageConversion.isWhiteOnly(labels);
    }

    /// The metrics of the text, or the usual ones.
    private List<Metric> wanted(ImageScale scale) {
        double toleranceMm = tolerance > 0
                ? scale.toMm(tolerance)
                : Lengths.of(scale.grid()).toleranceMm();
        if (metrics.isBlank()) return Metrics.all(toleranceMm);
        List<Metric> wanted = Stream.of(metrics.split(",(?!\\s*\\w+\\s*=)", -1))
                .map(text -> Metrics.parse(text, toleranceMm)).toList();
        for (Metric metric : wanted) {
            if (metric.needsProbabilities()) {
                throw new InvalidInputException(
                        metric.name() + " needs probabilities, which label images do not "
                                + "hold; leave it out, or score files with edgewise evaluate");
            }
        }
        return wanted;
    }

    private void requireSameSize(Grid predicted, Grid referenced) {
        if (!predicted.shape().equals(referenced.shape())) {
            throw new InvalidInputException(
                    "both images must have the same size, but " + prediction.getTitle()
                            + " has " + predicted.shape() + " voxels and " + reference.getTitle() + " has "
                            + referenced.shape());
        }
        Spacing one = predicted.spacing();
        Spacing other = referenced.spacing();
        if (differs(one.x(), other.x()) || differs(one.y(), other.y())
                || (predicted.shape().axes() == 3 && differs(one.z(), other.z()))) {
            note("the images have different calibrations; lengths are measured with that of "
                    + reference.getTitle());
        }
    }

    private static boolean differs(double one, double other) { return Math.abs(one - other) > SAME * other; }

    private static ResultsTable table(Evaluation all, ImageScale scale) {
        var table = new ResultsTable();
        table.setNaNEmptyCells(true);
        table.setPrecision(DIGITS);
        for (Evaluation.Row row : all.rows()) {
            double value = row.number().orElse(Double.NaN);
            table.addRow();
            table.addValue("Class", String.valueOf(row.classIndex()));
            table.addValue("Metric", row.metric());
            table.addValue("Value", row.isLength() ? scale.fromMm(value) : value);
            table.addValue("Unit", row.isLength() ? scale.unit() : row.unit());
            table.addValue("Note", row.note());
        }
        return table;
    }
}
