package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.statistics.Bootstrap;
import io.github.edgewise.statistics.EffectSize;
import io.github.edgewise.statistics.FalseClaim;
import io.github.edgewise.statistics.Holm;
import io.github.edgewise.statistics.Bootstrap.Interval;
import io.github.edgewise.statistics.LeastDifference;
import io.github.edgewise.statistics.Permutation;
import io.github.edgewise.statistics.Ranking;
import io.github.edgewise.statistics.Spread;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.statistics.Wilcoxon;
import io.github.edgewise.volume.LengthUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The statistics of a comparison's scores; `comparison.json`.
///
/// The unit of all statistics is the patient. Cases and seeds of a patient are averaged, because they are
/// not independent. Tests are of the mean over the classes.
///
/// @param contenders names of the losses; the others are compared with the first
/// @param specs the losses
/// @param seeds number of complete seeds
/// @param cases number of held-out cases that were scored
/// @param patients number of their patients
/// @param estimates one per metric, class and loss
/// @param effects one per tested metric and loss but the first
/// @param ranks by metric
/// @param borders what HD95 consists of, by class
/// @param strata of lesions by their size, where there are enough of them
/// @param thresholds recall of lesions at equally many false lesions per case, by class
/// @param untested metrics of [#TESTED] that were not tested, and why
/// @param lost how often each loss lost each class; empty if none did
/// @param trades lesions found against lesions invented, one for each loss but the first
/// @param classNames the names of the classes by their number, the background first; empty if unknown
public record Analysis(List<String> contenders, List<String> specs, int seeds, int cases, int patients,
        List<Estimate> estimates, List<Effect> effects, List<Rank> ranks, List<Hd95Parts> borders,
        List<LesionSizes> strata, List<RecallAtFalse> thresholds, List<Untested> untested,
        List<LostClass> lost, List<LesionTrade> trades, List<String> classNames) {
    /// Metrics that are tested, unless one repeats another ([Untested]): those of voxels, of borders and of
    /// lesions. Each additional one reduces the power of all tests. The last one, [RecallAtFalse], has an
    /// interval and a test of its own.
    public static final List<String> TESTED = List.of("dice", "hd95", "nsd", "boundary_iou", "lesion_f1",
            RecallAtFalse.METRIC);
    /// Metrics of tables.
    public static final List<String> SHOWN = Stream
            .concat(TESTED.stream(), Stream.of("assd", "hd95_found", "lesion_recall", "lesion_precision"))
            .toList();

    private static final List<String> LENGTHS = List.of("hd95", "hd95_found", "assd");

    /// Patients below which no interval is given.
    public static final int FEWEST = 5;

    private static final long SEED = 20191210; // any number, always the same

    /// The mean score of a loss.
    ///
    /// @param classIndex the class, 0 for the mean over several
    /// @param patients number of patients with a score of every loss and seed
    /// @param low of the 95 % interval of the mean over patients, BCa; as `high` nothing for fewer than
    ///     five patients
    /// @param median over patients
    /// @param overPatients standard deviation of the patients' means over seeds
    /// @param overSeeds standard deviation of the seeds' means over patients; nothing for one seed
    /// @param penalties number of scores that are penalties for a missed or invented class
    public record Estimate(String metric, @JsonProperty("class") int classIndex, String contender,
            int patients, double mean,
            Optional<Double> low,
            Optional<Double> high, double median, double overPatients, Optional<Double> overSeeds,
            int penalties) {}

    /// A loss compared with the first one, on the patients with a score of either loss.
    ///
    /// @param patients number of these patients
    /// @param difference mean over the patients, this loss less the first
    /// @param low of its 95 % interval, BCa; as `high` nothing for fewer than five patients
    /// @param deviation standard deviation of the patients' differences; 0 for one patient; for
    ///     [RecallAtFalse#METRIC] with what the choice of the operating points adds
    /// @param least the smallest mean difference that these patients find in 80 % of all trials, if there
    ///     are as many tests as here ([LeastDifference]); nothing if no difference can be significant
    /// @param relative the difference as a share of the first loss's mean; nothing where that is 0
    /// @param p two-sided p of Wilcoxon's signed-rank test, exact with ties to 500 patients; zero
    ///     differences drop out of it; for [RecallAtFalse#METRIC] p of its own test
    /// @param adjusted the same after Holm's correction over all tested metrics and losses
    /// @param falseClaim probability that the loss with the better mean is not better ([FalseClaim]),
    ///     uncorrected; nothing without a difference or for one patient
    /// @param permutation two-sided p of the sign-flip test of the mean, uncorrected, as a check; for
    ///     [RecallAtFalse#METRIC] the same as p
    /// @param rankBiserial matched-pairs rank-biserial correlation, positive where this loss is better
    /// @param wins share of the patients for which this loss is better, ties half
    /// @param seedsBetter in how many seeds its mean is better
    /// @param overSeeds standard deviation over seeds of the difference of the means; nothing for one seed
    public record Effect(String metric, String contender, boolean higherIsBetter, String unit, int patients,
            double difference, Optional<Double> low, Optional<Double> high, double deviation,
            Optional<Double> least, Optional<Double> relative,
            double p, double adjusted, Optional<Double> falseClaim, double permutation,
            double rankBiserial, double wins, int seedsBetter, Optional<Double> overSeeds) {
        /// True if this loss is better.
        public boolean isBetter() { return higherIsBetter ? difference > 0 : difference < 0; }

        /// True if p after Holm's correction is below 0.05.
        public boolean isSignificant() { return adjusted < LeastDifference.LEVEL; }

        /// The same of recall at N false lesions: what depends on the operating points is from resampled
        /// patients. p is never below the smallest p that so many patients can give.
        private Effect resampled(ComparisonResults results, int contenderIndex) {
            Optional<Interval> interval = RecallAtFalse.difference(results, contenderIndex);
            double spread = RecallAtFalse.deviation(results, contenderIndex);
            double claim = FalseClaim.ofError(difference, spread / Math.sqrt(patients), patients);
            double own = Double.isFinite(claim)
                    ? Math.max(2 * claim, new LeastDifference(patients, 1).smallestP())
                    : 1;
            return new Effect(metric, contender, higherIsBetter, unit, patients, difference,
                    interval.map(Interval::low), interval.map(Interval::high), spread, least, relative, own,
                    own,
                    Optional.of(claim).filter(one -> Double.isFinite(one) && difference != 0), own,
                    rankBiserial,
                    wins, seedsBetter, overSeeds);
        }

        /// The same as one of so many tests.
        private Effect corrected(double holm, int tests) {
            var limit = new LeastDifference(patients, tests);
            Optional<Double> found = Optional.of(limit.of(deviation)).filter(Double::isFinite);
            return new Effect(metric, contender, higherIsBetter, unit, patients, difference, low, high,
                    deviation, found, relative, p, holm, falseClaim, permutation, rankBiserial, wins,
                    seedsBetter, overSeeds);
        }
    }

    /// The ranking of the losses in one metric.
    ///
    /// @param meanRanks over the patients, 1 the best, in the order of the losses
    /// @param first share of resamples of the patients in which each has the best mean
    /// @param stability mean Kendall's tau between the order of all patients and that of a resample
    public record Rank(String metric, List<Double> meanRanks, List<Double> first, double stability) {}

    /// The analysis of these scores.
    ///
    /// @throws IllegalArgumentException if no seed is complete
    public static Analysis of(ComparisonResults results) {
        if (results.runs().isEmpty()) throw new InvalidInputException("no run is complete yet");
        List<Integer> classes = results.classes();
        var estimates = new ArrayList<Estimate>();
        var effects = new ArrayList<Effect>();
        var ranks = new ArrayList<Rank>();
        Map<String, List<PairedScores>> duels = duels(results);
        List<Untested> untested = Untested.among(duels);
        untested.forEach(one -> duels.remove(one.metric()));
        for (String metric : SHOWN) {
            PairedScores all = PairedScores.of(results, metric, 0);
            if (all.patients().isEmpty()) continue;
            if (classes.size() > 1) estimates.addAll(estimates(results, all));
            for (int k : classes) {
                PairedScores one = PairedScores.of(results, metric, k);
                if (!one.patients().isEmpty()) estimates.addAll(estimates(results, one));
            }
            if (!duels.containsKey(metric)) continue;
            boolean isRecall = metric.equals(RecallAtFalse.METRIC);
            List<PairedScores> its = duels.getOrDefault(metric, List.of());
            for (int c = 0; c < its.size(); c++) {
                if (its.get(c).patients().isEmpty()) continue;
                Effect effect = effect(its.get(c));
                effects.add(isRecall ? effect.resampled(results, c + 1) : effect);
            }
            if (!isRecall) ranks.add(rank(all)); // its patients are not independent
        }
        if (estimates.isEmpty()) {
            throw new InvalidInputException(
                    "there is nothing to compare: no held-out case has a class in its mask or "
                            + "in any prediction");
        }
        return new Analysis(results.names(), results.contenders().stream().map(NamedLoss::spec).toList(),
                results.seeds().size(), results.patients().size(),
                (int) results.patients().values().stream().distinct().count(), estimates, corrected(effects),
                ranks, Hd95Parts.of(results),
                LesionSizes.of(results), RecallAtFalse.of(results), untested, LostClass.of(results),
                LesionTrade.of(results), results.classNames());
    }

    /// The scores of the first loss and of each other one, for every metric that may be tested.
    private static Map<String, List<PairedScores>> duels(ComparisonResults results) {
        var duels = new LinkedHashMap<String, List<PairedScores>>();
        for (String metric : TESTED) {
            List<PairedScores> its = IntStream.range(1, results.contenders().size())
                    .mapToObj(c -> PairedScores.of(results.against(c), metric, 0)).toList();
            if (its.stream().anyMatch(one -> !one.patients().isEmpty())) duels.put(metric, its);
        }
        return duels;
    }

    private static List<Estimate> estimates(ComparisonResults results, PairedScores sheet) {
        var estimates = new ArrayList<Estimate>();
        for (int c = 0; c < sheet.contenders().size(); c++) {
            String name = sheet.contenders().get(c);
            double[] values = array(sheet.perPatient(c));
            Optional<Interval> interval = sheet.metric().equals(RecallAtFalse.METRIC)
                    ? RecallAtFalse.interval(results, sheet.classIndex(), c)
                    : interval(values);
            Spread spread = Spread.of(sheet.values().get(c));
            int penalties = (int) results.runs().stream().filter(run -> run.contender().equals(name))
                    .flatMap(run -> run.scores().rows().stream())
                    .filter(r -> r.metric().equals(sheet.metric())
                            && (sheet.classIndex() == 0 || r.classIndex() == sheet.classIndex()))
                    .filter(RunScores.Row::isPenalty).count();
            Summary summary = Summary.of(values);
            estimates
                    .add(new Estimate(sheet.metric(), sheet.classIndex(), name, values.length, summary.mean(),
                            interval.map(Interval::low), interval.map(Interval::high), summary.median(),
                            summary.deviation(),
                            sheet.seeds() > 1 ? Optional.of(spread.seeds()) : Optional.empty(), penalties));
        }
        return estimates;
    }

    /// The effect of a loss compared with the first, on the patients with a score of either loss.
    private static Effect effect(PairedScores sheet) {
        double[] d = array(sheet.differences(1));
        double sign = sheet.higherIsBetter() ? 1 : -1;
        double[] gains = DoubleStream.of(d).map(x -> sign * x).toArray();
        List<Double> these = sheet.perSeed(1);
        List<Double> first = sheet.perSeed(0);
        double[] seeds = IntStream.range(0, these.size()).mapToDouble(s -> these.get(s) - first.get(s))
                .toArray();
        double mean = Summary.of(d).mean();
        double base = Summary.of(array(sheet.perPatient(0))).mean();
        double p = Wilcoxon.of(d).p();
        Optional<Interval> interval = interval(d);
        Optional<Double> falseClaim = Optional.of(FalseClaim.probability(d))
                .filter(probability -> Double.isFinite(probability) && mean != 0);
        return new Effect(sheet.metric(), sheet.contenders().get(1), sheet.higherIsBetter(), sheet.unit(),
                d.length, mean, interval.map(Interval::low), interval.map(Interval::high),
                Summary.of(d).deviation(), Optional.empty(),
                Optional.of(mean / base).filter(Double::isFinite), p, p, falseClaim,
                Permutation.of(SEED, d).p(),
                EffectSize.rankBiserial(gains), EffectSize.winRate(gains),
                (int) DoubleStream.of(seeds).filter(x -> sign * x > 0).count(),
                seeds.length > 1 ? Optional.of(Summary.of(seeds).deviation()) : Optional.empty());
    }

    private static List<Effect> corrected(List<Effect> effects) {
        double[] adjusted = Holm.adjusted(effects.stream().mapToDouble(Effect::p).toArray());
        var corrected = new ArrayList<Effect>();
        for (int i = 0; i < adjusted.length; i++) {
            corrected.add(effects.get(i).corrected(adjusted[i], adjusted.length));
        }
        return corrected;
    }

    private static Rank rank(PairedScores sheet) {
        var scores = new ArrayList<List<Double>>();
        for (int c = 0; c < sheet.contenders().size(); c++) {
            scores.add(sheet.perPatient(c));
        }
        Ranking ranking = Ranking.of(SEED, sheet.higherIsBetter(), scores);
        return new Rank(sheet.metric(), ranking.meanRanks(), ranking.firstShares(), ranking.tau());
    }

    /// Empty if there are too few patients: for four, a nominal 95 % interval would cover 80 %.
    static Optional<Interval> interval(double[] values) {
        if (values.length < FEWEST) return Optional.empty();
        return Optional.of(new Bootstrap(SEED).mean(values)).filter(i -> Double.isFinite(i.low()));
    }

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// The analysis as JSON; missing values are `null`.
    public String json() {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(this) + "\n";
    }

    /// The estimates of one metric and class, in the order of the losses.
    public List<Estimate> estimates(String metric, int classIndex) {
        return estimates.stream().filter(e -> e.metric().equals(metric) && e.classIndex() == classIndex)
                .toList();
    }

    /// The effect of a loss on a metric; nothing for the first loss and metrics that are not tested.
    public Optional<Effect> effect(String metric, String contender) {
        return effects.stream().filter(e -> e.metric().equals(metric) && e.contender().equals(contender))
                .findFirst();
    }

    /// The metrics with tests, in the order of the tables.
    public List<String> testedMetrics() { return effects.stream().map(Effect::metric).distinct().toList(); }

    /// The name of a class, or `class 2` where it has none.
    public String className(int classIndex) {
        return classIndex < classNames.size() ? classNames.get(classIndex) : "class " + classIndex;
    }

    /// The classes with estimates; if there are several, 0 (their mean) comes first.
    public List<Integer> classes() {
        return estimates.stream().map(Estimate::classIndex).distinct().sorted().toList();
    }

    /// The smallest number of patients in any test. Recall at N false lesions counts only if nothing else is
    /// tested: it leaves out patients without lesions.
    public int tested() {
        return effects.stream().filter(e -> !e.metric().equals(RecallAtFalse.METRIC))
                .mapToInt(Effect::patients).min()
                .orElse(effects.stream().mapToInt(Effect::patients).min().orElse(0));
    }

    /// The class index of the mean over all classes: 0, or the class itself if there is only one.
    public int overall() { return classes().getFirst(); }

    /// True if the metric is a length.
    static boolean isLength(String metric) { return LENGTHS.contains(metric); }

    /// The unit in which tables and charts show lengths: that of the largest mean HD95. `comparison.json`
    /// and `scores.csv` have mm.
    public LengthUnit lengthUnit() {
        return LengthUnit.of(estimates.stream().filter(e -> e.metric().equals("hd95"))
                .mapToDouble(Estimate::mean).filter(Double::isFinite).max().orElse(0));
    }

    /// The same for one metric: lengths change their unit, all other values stay as they are.
    public LengthUnit unitOf(String metric) {
        return LENGTHS.contains(metric) ? lengthUnit() : LengthUnit.MILLIMETRE;
    }
}
