package io.github.edgewise.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.metric.Lesion;
import io.github.edgewise.metric.SizeRange;
import io.github.edgewise.statistics.Bootstrap;
import io.github.edgewise.statistics.Bootstrap.IndexStatistic;
import io.github.edgewise.statistics.Bootstrap.Interval;
import io.github.edgewise.statistics.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The lesions in one third of all sizes, and the share of them that each loss found.
///
/// The recall of a loss is the mean over the lesions of all patients, each with the share of seeds that found
/// it. Its interval resamples patients with all their lesions (a cluster bootstrap), since lesions of one
/// patient are alike.
///
/// @param classIndex the class
/// @param name small, medium or large
/// @param from smallest size in mm^3, in 2-D in mm^2
/// @param to largest
/// @param lesions how many of the references
/// @param recalls in the order of the losses
public record LesionSizes(@JsonProperty("class") int classIndex, String name, double from, double to,
        int lesions, List<Recall> recalls) {
    /// With fewer lesions than this, thirds are not reported.
    static final int FEWEST = 30;

    private static final List<String> NAMES = List.of("small", "medium", "large");
    private static final long SEED = 20191210;

    /// The recall of one loss.
    ///
    /// @param recall 0 to 1
    /// @param low of its 95 % interval; as `high` nothing for one patient
    /// @param difference to the first loss
    /// @param differenceLow of its 95 % interval; as `differenceHigh` nothing for one patient
    public record Recall(String contender, double recall, Optional<Double> low, Optional<Double> high,
            double difference, Optional<Double> differenceLow, Optional<Double> differenceHigh) {}

    /// A lesion and the share of seeds in which each loss found it.
    private record Seen(String patient, double size, List<Double> found) {}

    /// The thirds of every class with at least 30 lesions and at least two per patient; a class with one per
    /// patient is an organ.
    static List<LesionSizes> of(ComparisonResults results) {
        var strata = new ArrayList<LesionSizes>();
        for (int classIndex : results.classes()) {
            List<Seen> lesions = lesions(results, classIndex);
            long patients = lesions.stream().map(Seen::patient).distinct().count();
            if (lesions.size() < FEWEST || lesions.size() < 2 * patients) continue; // few, or an organ of each
            double[] sizes = lesions.stream().mapToDouble(Seen::size).sorted().toArray();
            double first = Quantile.of(1 / 3., sizes);
            double second = Quantile.of(2 / 3., sizes);
            double from = Double.NEGATIVE_INFINITY;
            List<Double> ends = List.of(first, second, Double.POSITIVE_INFINITY);
            for (int i = 0; i < ends.size(); i++) {
                if (!(from < ends.get(i))) continue; // equal sizes
                var range = new SizeRange(from, ends.get(i));
                List<Seen> these = lesions.stream().filter(l -> range.holds(l.size())).toList();
                if (!these.isEmpty()) strata.add(stratum(classIndex, NAMES.get(i), these, results.names()));
                from = range.to();
            }
        }
        return strata;
    }

    private static List<Seen> lesions(ComparisonResults results, int classIndex) {
        var found = new LinkedHashMap<String, List<double[]>>(); // by case, for each lesion a sum for each loss
        var sizes = new LinkedHashMap<String, List<Lesion>>();
        for (ComparisonResults.Run run : results.runs()) {
            int contender = results.names().indexOf(run.contender());
            run.scores().lesions().forEach((name, all) -> {
                List<Lesion> these = all.stream().filter(l -> l.classIndex() == classIndex).toList();
                sizes.put(name, these);
                List<double[]> sums = found.computeIfAbsent(name,
                        _ -> these.stream().map(_ -> new double[results.names().size()]).toList());
                for (int i = 0; i < these.size(); i++) {
                    if (these.get(i).found()) sums.get(i)[contender]++;
                }
            });
        }
        var lesions = new ArrayList<Seen>();
        for (Map.Entry<String, List<Lesion>> entry : sizes.entrySet()) {
            String patient = results.patients().getOrDefault(entry.getKey(), entry.getKey());
            List<double[]> sums = found.getOrDefault(entry.getKey(), List.of());
            for (int i = 0; i < sums.size(); i++) {
                List<Double> shares = Arrays.stream(sums.get(i)).map(n -> n / results.seeds().size())
                        .boxed().toList();
                lesions.add(new Seen(patient, entry.getValue().get(i).size(), shares));
            }
        }
        return lesions;
    }

    private static LesionSizes stratum(int classIndex, String name, List<Seen> lesions,
            List<String> contenders) {
        var patients = new TreeMap<String, List<Seen>>();
        lesions.forEach(l -> patients.computeIfAbsent(l.patient(), _ -> new ArrayList<>()).add(l));
        List<List<Seen>> clusters = List.copyOf(patients.values());
        var recalls = new ArrayList<Recall>();
        for (int c = 0; c < contenders.size(); c++) {
            int one = c;
            IndexStatistic recall = chosen -> mean(clusters, one, chosen);
            IndexStatistic difference = chosen -> mean(clusters, one, chosen) - mean(clusters, 0, chosen);
            Optional<Interval> of = interval(clusters.size(), recall);
            Optional<Interval> between = c == 0 ? Optional.empty() : interval(clusters.size(), difference);
            int[] all = IntStream.range(0, clusters.size()).toArray();
            recalls.add(new Recall(contenders.get(c), recall.of(all), of.map(Interval::low),
                    of.map(Interval::high), difference.of(all), between.map(Interval::low),
                    between.map(Interval::high)));
        }
        double from = lesions.stream().mapToDouble(Seen::size).min().orElseThrow();
        double to = lesions.stream().mapToDouble(Seen::size).max().orElseThrow();
        return new LesionSizes(classIndex, name, from, to, lesions.size(), recalls);
    }

    private static Optional<Interval> interval(int clusters, IndexStatistic statistic) {
        return Optional.of(new Bootstrap(SEED).of(clusters, statistic)).filter(i -> Double.isFinite(i.low()));
    }

    private static double mean(List<List<Seen>> clusters, int contender, int... chosen) {
        double sum = 0;
        int n = 0;
        for (int i : chosen) {
            for (Seen lesion : clusters.get(i)) {
                sum += lesion.found().get(contender);
                n++;
            }
        }
        return sum / n;
    }
}
