package io.github.edgewise.cli;

import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.plan.Advice;
import io.github.edgewise.plan.PlanText;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Inspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `edgewise inspect`: what is wrong with a data set, what it holds and what training would make of it.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Reads a whole data set, lists every error and oddity, and shows its contents and the plan "
                + "that training would use. The exit code is 3 if training would stop.",
        footer = {
            "", "Example:", "  edgewise inspect my-data"})
final class InspectCommand implements Subcommand {
    @Mixin
    private DataSet data = new DataSet();

    @Mixin
    private Results results = new Results();

    @Override
    public Integer call() throws IOException {
        Dataset dataset = data.open();
        var bar = new ProgressBar();
        int[] seen = {0};
        Inspection found = Inspection.of(dataset,
                name -> bar.show("reading " + name, seen[0]++, dataset.cases().size(), -1));
        bar.line(dataset.cases().size() + " cases read");
        found.lines().forEach(results::line);
        results.line("cases       " + dataset.cases().size() + " with a mask, " + dataset.unpaired().size()
                + " without");
        results.line("patients    " + InspectResults.patients(dataset));
        if (found.sound().isEmpty()) {
            results.line("plan        " + InspectResults.NO_PLAN);
            results.json(() -> InspectResults.of(dataset, found));
            return Failure.BAD_INPUT;
        }
        describe(dataset, found);
        return found.errors().isEmpty() ? 0 : Failure.BAD_INPUT;
    }

    private void describe(Dataset dataset, Inspection found) throws IOException {
        var objects = new ArrayList<ObjectSummary.OfCase>();
        Fingerprint fingerprint = Fingerprint.of(found.sound(), name -> {},
                labels -> objects.addAll(ObjectSummary.OfCase.of(labels)));
        List<ObjectSummary> classes = IntStream.range(1, fingerprint.classes())
                .mapToObj(k -> ObjectSummary.of(k, objects)).toList();
        results.text(PlanText.of(fingerprint, classes));
        List<Advice> advice = Advice.of(classes);
        advice.forEach(one -> results.line("advice      " + one.reason() + " (docs/" + one.page() + ")"));
        Optional<String> tryIt = advice.isEmpty()
                ? Optional.empty()
                : Optional.of("edgewise compare" + data.options() + " --out NEW-FOLDER --folds 5 "
                        + Advice.options(advice));
        tryIt.ifPresent(command -> results.line("  try it    " + command));
        results.json(() -> InspectResults.of(dataset, found)
                .with(fingerprint, dataset.with(found.sound()).classNames(), classes, advice, tryIt));
    }
}
