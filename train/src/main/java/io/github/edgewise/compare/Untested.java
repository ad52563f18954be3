package io.github.edgewise.compare;

import io.github.edgewise.statistics.Kendall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// A metric that is not tested, because its test would say nothing that another test does not say. The
/// correction is then for the tests that are left.
///
/// The patients' differences in two metrics are compared, over all losses. The later metric is left out if
/// the differences are the same numbers, or if they have the same signs and the same order of sizes:
/// Kendall's tau of at least 0.9. For tau every difference counts twice, with its own sign and with the
/// other one, in both metrics. So tau does not depend on which loss is better, and leaving a metric out
/// cannot favour a result: the signs are all that the signed-rank test goes by. A metric without any
/// difference is left out too, since its p is 1 whatever the signs are (Tarone 1990).
///
/// Dice and IoU of tiny lesions have a tau of 0.90 to 0.97, Dice and NSD of 0.67 to 0.80, Dice and HD95 of
/// 0.3 to 0.7 (simulated: 12 and 40 patients, 2 to 6 discs of 1 to 9 pixels, some missed, some invented).
///
/// @param metric the metric that is not tested
/// @param like the tested metric that says the same; empty if no patient's score differs between the losses
/// @param agreement tau with that metric; 1 if the differences are the same numbers or there are none
public record Untested(String metric, Optional<String> like, double agreement) {
    private static final double SAME = 0.9;
    /// With fewer differences, an equal order may be chance.
    private static final int FEWEST = 10;
    private static final double ROUNDING = 1e-9;

    /// A loss, by its index, and a patient.
    private record Place(int contender, String patient) {}

    /// The metrics that need no test of their own. The first of several that say the same is kept. If no
    /// metric differs at all, none is left out.
    ///
    /// @param duels by metric, in order of importance: the scores of the first loss and of each other loss
    static List<Untested> among(Map<String, List<PairedScores>> duels) {
        var gains = new LinkedHashMap<String, Map<Place, Double>>();
        duels.forEach((metric, its) -> gains.put(metric, gains(its)));
        if (gains.values().stream().noneMatch(Untested::differs)) return List.of();
        var kept = new ArrayList<String>();
        var untested = new ArrayList<Untested>();
        gains.forEach((metric, its) -> {
            Optional<Untested> without = differs(its)
                    ? kept.stream()
                            .flatMap(other -> like(metric, its, other, gains.getOrDefault(other, Map.of()))
                                    .stream())
                            .findFirst()
                    : Optional.of(new Untested(metric, Optional.empty(), 1));
            without.ifPresentOrElse(untested::add, () -> kept.add(metric));
        });
        return untested;
    }

    private static Map<Place, Double> gains(List<PairedScores> duels) {
        var gains = new LinkedHashMap<Place, Double>();
        for (int c = 0; c < duels.size(); c++) {
            PairedScores sheet = duels.get(c);
            List<Double> differences = sheet.differences(1);
            for (int p = 0; p < differences.size(); p++) {
                gains.put(new Place(c, sheet.patients().get(p)),
                        sheet.higherIsBetter() ? differences.get(p) : -differences.get(p));
            }
        }
        return gains;
    }

    private static boolean differs(Map<Place, Double> gains) {
        return gains.values().stream().anyMatch(gain -> Math.abs(gain) > ROUNDING);
    }

    private static Optional<Untested> like(String metric, Map<Place, Double> its, String other,
            Map<Place, Double> others) {
        if (!its.keySet().equals(others.keySet())) return Optional.empty();
        double[] these = its.keySet().stream().mapToDouble(place -> its.getOrDefault(place, 0.)).toArray();
        double[] those = its.keySet().stream().mapToDouble(place -> others.getOrDefault(place, 0.)).toArray();
        double apart = 0;
        for (int i = 0; i < these.length; i++) {
            apart = Math.max(apart, Math.abs(these[i] - those[i]));
        }
        if (apart <= ROUNDING) return Optional.of(new Untested(metric, Optional.of(other), 1));
        if (these.length < FEWEST) return Optional.empty();
        double tau = Kendall.tau(bothWays(these), bothWays(those));
        return tau < SAME ? Optional.empty() : Optional.of(new Untested(metric, Optional.of(other), tau));
    }

    private static double[] bothWays(double... gains) {
        return DoubleStream.concat(DoubleStream.of(gains), DoubleStream.of(gains).map(gain -> -gain))
                .toArray();
    }
}
