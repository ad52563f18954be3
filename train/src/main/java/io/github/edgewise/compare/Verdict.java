package io.github.edgewise.compare;

import io.github.edgewise.statistics.Wilcoxon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a comparison says in words, and what may not be concluded from it.
///
/// @param finding one paragraph: which loss is better in what, or that none is
/// @param limits sentences on what the number of patients, seeds and tests allows
public record Verdict(String finding, List<String> limits) {
    private static final Map<String, String> NAMES = Map.of("assd", "ASSD", "dice", "Dice", "hd95", "HD95",
            "hd95_found", "HD95 of found lesions", "nsd", "NSD", "boundary_iou", "boundary IoU");
    /// What is told of every loss; the other metrics only where they differ beyond chance.
    private static final List<String> ALWAYS = List.of("dice", "hd95");
    private static final double LEVEL = 0.05;
    private static final int SHARE_DIGITS = 3;
    private static final double SMALL_SHARE = 0.0005;
    /// Patients from which on an interval holds about what it promises.
    private static final int MANY = 20;

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
                            .filter(e -> e.contender().equals(name))
                            .filter(e -> ALWAYS.contains(e.metric()) || e.isSignificant())
                            .map(e -> clause(e, analysis.seeds())).toList())
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
                    : "These data cannot tell: with " + count(analysis.tested(), "patient") + " and "
                            + count(analysis.effects().size(), "test")
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
        return (analysis.seeds() == 1 ? "In one training of each loss" : "Beyond chance") + ", compared with "
                + first + ": " + String.join("; ", parts) + ".";
    }

    private static List<String> metrics(List<Analysis.Effect> effects, String contender) {
        return effects.stream().filter(e -> e.contender().equals(contender)).map(e -> name(e.metric()))
                .toList();
    }

    /// `HD95 lower by 2.31 mm (95 % interval -3.40 to -0.90, p = 0.004, better in 5 of 5 seeds)`, the seeds
    /// only beside a difference beyond chance.
    private static String clause(Analysis.Effect e, int seeds) {
        if (e.difference() == 0) return name(e.metric()) + " equal";
        String way = e.difference() < 0 ? "lower" : "higher";
        int digits = digits(e);
        String interval = e.low().isEmpty()
                ? ""
                : "95 % interval " + signed(e.low().get(), digits) + " to "
                        + signed(e.high().orElseThrow(), digits) + ", ";
        return name(e.metric()) + " " + way + " by " + fixed(Math.abs(e.difference()), digits)
                + (e.unit().isEmpty() ? "" : " " + e.unit()) + " (" + interval + "p "
                + (e.adjusted() < 0.001 ? "< 0.001" : "= " + p(e.adjusted()))
                + (seeds == 1 || !e.isSignificant()
                        ? ""
                        : ", better in " + e.seedsBetter() + " of " + seeds + " seeds")
                + ")";
    }

    private static boolean canBeSignificant(Analysis analysis) {
        return Wilcoxon.smallestP(analysis.tested()) * analysis.effects().size() < LEVEL;
    }

    private static List<String> limits(Analysis analysis) {
        int n = analysis.tested();
        int tests = analysis.effects().size();
        var limits = new ArrayList<String>();
        limits.add("The unit is the patient: " + count(analysis.patients(), "patient") + " with "
                + count(analysis.cases(), "case")
                + ", each scored by networks that never saw the patient. p is of the Wilcoxon signed-rank test of the "
                + "patients' differences, averaged over seeds, corrected by Holm for " + count(tests, "test")
                + "; patients without any difference drop out of it. Intervals are of the mean difference and not "
                + "corrected.");
        if (n < analysis.patients()) {
            limits.add("Of the patients, " + (analysis.patients() - n)
                    + " have no class in their masks or in the "
                    + "predictions of the losses compared, and say nothing.");
        }
        if (!canBeSignificant(analysis)) {
            double smallest = Wilcoxon.smallestP(n);
            limits.add("The smallest p that " + count(n, "patient") + " can give is " + p(smallest) + ", and "
                    + p(Math.min(1, smallest * tests)) + " corrected for " + count(tests, "test")
                    + ": no difference can be significant here; more patients or fewer losses can tell more.");
        }
        if (n < Analysis.FEWEST) {
            limits.add("With so few patients there is no interval that would hold what it promises.");
        } else if (n < MANY) {
            limits.add(
                    "Intervals of few patients are narrower than their name: of 5, 95 % holds 84 %, of 10, 90 %, of "
                            + "20, 93 %.");
        }
        borders(analysis).ifPresent(limits::add);
        limits.add(analysis.seeds() == 1
                ? "With one seed, what the loss does cannot be told from what chance does in a single training; "
                        + "repeat with --seeds 3 or more."
                : seeds(analysis));
        limits.add(
                "p and intervals speak of other patients, given these trained networks; patients of one fold share "
                        + "theirs. That no difference was found does not show that there is none: the intervals say how large "
                        + "it may be. The result is one of this data set, network and length of training; longer trainings may "
                        + "differ.");
        return limits;
    }

    /// That HD95 tells of whole lesions more than of borders, where it does.
    private static Optional<String> borders(Analysis analysis) {
        List<Hd95Parts> outweighed = analysis.borders().stream().filter(Hd95Parts::areOutweighed).toList();
        if (outweighed.isEmpty()) return Optional.empty();
        boolean several = analysis.classes().size() > 1;
        return Optional
                .of("HD95 tells here above all of parts that were missed or invented, less of borders: with “"
                        + analysis.contenders().getFirst() + "” it is "
                        + String.join("; ", outweighed.stream().map(b -> String.format(Locale.ROOT,
                                "%.2f mm, and %.2f mm without them%s", b.hd95(), b.found(),
                                several ? " (class " + b.classIndex() + ")" : "")).toList())
                        + ", where it found any.");
    }

    /// How the differences vary from seed to seed.
    private static String seeds(Analysis analysis) {
        String metric = Analysis.TESTED.getFirst();
        String each = String.join(", ", analysis.effects().stream().filter(e -> e.metric().equals(metric))
                .map(e -> signed(e.difference(), digits(e)) + " ± "
                        + fixed(e.overSeeds().orElse(0.), digits(e)) + " for “" + e.contender() + "”")
                .toList());
        return "Trained again with another seed, differences come out otherwise: in " + name(metric) + " "
                + each
                + " (mean and standard deviation over " + analysis.seeds()
                + " seeds). A difference within what seeds "
                + "do needs more seeds before anybody chooses by it.";
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

    private static String signed(double value, int digits) {
        String text = fixed(value, digits);
        return text.startsWith("-") ? text : "+" + text;
    }

    private static String fixed(double value, int digits) {
        double shown = Math.abs(value) < 0.5 * Math.pow(10, -digits) ? 0 : value; // never -0.000
        return String.format(Locale.ROOT, "%." + digits + "f", shown);
    }

    /// Three digits after the point for a share, two for a length, and more for a small one.
    private static int digits(Analysis.Effect e) {
        double size = Math.abs(e.difference());
        if (e.unit().isEmpty()) return size > 0 && size < SMALL_SHARE ? SHARE_DIGITS + 1 : SHARE_DIGITS;
        return size >= 1 || size == 0 ? 2 : Math.clamp((int) Math.ceil(-Math.log10(size)) + 1, 2, 4);
    }
}
