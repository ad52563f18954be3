package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import java.util.List;

/// The share of the reference's lesions that the prediction meets, from 0 to 1. [Lesions] says what a lesion
/// is and when lesions meet. Optionally only of the lesions in a [SizeRange]:
/// `lesion_recall:from=10,to=100` counts those above 10 and up to 100 mm^3.
///
/// Undefined if the reference has no lesion; 0 if only the prediction has none. Undefined, and without a
/// penalty, if the reference has no lesion of these sizes.
///
/// @param from lesions above this size count, in mm^3 (in 2-D, in mm^2); 0 for all
/// @param to lesions up to this size count; infinite for all
public record LesionRecall(double from, double to) implements Metric {
    public LesionRecall {
        if (!(from >= 0)) {
            throw new InvalidInputException("lesion sizes begin at 0 mm^3 or more, not at " + from);
        }
        requireRange(from, to);
    }

    private static SizeRange requireRange(double from, double to) { return new SizeRange(from, to); }

    /// Of lesions of any size.
    public LesionRecall() { this(0, Double.POSITIVE_INFINITY); }

    @Override
    public String name() {
        return "lesion_recall" + SettingName.of("from", from, 0)
                + SettingName.of("to", to, Double.POSITIVE_INFINITY);
    }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public double penalty(MaskPair masks) { return isWhole() ? 0 : Double.NaN; }

    private boolean isWhole() { return equals(new LesionRecall()); }

    @Override
    public Score score(MaskPair masks) {
        if (masks.referenced() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        if (isWhole()) {
            Lesions lesions = masks.lesions();
            return new Score.Value((double) lesions.found() / lesions.referenced());
        }
        SizeRange range = requireRange(from, to);
        List<Lesion> lesions = masks.referenceLesions().stream().filter(l -> range.holds(l.size())).toList();
        if (lesions.isEmpty()) {
            return new Score.Undefined("no lesion of these sizes in the reference");
        }
        return new Score.Value((double) lesions.stream().filter(Lesion::found).count() / lesions.size());
    }
}
