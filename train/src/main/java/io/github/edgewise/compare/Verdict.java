package io.github.edgewise.compare;

import io.github.edgewise.statistics.LeastDifference;
import io.github.edgewise.volume.LengthUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The result of a comparison in words, and what cannot be concluded from it.
///
/// @param finding one paragraph: which loss is better in what, or that none is
/// @param limits sentences on what the number of patients, seeds and tests allows
public record Verdict(String finding, List<String> limits) {
    private static final Map<String, String> NAMES = Map.of("assd", "ASSD", "dice", "Dice", "hd95", "HD95",
            "hd95_found", "HD95 of found lesions", "nsd", "NSD", "boundary_iou", "boundary IoU", "lesion_f1",
            "lesion F1", RecallAtFalse.METRIC, "lesion recall at 1 false lesion per case");
    private static final double SMALLEST_SHOWN = 0.001;
    private static final double TENTH = 0.1;
    /// Metrics that are reported for every loss; other metrics only if they differ beyond chance.
    private static final List<String> ALWAYS = List.of("dice", "hd95");
    /// With more losses than this beside the first, only differences beyond chance are told.
    private static final int MOST_TOLD = 3;
    private static final int SHARE_DIGITS = 3;
    private static final double SMALL_SHARE = 0.0005;
    /// From this number of patients on, the coverage of intervals is close to nominal.
    private static final int MANY = 20;

    public Verdict {
        limits = List.copyOf(limits);
    }

    /// The verdict on an analysis.
    public static Verdict of(Analysis analysis) {
        String first = analysis.contenders().getFirst();
        var sentences = new ArrayList<String>();
        sentences.add(headline(analysis));
        analysis.lost().stream().filter(LostClass::isMostlyLost)
                .forEach(one -> sentences.add("“" + one.contender() + "” lost " + lost(one, analysis)
                        + ": not one voxel of it was predicted there."));
        boolean isLong = analysis.contenders().size() > 1 + MOST_TOLD;
        for (String name : analysis.contenders().subList(1, analysis.contenders().size())) {
            if (isLong && analysis.effects().stream()
                    .noneMatch(e -> e.contender().equals(name) && e.isSignificant()))
                continue;
            List<String> clauses = analysis.effects().stream().filter(e -> e.contender().equals(name))
                    .filter(e -> ALWAYS.contains(e.metric()) || e.isSignificant())
                    .map(e -> clause(e, analysis)).toList();
            if (clauses.isEmpty()) continue;
            sentences.add("“" + name + "” against “" + first + "”: " + String.join("; ", clauses) + ".");
        }
        if (analysis.contenders().size() == 2) {
            analysis.trades().stream().filter(LesionTrade::isClear)
                    .forEach(trade -> sentences.add("“" + trade.contender() + "” " + text(trade) + "."));
        }
        return new Verdict(String.join(" ", sentences), limits(analysis));
    }

    /// `finds more lesions and invents more: lesion recall 0.624, +0.050 (95 % interval ...), ...`
    private static String text(LesionTrade trade) {
        String found = switch (trade.recall().direction()) {
            case 1 -> "finds more lesions";
            case -1 -> "finds fewer lesions";
            default -> "";
        };
        String invented = switch (trade.precision().direction()) {
            case 1 -> "invents fewer";
            case -1 -> "invents more";
            default -> "";
        };
        return found + (found.isEmpty() || invented.isEmpty() ? "" : " and ")
                + (found.isEmpty() ? invented + " lesions" : invented) + ": lesion recall "
                + text(trade.recall())
                + ", lesion precision " + text(trade.precision());
    }

    private static String text(LesionTrade.Change change) {
        return fixed(change.mean(), SHARE_DIGITS) + ", " + signed(change.difference(), SHARE_DIGITS)
                + change.low().map(low -> " (95 % interval " + signed(low, SHARE_DIGITS) + " to "
                        + signed(change.high().orElseThrow(), SHARE_DIGITS) + ")").orElse("");
    }

    /// The trades of several losses.
    private static Optional<String> trades(Analysis analysis) {
        List<String> clear = analysis.trades().stream().filter(LesionTrade::isClear)
                .map(trade -> "“" + trade.contender() + "” " + text(trade)).toList();
        if (clear.isEmpty() || analysis.contenders().size() == 2) return Optional.empty();
        return Optional.of("Lesions found and invented, compared with “" + analysis.contenders().getFirst()
                + "” (not tested, since lesion F1 sums it up): " + String.join("; ", clear) + ".");
    }

    /// Which losses differ from the first beyond chance.
    private static String headline(Analysis analysis) {
        String first = "“" + analysis.contenders().getFirst() + "”";
        List<Analysis.Effect> better = analysis.effects().stream().filter(Analysis.Effect::isSignificant)
                .filter(Analysis.Effect::isBetter).toList();
        List<Analysis.Effect> worse = analysis.effects().stream().filter(Analysis.Effect::isSignificant)
                .filter(e -> !e.isBetter()).toList();
        if (better.isEmpty() && worse.isEmpty()) {
            return canBeSignificant(analysis)
                    ? "No loss differs from " + first + " beyond chance on these data."
                    : "These data are too few: with " + count(analysis.tested(), "patient") + " and "
                            + count(analysis.effects().size(), "test")
                            + " no difference can be significant, however large.";
        }
        var parts = new ArrayList<String>();
        for (String name : analysis.contenders().subList(1, analysis.contenders().size())) {
            List<String> up = metrics(better, name);
            List<String> down = metrics(worse, name);
            if (up.isEmpty() && down.isEmpty()) continue;
            parts.add("“" + name + "” is " + (up.isEmpty() ? "" : "better in " + listed(up))
                    + (up.isEmpty() || down.isEmpty() ? "" : " and ")
                    + (down.isEmpty() ? "" : "worse in " + listed(down)));
        }
        return (analysis.seeds() == 1 ? "In one training of each loss" : "Beyond chance") + ", compared with "
                + first + ": " + String.join("; ", parts) + ".";
    }

    private static List<String> metrics(List<Analysis.Effect> effects, String contender) {
        return effects.stream().filter(e -> e.contender().equals(contender)).map(e -> name(e.metric()))
                .toList();
    }

    /// `HD95 better by 2.31 mm (95 % interval -3.40 to -0.90, corrected p = 0.004, better in 5 of 5 seeds)`,
    /// the seeds only beside a difference beyond chance. Better and worse are those of the metric.
    private static String clause(Analysis.Effect e, Analysis analysis) {
        int seeds = analysis.seeds();
        LengthUnit unit = analysis.unitOf(e.metric());
        if (e.difference() == 0) return name(e.metric()) + " equal";
        String way = e.isBetter() ? "better" : "worse";
        int digits = digits(e, unit);
        String interval = e.low().isEmpty()
                ? ""
                : "95 % interval " + signed(unit.from(e.low().get()), digits) + " to "
                        + signed(unit.from(e.high().orElseThrow()), digits) + ", ";
        String falseClaim = e.falseClaim().map(one -> ", chance of a false claim " + percent(one)).orElse("");
        return name(e.metric()) + " " + way + " by " + fixed(unit.from(Math.abs(e.difference())), digits)
                + (e.unit().isEmpty() ? "" : " " + unit.symbol()) + " (" + interval + "corrected p "
                + (e.adjusted() < 0.001 ? "< 0.001" : "= " + p(e.adjusted())) + falseClaim
                + (seeds == 1 || !e.isSignificant()
                        ? ""
                        : ", better in " + e.seedsBetter() + " of " + seeds + " seeds")
                + ")";
    }

    private static boolean canBeSignificant(Analysis analysis) {
        return !analysis.effects().isEmpty()
                && new LeastDifference(analysis.tested(), analysis.effects().size()).isPossible();
    }

    private static List<String> limits(Analysis analysis) {
        int n = analysis.tested();
        int tests = analysis.effects().size();
        var limits = new ArrayList<String>();
        limits.add("The unit is the patient: " + count(analysis.patients(), "patient") + " with "
                + count(analysis.cases(), "case")
                + ", each scored by networks that were not trained on this patient. p values are from the Wilcoxon "
                + "signed-rank test of the patients' differences, averaged over seeds, with Holm's correction for "
                + count(tests, "test")
                + "; the test ignores patients without any difference. Intervals are for the "
                + "mean difference and are not corrected. The chance of a false claim is the "
                + "probability that the loss with the better mean is not the better one on other patients, if the "
                + "patients' differences are normally distributed; it is not corrected either.");
        if (n < analysis.patients()) {
            limits.add("Left out of the tests: " + count(analysis.patients() - n, "patient")
                    + " without any class in the masks and in the "
                    + "predictions of the compared losses.");
        }
        if (!canBeSignificant(analysis)) {
            double smallest = new LeastDifference(n, 1).smallestP();
            limits.add("The smallest p that " + count(n, "patient") + " can give is " + p(smallest) + ", and "
                    + p(Math.min(1, smallest * tests)) + " after correction for " + count(tests, "test")
                    + ": no difference can be significant here. Use more patients or fewer losses.");
        } else {
            limits.add(least(analysis));
        }
        untested(analysis).ifPresent(limits::add);
        trades(analysis).ifPresent(limits::add);
        recall(analysis).ifPresent(limits::add);
        sometimesLost(analysis).ifPresent(limits::add);
        if (n < Analysis.FEWEST) {
            limits.add("With so few patients no interval would be reliable, so none is given.");
        } else if (n < MANY) {
            limits.add(
                    "With few patients intervals are too narrow: for 5 patients a nominal 95 % interval covers the "
                            + "mean 84 % of the time, for 10 patients 90 %, for 20 patients 93 %.");
        }
        borders(analysis).ifPresent(limits::add);
        limits.add(analysis.seeds() == 1
                ? "With one seed, the effect of a loss cannot be separated from the chance of a single "
                        + "training; repeat with --seeds 3 or more."
                : seeds(analysis));
        limits.add(
                "p values and intervals are about other patients, given these trained networks; patients of one "
                        + "fold share the same networks. A difference that is not significant may still exist: its "
                        + "interval shows how large it may be. The result holds for this data set, network and "
                        + "length of training; longer trainings may give another one.");
        return limits;
    }

    /// The differences that these patients find in 80 % of all trials, by metric. A metric that only some
    /// patients have may have too few of them for any difference.
    private static String least(Analysis analysis) {
        var found = new ArrayList<String>();
        var tooFew = new ArrayList<String>();
        for (String metric : analysis.testedMetrics()) {
            List<Analysis.Effect> its = analysis.effects().stream().filter(e -> e.metric().equals(metric))
                    .toList();
            OptionalDouble least = its.stream().flatMap(e -> e.least().stream())
                    .mapToDouble(Double::doubleValue).max();
            if (least.isPresent()) {
                found.add(name(metric) + " " + amount(least.getAsDouble(), metric));
            } else {
                tooFew.add(" In " + name(metric) + " no difference can be significant: "
                        + count(its.getFirst().patients(), "patient") + " cannot give so small a p.");
            }
        }
        return "A real difference is found here with a probability of 80 % if it is at least: "
                + String.join(", ", found) + " (" + count(analysis.tested(), "patient") + ", "
                + count(analysis.effects().size(), "test")
                + ", the largest value over the losses). Smaller differences mostly stay hidden."
                + String.join("", tooFew);
    }

    /// How the recall at N false lesions is tested.
    private static Optional<String> recall(Analysis analysis) {
        return analysis.effects().stream().filter(e -> e.metric().equals(RecallAtFalse.METRIC)).findFirst()
                .map(e -> "Lesion recall at 1 false lesion per case (" + count(e.patients(), "patient")
                        + " with lesions): for each loss and seed, the threshold is chosen on these cases so that "
                        + "there is so much false. Its p and interval are from resampled patients, and each "
                        + "resample chooses its own thresholds; p is that of t, the difference divided by its "
                        + "standard error.");
    }

    /// Why some metrics are not tested.
    private static Optional<String> untested(Analysis analysis) {
        if (analysis.untested().isEmpty()) return Optional.empty();
        return Optional.of("Not tested, so that p is corrected for fewer tests: "
                + String.join("; ", analysis.untested().stream().map(Verdict::reason).toList()) + ".");
    }

    private static String reason(Untested one) {
        return name(one.metric()) + one.like()
                .map(other -> one.agreement() < 1
                        ? String.format(Locale.ROOT,
                                ", whose differences have nearly the signs and the order of "
                                        + "those in %s (Kendall’s tau %.2f)",
                                name(other), one.agreement())
                        : ", whose differences have the same signs and order as those in " + name(other))
                .orElse(", which is the same for all losses in every patient");
    }

    /// Classes that are missing in some predictions, but in fewer than half.
    private static Optional<String> sometimesLost(Analysis analysis) {
        List<String> each = analysis.lost().stream().filter(one -> one.lost() > 0 && !one.isMostlyLost())
                .map(one -> "“" + one.contender() + "” lost " + lost(one, analysis)).toList();
        return each.isEmpty()
                ? Optional.empty()
                : Optional.of("Predictions without a voxel of a class that is there: "
                        + String.join("; ", each) + ".");
    }

    /// `class 1 in 12 of 12 cases`; with several seeds `class 1 in 30 of 36 predictions (12 cases, 3 seeds)`.
    private static String lost(LostClass one, Analysis analysis) {
        return analysis.className(one.classIndex()) + " in " + one.lost() + " of "
                + (analysis.seeds() == 1
                        ? count(one.predictions(), "case")
                        : one.predictions() + " predictions (" + count(one.cases(), "case") + ", "
                                + analysis.seeds() + " seeds)");
    }

    /// A warning if HD95 depends more on missed and false positive lesions than on borders.
    private static Optional<String> borders(Analysis analysis) {
        List<Hd95Parts> outweighed = analysis.borders().stream().filter(Hd95Parts::areOutweighed).toList();
        if (outweighed.isEmpty()) return Optional.empty();
        boolean several = analysis.classes().size() > 1;
        LengthUnit unit = analysis.lengthUnit();
        return Optional
                .of("Here HD95 mainly measures missed and false positive lesions, not borders: with “"
                        + analysis.contenders().getFirst() + "” it is "
                        + String.join("; ", outweighed.stream().map(b -> String.format(Locale.ROOT,
                                "%.2f %s, and %.2f %s without these lesions%s", unit.from(b.hd95()),
                                unit.symbol(), unit.from(b.found()), unit.symbol(),
                                several ? " (" + analysis.className(b.classIndex()) + ")" : "")).toList())
                        + ", over the cases in which it found a lesion.");
    }

    /// How the differences vary from seed to seed.
    private static String seeds(Analysis analysis) {
        String metric = analysis.testedMetrics().stream().findFirst().orElse(Analysis.TESTED.getFirst());
        String each = String.join(", ", analysis.effects().stream().filter(e -> e.metric().equals(metric))
                .map(e -> signed(e.difference(), digits(e, LengthUnit.MILLIMETRE)) + " ± "
                        + fixed(e.overSeeds().orElse(0.), digits(e, LengthUnit.MILLIMETRE)) + " for “"
                        + e.contender() + "”")
                .toList());
        return "Differences vary from seed to seed: in " + name(metric) + " "
                + each
                + " (mean and standard deviation over " + analysis.seeds()
                + " seeds). If a difference is not larger than this "
                + "variation, run more seeds before you choose a loss.";
    }

    /// A metric as people write it.
    public static String name(String metric) { return NAMES.getOrDefault(metric, metric.replace('_', ' ')); }

    private static String listed(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private static String count(int n, String what) { return n + " " + what + (n == 1 ? "" : "s"); }

    /// A difference in a metric without its sign: two digits that count, and the unit of a length.
    static String amount(double size, String metric) {
        boolean isLength = Analysis.isLength(metric);
        LengthUnit unit = isLength ? LengthUnit.of(size) : LengthUnit.MILLIMETRE;
        double value = unit.from(size);
        int digits = value >= 1 || !(value > 0)
                ? 2
                : Math.clamp((int) Math.ceil(-Math.log10(value)) + 1, 2, 4);
        return fixed(value, digits) + (isLength ? " " + unit.symbol() : "");
    }

    /// A probability as a share of a hundred: `12 %`, `0.3 %`, `< 0.1 %`.
    public static String percent(double probability) {
        if (probability < SMALLEST_SHOWN) return "< 0.1 %";
        return String.format(Locale.ROOT, probability < TENTH ? "%.1f %%" : "%.0f %%", 100 * probability);
    }

    /// A p, with three digits or as below the smallest of them.
    public static String p(double p) {
        return p < 0.001 ? String.format(Locale.ROOT, "%.1e", p) : String.format(Locale.ROOT, "%.3f", p);
    }

    private static String signed(double value, int digits) {
        String text = fixed(value, digits);
        return text.startsWith("-") ? text : "+" + text;
    }

    private static String fixed(double value, int digits) {
        double shown = Math.abs(value) < 0.5 * Math.pow(10, -digits) ? 0 : value; // never -0.000
        return String.format(Locale.ROOT, "%." + digits + "f", shown);
    }

    /// Three digits after the point for a share, two for a length, and more for a small one.
    private static int digits(Analysis.Effect e, LengthUnit unit) {
        double size = unit.from(Math.abs(e.difference()));
        if (e.unit().isEmpty()) return size > 0 && size < SMALL_SHARE ? SHARE_DIGITS + 1 : SHARE_DIGITS;
        return size >= 1 || size == 0 ? 2 : Math.clamp((int) Math.ceil(-Math.log10(size)) + 1, 2, 4);
    }
}
