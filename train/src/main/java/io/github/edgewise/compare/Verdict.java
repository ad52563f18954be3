package io.github.edgewise.compare;

import io.github.edgewise.statistics.Wilcoxon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a comparison says in words, and what may not be concluded from it.
///
/// @param finding one paragraph: which loss is better in what, or that none is
/// @param limits sentences on what the number of patients, seeds and tests allows
public record Verdict(String finding, List<String> limits) {
    private static final Map<String, String> NAMES = Map.of("dice", "Dice", "hd95", "HD95", "nsd", "NSD",
            "boundary_iou", "boundary IoU");
    private static final double LEVEL = 0.05;
    /// Below this, medians and signs of a few patients carry no weight.
    private static final int FEW = 6;

    public Verdict {
        limits = List.copyOf(limits);
    }

    /// The verdict on an analysis.
    public static Verdict of(Analysis analysis) {
        String first = analysis.contenders().getFirst();
        var sentences = new ArrayList<String>();
        sentences.add(headline(analysis));
        for (String name : analysis.contenders().subList(1, analysis.contenders().size())) {
            sentences.add("“" + name + "” against “" + first + "”: "
                    + String.join("; ", analysis.effects().stream()
                            .filter(e -> e.contender().equals(name)).map(e -> clause(e, analysis.seeds()))
                            .toList())
                    + ".");
        }
        return new Verdict(String.join(" ", sentences), limits(analysis));
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
                    : "These data cannot tell: with " + count(analysis.patients(), "patient")
                            + " no difference could be significant, however large.";
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
        return "Beyond chance, compared with " + first + ": " + String.join("; ", parts) + ".";
    }

    private static List<String> metrics(List<Analysis.Effect> effects, String contender) {
        return effects.stream().filter(e -> e.contender().equals(contender)).map(e -> name(e.metric()))
                .toList();
    }

    /// `HD95 lower by 2.31 mm (18 %; 95 % interval 0.90 to 3.40 lower; p = 0.004 corrected; in 5 of 5 seeds)`
    private static String clause(Analysis.Effect e, int seeds) {
        String way = e.difference() < 0 ? "lower" : "higher";
        String interval = e.low().isEmpty()
                ? ""
                : ", 95 % interval " + signed(e.low().get(), e.difference()) + " to "
                        + signed(e.high().orElseThrow(), e.difference());
        String relative = Double.isFinite(e.relative())
                ? String.format(Locale.ROOT, " (%+.1f %%)", 100 * e.relative())
                : "";
        return name(e.metric()) + " " + way + " by " + number(Math.abs(e.difference()))
                + (e.unit().isEmpty() ? "" : " " + e.unit()) + relative + interval + ", p = "
                + p(e.adjusted()) + ", better in " + e.seedsBetter() + " of " + count(seeds, "seed");
    }

    private static boolean canBeSignificant(Analysis analysis) {
        return Wilcoxon.smallestP(analysis.patients()) < LEVEL;
    }

    private static List<String> limits(Analysis analysis) {
        int n = analysis.patients();
        int tests = analysis.effects().size();
        var limits = new ArrayList<String>();
        limits.add("The unit is the patient: " + count(n, "patient") + " with "
                + count(analysis.cases(), "case")
                + ", each scored by networks that never saw the patient. p is of the Wilcoxon signed-rank test of the "
                + "patients' differences, averaged over seeds, corrected by Holm for " + count(tests, "test")
                + "; intervals are of the mean difference and not corrected.");
        double smallest = Wilcoxon.smallestP(n);
        if (smallest * tests >= LEVEL) {
            limits.add("The smallest p that " + count(n, "patient") + " can give is " + p(smallest)
                    + ", and with " + count(tests, "test") + " corrected for, "
                    + p(Math.min(1, smallest * tests))
                    + (smallest >= LEVEL
                            ? ": no difference can be significant here; read the intervals and the spread over seeds."
                            : ": only a difference that several metrics share can be significant here."));
        } else if (n < FEW) {
            limits.add("So few patients say little about others.");
        }
        limits.add(analysis.seeds() == 1
                ? "With one seed, what the loss does cannot be told from what chance does in a single training; "
                        + "repeat with --seeds 3 or more."
                : seeds(analysis));
        limits.add(
                "That no difference was found does not show that there is none: the intervals say how large it may "
                        + "be. The result is one of this data set, network and length of training; longer trainings may differ.");
        return limits;
    }

    /// How the spread over seeds compares with the largest difference between losses.
    private static String seeds(Analysis analysis) {
        String metric = Analysis.TESTED.getFirst();
        List<Analysis.Estimate> all = analysis.estimates(metric, analysis.overall());
        double spread = all.stream().flatMap(e -> e.overSeeds().stream()).mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        double largest = analysis.effects().stream().filter(e -> e.metric().equals(metric))
                .mapToDouble(e -> Math.abs(e.difference())).max().orElse(0);
        return String.format(Locale.ROOT,
                "Trained again with another seed, the mean %s of a loss varies by %s (standard "
                        + "deviation, %d seeds); the largest difference between losses is %s. Differences within what seeds do "
                        + "need more seeds before anybody chooses by them.",
                name(metric), number(spread), analysis.seeds(),
                number(largest));
    }

    /// A metric as people write it.
    public static String name(String metric) { return NAMES.getOrDefault(metric, metric.replace('_', ' ')); }

    private static String listed(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    private static String count(int n, String what) { return n + " " + what + (n == 1 ? "" : "s"); }

    /// A p, with three digits or as below the smallest of them.
    public static String p(double p) {
        return p < 0.001 ? String.format(Locale.ROOT, "%.1e", p) : String.format(Locale.ROOT, "%.3f", p);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%." + digits(value) + "f", value);
    }

    private static String signed(double value, double like) {
        return String.format(Locale.ROOT, "%+." + digits(like) + "f", value);
    }

    /// Two digits after the point from 1 on, else three that tell.
    private static int digits(double value) {
        double size = Math.abs(value);
        return size >= 1 || size == 0 ? 2 : Math.clamp((int) Math.ceil(-Math.log10(size)) + 2, 2, 6);
    }
}
