package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.spec.Spec;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// The metrics of label maps: those in tables, in the order of the tables, and all others as text.
///
/// A text is the name of a metric, with settings after a colon: `hd95`, `hd95:convention=AREA`,
/// `nsd:tolerance=2`, `cc_hd95:percentile=99`. Settings are the components of the metric's record; the unit
/// at the end of one may be left out. Instead of its own name, a metric may have that of its record
/// (`hausdorff:percentile=99`, `surface_dice`), a user's own one its fully qualified name.
public final class Metrics {
    private static final Spec<Metric> SPEC = new Spec<>(Metric.class, "");

    private Metrics() {}

    /// All metrics of tables, surface Dice with the tolerance [SurfaceDice#USUAL_MM].
    public static List<Metric> all() { return all(SurfaceDice.USUAL_MM); }

    /// Metrics of others, found as services ([java.util.ServiceLoader]); tables hold them only where they are
    /// named.
    public static List<Metric> others() {
        return ServiceLoader.load(Metric.class).stream().map(ServiceLoader.Provider::get).toList();
    }

    /// All metrics of tables and the calibration error, for predictions whose probabilities are known.
    public static List<Metric> ofProbabilities() { return ofProbabilities(SurfaceDice.USUAL_MM); }

    /// All metrics of tables and the calibration error.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> ofProbabilities(double toleranceMm) {
        return Stream.concat(all(toleranceMm).stream(), Stream.of(new CalibrationError())).toList();
    }

    /// All metrics of tables.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> all(double toleranceMm) {
        return List.of(new Dice(), new Iou(), new BoundaryIou(), new Hausdorff(100), new Hausdorff(95),
                new AverageSurfaceDistance(), new SurfaceDice(toleranceMm), new VolumeDifference(),
                new Precision(), new Recall(), new LesionPrecision(), new LesionRecall(), new LesionF1(),
                new FoundHausdorff(95));
    }

    /// Every metric of this package with its usual settings: those of tables, then those that are computed
    /// only where they are named.
    public static List<Metric> known() { return known(SurfaceDice.USUAL_MM); }

    /// Every metric of this package with its usual settings.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> known(double toleranceMm) {
        return Stream.concat(ofProbabilities(toleranceMm).stream(), Stream.of(new AverageCalibrationError(),
                new MaximumCalibrationError(), new PanopticQuality(), new RecognitionQuality(),
                new SegmentationQuality(), new PerComponent(new Dice()), new PerComponent(new Hausdorff(95)),
                new PerComponent(new SurfaceDice(toleranceMm)), new BratsDice(), new BratsHausdorff(),
                new ClDice(), new ComponentError(), new LoopError()))
                .toList();
    }

    /// The names of all metrics: of this package and of others.
    public static List<String> names() {
        return Stream.concat(known().stream(), others().stream()).map(Metric::name).toList();
    }

    /// The metric that a text describes, surface Dice with the tolerance [SurfaceDice#USUAL_MM] if the text
    /// has none.
    ///
    /// @throws InvalidInputException where the text is not a metric; the message offers the nearest name
    public static Metric parse(String text) { return parse(text, SurfaceDice.USUAL_MM); }

    /// The metric that a text describes. Its name says every setting that the text has; those that the
    /// metric's own name is silent about are appended: `nsd_tolerance=2`.
    ///
    /// @param toleranceMm of surface Dice where the text has no tolerance
    /// @throws InvalidInputException where the text is not a metric; the message offers the nearest name
    public static Metric parse(String text, double toleranceMm) {
        Metric made = made(text.strip(), toleranceMm);
        int colon = text.indexOf(':');
        if (colon < 0) return made;
        List<String> settings = Stream.of(text.substring(colon + 1).split(",", -1)).map(String::strip)
                .toList();
        var silent = new StringBuilder();
        for (String setting : settings) {
            List<String> others = settings.stream().filter(one -> !one.equals(setting)).toList();
            String without = text.substring(0, colon).strip()
                    + (others.isEmpty() ? "" : ":" + String.join(",", others));
            if (made(without, toleranceMm).name().equals(made.name())) {
                silent.append('_').append(setting.replaceAll("\\s", ""));
            }
        }
        return silent.isEmpty() ? made : named(made.name() + silent, made);
    }

    /// True if the metric of a text has the tolerance of surface Dice and the text does not say which.
    ///
    /// @throws InvalidInputException where the text is not a metric
    public static boolean needsTolerance(String text) {
        return !made(text.strip(), SurfaceDice.USUAL_MM).equals(made(text.strip(), 2 * SurfaceDice.USUAL_MM));
    }

    private static Metric made(String text, double toleranceMm) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).strip();
        String settings = colon < 0 ? "" : text.substring(colon);
        if (name.startsWith(PerComponent.PREFIX) && !name.equals(PerComponent.PREFIX)) {
            return new PerComponent(made(text.substring(PerComponent.PREFIX.length()), toleranceMm));
        }
        List<Metric> usual = Stream.concat(known(toleranceMm).stream(), others().stream()).toList();
        for (Metric one : usual) {
            if (one.name().equals(name)) return SPEC.with(one, name + settings);
        }
        if (name.contains(".")) return SPEC.parse(name + settings);
        for (Metric one : usual) {
            if (one.getClass().getSimpleName().equalsIgnoreCase(name.replace("_", ""))) {
                return SPEC.with(one, name + settings);
            }
        }
        List<String> names = usual.stream().map(Metric::name).toList();
        throw new InvalidInputException("no metric " + name + Spec.nearest(name, names) + "; there are "
                + String.join(", ", names));
    }

    /// The same metric under another name.
    private static Metric named(String name, Metric metric) {
        return new Metric() {
            @Override
            public String name() { return name; }

            @Override
            public String unit() { return metric.unit(); }

            @Override
            public boolean higherIsBetter() { return metric.higherIsBetter(); }

            @Override
            public double badness(double value) { return metric.badness(value); }

            @Override
            public double penalty(MaskPair masks) { return metric.penalty(masks); }

            @Override
            public boolean needsProbabilities() { return metric.needsProbabilities(); }

            @Override
            public Score score(MaskPair masks) { return metric.score(masks); }
        };
    }
}
