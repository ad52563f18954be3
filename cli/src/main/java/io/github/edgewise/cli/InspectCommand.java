package io.github.edgewise.cli;

import io.github.edgewise.data.Slices;
import io.github.edgewise.data.Supervision;
import io.github.edgewise.data.Fingerprint;
import io.github.edgewise.data.Plan;
import io.github.edgewise.data.Sample;
import io.github.edgewise.io.Case;
import io.github.edgewise.io.Dataset;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `edgewise inspect`: what a data set holds and what training would make of it.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows what a data set holds and the plan that training would derive.",
        footer = {
            "", "Example:", "  edgewise inspect my-data"})
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private DataSet data = new DataSet();

    @Override
    public Integer call() throws IOException {
        Dataset dataset = data.open();
        int classes = dataset.classes();
        var bar = new ProgressBar();
        var samples = new ArrayList<Sample>();
        for (Case one : dataset.cases()) {
            bar.show("reading " + one.name(), samples.size(), dataset.cases().size(), -1);
            Volume image = one.image();
            samples.add(new Sample(one.name(), image, one.labels(classes, image), Supervision.LABELS));
        }
        bar.line(samples.size() + " cases read");
        Fingerprint f = Fingerprint.of(samples);
        Plan plan = Plan.of(f, Slices.NONE);
        Spacing w = f.spacing();
        System.out.printf("cases       %d with a mask, %d without%n", f.cases(), dataset.unpaired().size());
        System.out.printf("patients    %d%n", dataset.cases().stream().map(Case::patient).distinct().count());
        System.out.printf("channels    %d%n", f.channels());
        System.out.printf("classes     %d%n", f.classes());
        System.out.printf("shape       %s, the median (z, y, x)%n", f.median());
        System.out.printf("spacing     %s, %s, %s mm, the median (z, y, x)%n", w.z(), w.y(), w.x());
        System.out.printf("foreground  %.3f %%%n", 100 * f.foreground());
        System.out.printf("plan        patches of %s, %d a step%n", plan.patch(), plan.batch());
        return 0;
    }
}
