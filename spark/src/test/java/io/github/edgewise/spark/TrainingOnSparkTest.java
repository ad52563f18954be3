package io.github.edgewise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.spark.Commands.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that train, with one task at a time.
class TrainingOnSparkTest {
    @TempDir
    private static Path folder = Path.of("");
    private static Path data = Path.of("");
    private static Path recipe = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        data = Commands.data(folder);
        recipe = folder.resolve("r.yaml");
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.task.cpus", "2");
        System.setProperty("spark.ui.enabled", "false");
    }

    @AfterAll
    static void stop() {
        SparkContext.getOrCreate().stop();
        System.clearProperty("spark.master");
        System.clearProperty("spark.task.cpus");
        System.clearProperty("spark.ui.enabled");
    }

    @Test
    void a_comparison_is_that_of_the_plain_command() throws IOException {
        Path plain = folder.resolve("plain/losses");
        Path shared = folder.resolve("shared/losses");
        Said one = Commands.plain("compare", data, "--out", plain, "--recipe", recipe, "--folds", 2, "--threads", 2);
        assertThat(one.code()).as(one.err()).isZero();
        Said other = Commands.shared("compare", data, "--out", shared, "--recipe", recipe, "--folds", 2);
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.out()).isEqualTo(one.out().replace(plain.toString(), shared.toString()));
        Commands.assertSame(shared, plain);
        assertThat(timesAside(shared)).isEqualTo(timesAside(plain));
    }

    /// The report without the times of the runs and the command, which names the folder.
    private static String timesAside(Path comparison) throws IOException {
        return Files.readString(comparison.resolve("report.html"))
                .replaceAll("<dt>(Time|Trained|Command line)</dt>\\s*<dd>[^<]*</dd>", "");
    }

    @Test
    void folds_are_those_of_the_plain_command() throws IOException {
        Path plain = folder.resolve("folds/plain");
        Path shared = folder.resolve("folds/shared");
        Said one = Commands.plain("train", data, "--out", plain, "--recipe", recipe, "--fold", "all/2", "--threads", 2);
        assertThat(one.code()).as(one.err()).isZero();
        Said other = Commands.shared("folds", data, "--out", shared, "--recipe", recipe, "--fold", "all/2");
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.out()).isEqualTo(one.out().replace(plain.toString(), shared.toString()));
        Commands.assertSame(shared, plain);
    }
}
