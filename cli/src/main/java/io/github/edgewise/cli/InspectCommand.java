package io.github.edgewise.cli;

import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.plan.Advice;
import io.github.edgewise.plan.PlanText;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Inspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

    @Override
    public Integer call() throws IOException {
        Dataset dataset = data.open();
        var bar = new ProgressBar();
        int[] seen = {0};
        Inspection found = Inspection.of(dataset,
                name -> bar.show("reading " + name, seen[0]++, dataset.cases().size(), -1));
        bar.line(dataset.cases().size() + " cases read");
        found.lines().forEach(System.out::println);
        System.out.printf("cases       %d with a mask, %d without%n", dataset.cases().size(),
                dataset.unpaired().size());
        System.out.printf("patients    %d%n", dataset.cases().stream().map(Case::patient).distinct().count());
        if (found.sound().isEmpty()) {
            System.out.println("plan        none: no case can be used for training");
            return 3;
        }
        describe(dataset.with(found.sound()));
        return found.errors().isEmpty() ? 0 : 3;
    }

    private void describe(Dataset sound) throws IOException {
        var objects = new ArrayList<ObjectSummary.OfCase>();
        Fingerprint fingerprint = Fingerprint.of(sound.cases(), name -> {},
                labels -> objects.addAll(ObjectSummary.OfCase.of(labels)));
        List<ObjectSummary> classes = IntStream.range(1, fingerprint.classes())
                .mapToObj(k -> ObjectSummary.of(k, objects)).toList();
        System.out.print(PlanText.of(fingerprint, classes));
        List<Advice> advice = Advice.of(classes);
        advice.forEach(one -> System.out.printf("%-12s%s (docs/%s)%n", "advice", one.reason(), one.page()));
        if (advice.isEmpty()) return;
        System.out.printf("%-12sedgewise compare%s --out NEW-FOLDER --folds 5 %s%n", "  try it",
                data.options(),
                Advice.options(advice));
    }
}
