package io.github.edgewise.train;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.metric.BoundaryIou;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.LesionPrecision;
import io.github.edgewise.metric.LesionRecall;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Precision;
import io.github.edgewise.metric.Recall;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.predict.ForegroundLevels;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.PostProcessing.Rule;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.statistics.Permutation;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.statistics.Summary;
import io.github.edgewise.statistics.Wilcoxon;
import io.github.edgewise.train.StoredPost.Effect;
import io.github.edgewise.train.StoredPost.Step;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Chooses the [PostProcessing] of a run on its watched (validation) cases. Held-out cases are never read.
///
/// For every class, the settings are tried one after the other, each on top of those before it: the threshold
/// (0.2, 0.3 ... 0.8), the smallest component (0.01 and 0.1 of the median volume of the reference's
/// components, and their smallest volume, 10 % and 25 % quantile), the largest component alone, and filled
/// holes. The score is the one that selects the best epoch, `(dice + nsd + boundary_iou) / 3`, here per
/// class. A missed or invented class counts 0. A class that is absent from both masks counts 1, so that
/// removing an invented one is a gain.
///
/// The patient is the unit: the scores of a patient's cases are averaged. A candidate can be taken if its
/// mean gain is above 0 and beyond chance, p < 0.05 in the sign-flip test that allows for all candidates of
/// the setting ([Permutation#ofSeveral]); of these the one with the highest mean is taken. Fewer than 6
/// patients can never reach this p, so nothing is chosen then and no case is read.
///
/// In memory are three bytes per voxel of all watched cases.
public final class PostChoice {
    /// The thresholds that are tried.
    public static final List<Double> THRESHOLDS = List.of(0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);

    private static final double BEYOND_CHANCE = 0.05;
    private static final MathContext DIGITS = new MathContext(2);

    /// A watched case and what its network said of it.
    ///
    /// @param patient for pairing
    /// @param levels of its probabilities
    /// @param reference the true classes
    public record Watched(String name, String patient, ForegroundLevels levels, LabelMap reference) {}

    private record Key(Watched one, int classIndex, Rule rule) {}

    private final List<Watched> cases;
    private final double toleranceMm;
    private final long seed;
    private final Map<Key, Double> scores;

    /// @param toleranceMm of NSD
    /// @param seed of the sampled sign flips, used only with more than 20 patients
    public PostChoice(List<Watched> cases, double toleranceMm, long seed) {
        this(cases, toleranceMm, seed, new ConcurrentHashMap<>());
    }

    private PostChoice(List<Watched> cases, double toleranceMm, long seed, Map<Key, Double> scores) {
        this.cases = List.copyOf(cases);
        this.toleranceMm = toleranceMm;
        this.seed = seed;
        this.scores = scores;
    }

    /// The same without the cases of some patients.
    public PostChoice without(Set<String> patients) {
        return new PostChoice(cases.stream().filter(one -> !patients.contains(one.patient())).toList(),
                toleranceMm, seed, scores); // what was scored already stays known
    }

    /// True if watched cases must be read: to measure what is given, or to choose on enough patients.
    static boolean needsCases(Optional<PostProcessing> given, int patients) {
        return given.map(post -> !post.isNone()).orElse(isEnough(patients));
    }

    /// What is stored where no case is read.
    static StoredPost unread(Optional<PostProcessing> given, int patients) {
        return given.isPresent()
                ? StoredPost.none(true, patients, "as given")
                : StoredPost.none(false, patients, tooFew(patients));
    }

    /// True if so many patients can show a difference beyond chance.
    private static boolean isEnough(int patients) {
        return Wilcoxon.smallestP(patients) < BEYOND_CHANCE;
    }

    private static String tooFew(int patients) {
        return "nothing chosen, because there are " + patients
                + " validation patients and fewer than 6 cannot show a gain beyond chance (p < 0.05)";
    }

    /// Chooses or measures the post-processing of a run and stores it in its folder. What a user gave before
    /// stays until another one is given.
    ///
    /// @param segmenter of the run
    /// @param given what to store; nothing to choose it
    /// @param listener is told about every case
    /// @throws IOException where a watched case cannot be read, or the file not be written
    public static StoredPost of(RunFolder run, Segmenter segmenter, Optional<PostProcessing> given,
            Consumer<? super Progress> listener) throws IOException {
        RunPlan plan = run.plan();
        Optional<PostProcessing> wanted = given.isPresent() ? given : givenBefore(run.post());
        int patients = (int) plan.validation().stream().map(Case::patient).distinct().count();
        StoredPost stored = needsCases(wanted, patients)
                ? new PostChoice(watched(plan, segmenter, wanted, listener),
                        plan.plan().lengths().toleranceMm(), run.recipe().machine().seed()).stored(wanted)
                : unread(wanted, patients);
        run.keep(stored);
        listener.accept(new Progress.PostChosen(stored));
        return stored;
    }

    /// The same listener, which stores a given post-processing in the folder of the run when training begins.
    /// So a training that is killed and resumed has it too.
    ///
    /// @param given what a user gave; nothing to store nothing
    /// @throws UncheckedIOException from `accept` of the answer, where the file cannot be written
    public static Consumer<Progress> keeping(RunFolder run, Optional<PostProcessing> given,
            Consumer<? super Progress> listener) {
        return event -> {
            if (event instanceof Progress.Started && given.isPresent()) {
                try {
                    run.keep(StoredPost.of(given.get()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            listener.accept(event);
        };
    }

    static Optional<PostProcessing> givenBefore(Optional<StoredPost> stored) {
        return stored.filter(StoredPost::given).map(StoredPost::post);
    }

    /// Segments the watched cases of a run.
    ///
    /// @param given what is going to be measured beside the usual candidates
    static List<Watched> watched(RunPlan plan, Segmenter segmenter, Optional<PostProcessing> given,
            Consumer<? super Progress> listener) throws IOException {
        var thresholds = new TreeSet<>(THRESHOLDS);
        given.ifPresent(post -> post.rules().values()
                .forEach(rule -> rule.threshold().ifPresent(thresholds::add)));
        var watched = new ArrayList<Watched>();
        for (Case one : plan.validation()) {
            listener.accept(
                    new Progress.PostWatched(one.name(), watched.size(), plan.validation().size()));
            var image = one.image();
            watched.add(new Watched(one.name(), one.patient(),
                    segmenter.levels(image, List.copyOf(thresholds)),
                    one.labels(plan.plan().classes(), image)));
        }
        return watched;
    }

    /// What is given, measured, or what is chosen.
    StoredPost stored(Optional<PostProcessing> given) {
        return given.isPresent() ? told(given.get()) : choose();
    }

    /// Chooses the post-processing. Nothing is chosen on fewer than 6 patients.
    public StoredPost choose() {
        int patients = patients();
        if (!isEnough(patients)) return StoredPost.none(false, patients, tooFew(patients));
        PostProcessing post = PostProcessing.NONE;
        var steps = new ArrayList<Step>();
        for (int k = 1; k < cases.getFirst().reference().classes(); k++) {
            Rule rule = Rule.NONE;
            rule = tried(k, rule, thresholds(rule), steps);
            rule = tried(k, rule, smallest(k, rule), steps);
            rule = tried(k, rule, List.of(rule.largest(true)), steps);
            rule = tried(k, rule, List.of(rule.fill(true)), steps);
            post = post.with(k, rule);
        }
        String why = post.isNone()
                ? "nothing chosen, because no step raised the score of " + patients
                        + " validation patients beyond chance (p < 0.05)"
                : "chosen on " + patients + " validation patients";
        return new StoredPost(post, false, patients, why, steps, effects(post));
    }

    /// Measures a given post-processing.
    ///
    /// @throws IllegalArgumentException where it has a threshold that the cases were not segmented for
    public StoredPost told(PostProcessing given) {
        return new StoredPost(given, true, patients(), cases.isEmpty()
                ? "as given"
                : "as given, measured on " + patients() + " validation patients", List.of(), effects(given));
    }

    private int patients() { return (int) cases.stream().map(Watched::patient).distinct().count(); }

    /// The rule with the best candidate whose gain is beyond chance, or the rule itself.
    private Rule tried(int classIndex, Rule rule, List<Rule> candidates, List<Step> steps) {
        if (candidates.isEmpty()) return rule;
        double[] now = scores(classIndex, rule);
        double[][] gains = new double[candidates.size()][now.length];
        for (int c = 0; c < gains.length; c++) {
            double[] its = scores(classIndex, candidates.get(c));
            Arrays.setAll(gains[c], i -> its[i] - now[i]);
        }
        List<Permutation> tests = Permutation.ofSeveral(seed, gains);
        int best = 0;
        for (int c = 1; c < gains.length; c++) {
            boolean isBetter = isGain(tests.get(c)) == isGain(tests.get(best))
                    ? tests.get(c).mean() > tests.get(best).mean()
                    : isGain(tests.get(c));
            if (isBetter) best = c;
        }
        Permutation test = tests.get(best);
        steps.add(new Step(classIndex, changed(rule, candidates.get(best)), gains.length, test.mean(),
                test.p(), isGain(test)));
        return isGain(test) ? candidates.get(best) : rule;
    }

    private static boolean isGain(Permutation test) { return test.mean() > 0 && test.p() < BEYOND_CHANCE; }

    /// The one setting in which a candidate differs.
    private static String changed(Rule rule, Rule candidate) {
        Rule plain = Rule.NONE;
        if (!rule.threshold().equals(candidate.threshold())) {
            plain = plain.threshold(candidate.threshold().orElseThrow());
        }
        if (rule.smallest() != candidate.smallest()) plain = plain.smallest(candidate.smallest());
        if (rule.largest() != candidate.largest()) plain = plain.largest(true);
        if (rule.fill() != candidate.fill()) plain = plain.fill(true);
        return plain.text();
    }

    private List<Rule> thresholds(Rule rule) {
        boolean isTwo = cases.getFirst().reference().classes() == 2;
        return THRESHOLDS.stream().filter(t -> !isTwo || t != 0.5).map(rule::threshold).toList();
    }

    private List<Rule> smallest(int classIndex, Rule rule) {
        var volumes = new ArrayList<Double>();
        double voxel = Double.POSITIVE_INFINITY;
        for (Watched one : cases) {
            double its = PostProcessing.voxelVolume(one.reference().grid());
            voxel = Math.min(voxel, its);
            for (int size : Components.of(one.reference(), classIndex).sizes()) {
                volumes.add(size * its);
            }
        }
        if (volumes.isEmpty()) return List.of();
        double[] sorted = volumes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = Quantile.of(0.5, sorted);
        var candidates = new TreeSet<Double>();
        for (double volume : new double[]{0.01 * median, 0.1 * median, sorted[0], Quantile.of(0.1, sorted),
            Quantile.of(0.25, sorted)}) {
            double rounded = new BigDecimal(volume).round(DIGITS).doubleValue();
            if (rounded > voxel) candidates.add(rounded); // every component has a voxel
        }
        return candidates.stream().map(rule::smallest).toList();
    }

    /// The score of every patient, in the order of their names.
    private double[] scores(int classIndex, Rule rule) {
        double[] each = cases.parallelStream().mapToDouble(one -> scores
                .computeIfAbsent(new Key(one, classIndex, rule), key -> score(one, classIndex, rule)))
                .toArray();
        var patients = new TreeMap<String, List<Double>>();
        for (int i = 0; i < each.length; i++) {
            patients.computeIfAbsent(cases.get(i).patient(), name -> new ArrayList<>()).add(each[i]);
        }
        return patients.values().stream()
                .mapToDouble(its -> its.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .toArray();
    }

    private double score(Watched one, int classIndex, Rule rule) {
        LabelMap labels = one.levels().labels(new PostProcessing(Map.of(classIndex, rule)));
        var pair = new MaskPair(labels, one.reference(), classIndex);
        if (pair.predicted() + pair.referenced() == 0) return 1;
        Evaluation scored = Evaluation.of(one.name(), List.of(pair), selecting()).with(EmptyMasks.PENALTY);
        return scored.rows().stream().mapToDouble(row -> row.number().orElseThrow()).average().orElseThrow();
    }

    /// The metrics of the score, see [EpochScores#composite].
    private List<Metric> selecting() {
        return List.of(new Dice(), new SurfaceDice(toleranceMm), new BoundaryIou());
    }

    private List<Effect> effects(PostProcessing post) {
        if (post.isNone() || cases.isEmpty()) return List.of();
        Evaluation before = evaluated(PostProcessing.NONE);
        Evaluation after = evaluated(post);
        var effects = new ArrayList<Effect>();
        for (int k : after.classes()) {
            for (String metric : after.metrics()) {
                effects.add(new Effect(k, metric, mean(before.summary(metric, k)),
                        mean(after.summary(metric, k))));
            }
        }
        return effects;
    }

    private Evaluation evaluated(PostProcessing post) {
        var metrics = new ArrayList<>(selecting());
        metrics.addAll(List.of(new Recall(), new Precision(), new LesionRecall(), new LesionPrecision()));
        return Evaluation.of(cases.parallelStream().map(one -> Evaluation.of(one.name(),
                one.levels().labels(post), one.reference(), metrics)).toList()).with(EmptyMasks.PENALTY);
    }

    private static Optional<Double> mean(Summary summary) {
        return summary.n() == 0 ? Optional.empty() : Optional.of(summary.mean());
    }
}
