package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {
    @TempDir
    Path folder;

    @Test
    void names_the_data_set_and_the_command_line_as_a_shell_reads_it() throws IOException {
        Phantom.Scan scan = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1).make(0);
        Volumes.write(folder.resolve("data/images/p.nii.gz"), scan.image());
        Volumes.write(folder.resolve("data/labels/p.nii.gz"), scan.labels());
        List<Case> cases = Dataset.open(folder.resolve("data")).cases();
        var plan = new RunPlan(Plan.of(Fingerprint.of(cases, _ -> {}), Slices.AUTO, 0), cases, List.of(),
                List.of());
        Path run = Files.createDirectories(folder.resolve("run"));
        assertThat(new Origin(run, plan).facts()).containsEntry("Data set", folder.resolve("data").toString())
                .containsKey("Version").doesNotContainKeys("Command line", "Trained until");
        Files.writeString(run.resolve("run.json"), """
                {"sessions": [{"command": ["train", "my data", "--loss", "dice + it's"]}]}""");
        assertThat(new Origin(run, plan).facts()).containsEntry("Command line",
                "edgewise train 'my data' --loss 'dice + it'\\''s'");
        Files.writeString(run.resolve("run.json"), "{");
        assertThat(new Origin(run, plan).facts()).doesNotContainKey("Command line");
    }
}
