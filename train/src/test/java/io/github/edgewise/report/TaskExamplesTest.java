package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few lines of Java train all folds, predict, score, compare and write every page, without the command
/// line.
class TaskExamplesTest {
    private static final int CASES = 6;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void train_folds_predict_score_and_compare() throws Exception {
        var phantom = new Phantom(Grid.of(Shape.of(48, 48)), 2, 0.03, 1);
        for (int i = 0; i < CASES; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=4,depth=2
                length: {epochs: 1, steps: 3}
                machine: {threads: 1}
                """);
        String table = run("TrainFolds.java", folder.resolve("data"), folder.resolve("folds"), Path.of("2"),
                recipe);
        assertThat(table).contains("dice");
        assertThat(folder.resolve("folds/fold-1/report.html")).exists();
        assertThat(folder.resolve("folds/report.html")).exists();
        assertThat(folder.resolve("folds/scores.csv")).content()
                .hasLineCount(1 + CASES * 15).contains("p0,1,dice,");

        run("PredictFolder.java", folder.resolve("folds"), folder.resolve("data/images"),
                folder.resolve("masks"));
        assertThat(Volumes.readLabels(folder.resolve("masks/p3.nii.gz"), LabelRule.AS_STORED).grid().shape())
                .isEqualTo(Shape.of(48, 48));

        run("ScoreFolders.java", folder.resolve("masks"), folder.resolve("data/labels"),
                folder.resolve("scores.csv"));
        assertThat(folder.resolve("scores.csv")).content().hasLineCount(1 + CASES * 14);

        run("CompareLosses.java", folder.resolve("data"), folder.resolve("comparison"), recipe);
        assertThat(folder.resolve("comparison/report.html")).content().contains("boundary");
        assertThat(folder.resolve("comparison/comparison.json")).exists();
        assertThat(folder.resolve("comparison/maps.html")).content().contains("<title>Edgewise maps of p");
    }

    private String run(String name, Path... arguments) throws IOException, InterruptedException {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.exists(above.resolve("examples"))) {
            above = Optional.ofNullable(above.getParent()).orElseThrow();
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"), above.resolve("examples").resolve(name).toString()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
