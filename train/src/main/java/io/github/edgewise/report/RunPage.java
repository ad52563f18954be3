package io.github.edgewise.report;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.Score;
import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Advice;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.PlanText;
import io.github.edgewise.predict.SegmentedCase;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.AbsentClasses;
import io.github.edgewise.train.Extension;
import io.github.edgewise.train.History;
import io.github.edgewise.train.LateStage;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.train.StoredPost;
import io.github.edgewise.volume.LabelMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The page about a run: its loss and plan, its curves, the scores of the held-out cases and pictures of
/// three of them.
///
/// @param run the run
public record RunPage(RunFolder run) {
    /// The name of the fact about a second stage.
    static final String SECOND_STAGE = "Second stage";

    /// Cases whose objects are counted: the medians need no more.
    private static final int MOST_COUNTED = 12;

    /// Writes `scores.csv` and then `report.html`, in the place of the [LivePage]. If `scores.csv` exists,
    /// the run is complete.
    ///
    /// @param segmenter the network of the run
    /// @param scores of the held-out cases, see [io.github.edgewise.train.HeldOutScores]
    /// @throws IOException where a case cannot be read or the folder not be written
    public void write(Segmenter segmenter, Evaluation scores) throws IOException {
        String page = html(segmenter, scores);
        WholeFile.writeText(run.scoresFile(), scores.csv());
        WholeFile.writeText(run.reportFile(), page);
    }

    /// Writes the page again. Scores are written only if the run has some already: they say that it is
    /// complete, and a run that was interrupted must not look so.
    ///
    /// @param scores of the held-out cases, as far as they could be read
    /// @throws IOException where a case cannot be read or the folder not be written
    public void rewrite(Segmenter segmenter, Evaluation scores) throws IOException {
        String page = html(segmenter, scores);
        if (Files.exists(run.scoresFile())) WholeFile.writeText(run.scoresFile(), scores.csv());
        WholeFile.writeText(run.reportFile(), page);
    }

    private String html(Segmenter segmenter, Evaluation scores) throws IOException {
        RunPlan plan = run.plan();
        var examples = new ArrayList<Report.Example>();
        List<Case> scored = plan.held().stream()
                .filter(one -> scores.rows().stream().anyMatch(row -> row.caseName().equals(one.name())))
                .toList();
        for (Example chosen : examples(scored, scores)) {
            examples.add(chosen.segmented(segmenter));
        }
        Recipe recipe = run.recipe();
        Map<String, String> facts = facts(recipe, plan);
        History history = run.history();
        LateStage.outcome(history).ifPresent(text -> facts.merge(SECOND_STAGE, text, (a, b) -> a + "; " + b));
        if (!history.entries().isEmpty()) {
            AbsentClasses.text(history.entries().getFirst().absent(), recipe.staged(), plan.plan())
                    .ifPresent(text -> facts.put("Patches without a class", "in the first epoch, " + text));
        }
        facts.putAll(objects(scored, recipe, plan.plan()));
        List<Extension> extensions = run.extensions();
        if (!extensions.isEmpty()) {
            facts.put("Continued",
                    extensions.stream().map(Extension::text).collect(Collectors.joining("; ")));
        }
        facts.putAll(new Origin(run.folder(), plan).facts());
        Optional<StoredPost> post = run.post();
        post.ifPresent(stored -> facts.put("Post-processing", stored.summary()));
        String more = PostSection.html(post, scores) + thresholds();
        return new Report("Edgewise run " + name(run.folder()), lead(plan, scored.size()), facts,
                List.of(new Report.Run(recipe.staged().text(), history, scores)), examples)
                .html(more);
    }

    /// The objects in the masks of held-out cases, and a loss that was better on data like these, unless the
    /// run has it.
    private static Map<String, String> objects(List<Case> held, Recipe recipe, Plan plan)
            throws IOException {
        var each = new ArrayList<ObjectSummary.OfCase>();
        int axes = plan.patch().axes();
        for (Case one : held.subList(0, Math.min(MOST_COUNTED, held.size()))) {
            LabelMap labels = one.labels(plan.classes(), one.image());
            axes = labels.grid().shape().axes();
            each.addAll(ObjectSummary.OfCase.of(labels));
        }
        List<ObjectSummary> classes = IntStream.range(1, plan.classes())
                .mapToObj(k -> ObjectSummary.of(k, each)).filter(one -> one.cases() > 0).toList();
        var facts = new LinkedHashMap<String, String>();
        if (classes.isEmpty()) return facts;
        var texts = new ArrayList<String>();
        for (ObjectSummary one : classes) {
            String which = classes.size() == 1 ? "" : "class " + one.classIndex() + ": ";
            texts.add(which + PlanText.objects(one, axes));
        }
        facts.put("Objects", String.join(". ", texts));
        String loss = recipe.staged().text();
        List<Advice> advice = Advice.of(classes).stream()
                .filter(one -> !loss.contains(one.loss().replaceFirst("\\W.*", ""))).toList(); // its first name
        if (!advice.isEmpty()) {
            facts.put("Worth comparing",
                    advice.stream().map(one -> one.reason() + " (docs/" + one.page() + ")")
                            .collect(Collectors.joining(". "))
                            + ". On your data: edgewise compare DATASET --out DIR "
                            + Advice.options(advice));
        }
        return facts;
    }

    /// What decision thresholds find in the held-out cases; empty text where this was not counted.
    private String thresholds() throws IOException {
        if (!Files.exists(run.thresholdsFile())) return "";
        return ThresholdSection.html(FreeResponse.ofLesions(FreeResponse.read(run.thresholdsFile())),
                patients(run.plan().held()), run.plan().plan().classNames());
    }

    /// The patients of cases, by the names of the cases.
    static UnaryOperator<String> patients(List<Case> cases) {
        Map<String, String> patients = cases.stream()
                .collect(Collectors.toMap(Case::name, Case::patient, (one, other) -> one));
        return name -> patients.getOrDefault(name, name);
    }

    /// The last name of a folder.
    static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? "" : last.toString();
    }

    private static String lead(RunPlan plan, int scored) {
        String chosen = plan.validation().isEmpty()
                ? "taken from the last epoch"
                : "selected on " + plan.validation().size() + " validation cases";
        if (plan.held().isEmpty()) {
            return "A network trained on " + plan.train().size() + " cases, " + chosen
                    + ". No cases were held out, so there are no scores.";
        }
        return "A network trained on " + plan.train().size() + " cases, " + chosen + " and scored here on "
                + scored + " held-out cases"
                + (scored < plan.held().size()
                        ? "; " + (plan.held().size() - scored) + " could not be read."
                        : ".");
    }

    /// Settings and data that a reader needs to judge the scores.
    public static Map<String, String> facts(Recipe recipe, RunPlan plan) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Loss", Losses.text(recipe.loss()));
        recipe.then().ifPresent(late -> facts.put(SECOND_STAGE, late.text()));
        facts.put("Network", Networks.text(recipe.network()));
        facts.put("Patches", plan.plan().patch() + ", " + plan.plan().batch() + " per step");
        PlanText.facts(plan.plan()).forEach((name, value) -> facts
                .put(name.equals("network")
                        ? "Levels"
                        : name.substring(0, 1).toUpperCase(Locale.ROOT)
                                + name.substring(1),
                        value));
        facts.put("Foreground",
                String.format(Locale.ROOT, "%.2f %% of all voxels", 100 * plan.plan().foreground()));
        facts.put("Optimiser", recipe.optimisation().optimiser() + ", learning rate "
                + recipe.optimisation().learningRate() + " (" + recipe.optimisation().decay() + "), seed "
                + recipe.machine().seed());
        facts.put("Machine", recipe.machine().threads() + " threads, engine " + Engine.version() + ", "
                + (recipe.machine().precision().isBf16() ? "bfloat16" : "float32"));
        return facts;
    }

    /// A case to show.
    public record Example(String caption, Case one) {
        /// The case with the network's prediction.
        public Report.Example segmented(Segmenter segmenter) throws IOException {
            SegmentedCase segmented = segmenter.segment(one);
            return new Report.Example(caption, segmented.image(), segmented.reference(),
                    Map.of("prediction", segmented.prediction()));
        }
    }

    /// The worst, the median and the best case by mean Dice over the classes; fewer where there are fewer
    /// cases.
    public static List<Example> examples(List<Case> cases, Evaluation scores) {
        record Ranked(Case one, double dice) {}
        List<Ranked> ranked = cases.stream().map(one -> new Ranked(one, dice(one, scores)))
                .sorted(Comparator.comparingDouble(Ranked::dice)).toList();
        if (ranked.isEmpty()) return List.of();
        var chosen = new LinkedHashMap<Integer, String>();
        chosen.put(0, "Worst case");
        chosen.putIfAbsent(ranked.size() / 2, "Median case");
        chosen.putIfAbsent(ranked.size() - 1, "Best case");
        return chosen.entrySet().stream()
                .map(e -> new Example(String.format(Locale.ROOT, "%s, %s: mean Dice %.3f",
                        e.getValue(), ranked.get(e.getKey()).one().name(), ranked.get(e.getKey()).dice()),
                        ranked.get(e.getKey()).one()))
                .toList();
    }

    private static double dice(Case one, Evaluation scores) {
        return scores.rows().stream()
                .filter(r -> r.caseName().equals(one.name()) && r.metric().equals("dice"))
                .filter(r -> r.score() instanceof Score.Value)
                .mapToDouble(r -> ((Score.Value) r.score()).value()).average().orElse(0);
    }
}
