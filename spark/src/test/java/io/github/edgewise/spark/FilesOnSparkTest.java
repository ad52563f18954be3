package io.github.edgewise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.spark.Commands.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands that work file by file, with two tasks at a time.
class FilesOnSparkTest {
    @TempDir
    private static Path folder = Path.of("");
    private static Path data = Path.of("");
    private static final AtomicInteger FAILED = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        data = Commands.data(folder);
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        SparkContext.getOrCreate(new SparkConf().setAppName("test")).addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.taskInfo().failed()) FAILED.incrementAndGet();
            }
        });
    }

    @AfterAll
    static void stop() {
        SparkContext.getOrCreate().stop();
        System.clearProperty("spark.master");
        System.clearProperty("spark.ui.enabled");
    }

    /// Predictions: the references themselves, some of them swapped.
    private static Path masks(String name) throws IOException {
        Path masks = Files.createDirectories(folder.resolve(name));
        for (int i = 0; i < 5; i++) {
            Files.copy(data.resolve("labels/p" + (i * i) % 5 + ".nii"), masks.resolve("p" + i + ".nii"));
        }
        return masks;
    }

    private static String uri(Path path) { return path.toUri().toString().replaceFirst("/$", ""); }

    @Test
    void scores_are_those_of_the_plain_command() throws IOException {
        Path masks = masks("masks");
        Path plain = folder.resolve("plain.csv");
        Path shared = folder.resolve("shared.csv");
        Said one = Commands.plain("evaluate", masks, data.resolve("labels"), "-o", plain, "--partial");
        Said other = Commands.shared("evaluate", masks, data.resolve("labels"), "-o", shared, "--partial");
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.out()).isEqualTo(one.out());
        assertThat(shared).hasSameBinaryContentAs(plain);

        Path copied = folder.resolve("copied.csv");
        Said staged = Commands.shared("evaluate", uri(masks), uri(data.resolve("labels")), "-o", uri(copied),
                "--partial");
        assertThat(staged.code()).as(staged.err()).isZero();
        assertThat(copied).hasSameBinaryContentAs(plain);
        Said absent = Commands.shared("evaluate", uri(folder.resolve("nowhere")), uri(masks));
        assertThat(absent.code()).isEqualTo(3);
        assertThat(absent.err()).contains("no such file or folder: file:").contains("nowhere");
    }

    @Test
    void a_case_that_cannot_be_read_is_listed_and_not_tried_again() throws IOException {
        Path masks = masks("broken");
        byte[] whole = Files.readAllBytes(masks.resolve("p3.nii"));
        Files.write(masks.resolve("p3.nii"), java.util.Arrays.copyOf(whole, whole.length / 2));
        FAILED.set(0);
        Path out = folder.resolve("others.csv");
        Said scores = Commands.shared("evaluate", masks, data.resolve("labels"), "-o", out, "--partial",
                "--labels-as", "exact");
        assertThat(scores.code()).isEqualTo(3);
        assertThat(scores.err()).contains("edgewise: p3 was not scored: ", "4 cases scored");
        assertThat(out).content().contains("p4,1,dice").doesNotContain("p3,");
        Said maps = Commands.shared("distance", masks, "-o", folder.resolve("some"));
        assertThat(maps.code()).isEqualTo(3);
        assertThat(maps.err()).contains("edgewise: p3 has no distance map: ", "4 distance maps in ");
        assertThat(FAILED.get()).isZero();
    }

    @Test
    void distance_maps_are_those_of_the_plain_command() throws IOException {
        Path plain = folder.resolve("maps/plain");
        for (int i = 0; i < 6; i++) {
            Commands.plain("distance", data.resolve("labels/p" + i + ".nii"), "-o", plain.resolve("p" + i + ".nii.gz"),
                    "--class", "1", "--clip", "4");
        }
        Path shared = folder.resolve("maps/shared");
        Said said = Commands.shared("distance", data.resolve("labels"), "-o", shared, "--class", "1", "--clip=4");
        assertThat(said.code()).as(said.err()).isZero();
        Commands.assertSame(shared, plain);
        Path copied = Files.createDirectories(folder.resolve("maps/copied"));
        said = Commands.shared("distance", uri(data.resolve("labels")), "-o", uri(copied), "--class", "1", "--clip=4");
        assertThat(said.code()).as(said.err()).isZero();
        Commands.assertSame(copied, plain);
        assertThat(Commands.shared("distance", data.resolve("labels"), "-o", data.resolve("labels")).code())
                .isEqualTo(3);
    }

    @Test
    void label_maps_are_those_of_the_plain_command() throws IOException {
        Path run = folder.resolve("run");
        Commands.plain("train", data, "--out", run, "--recipe", folder.resolve("r.yaml"), "--threads", 1);
        Path plain = folder.resolve("labels/plain");
        Said one = Commands.plain("predict", run, data.resolve("images"), "-o", plain, "--probabilities", "--tta",
                "--json");
        Path shared = folder.resolve("labels/shared");
        Said other = Commands.shared("predict", run, data.resolve("images"), "-o", shared, "--probabilities", "--tta",
                "--json");
        assertThat(other.code()).as(other.err()).isZero();
        assertThat(other.out()).isEqualTo(one.out().replace(plain.toString(), shared.toString()));
        Commands.assertSame(shared, plain);
        Path copied = Files.createDirectories(folder.resolve("labels/copied"));
        Said staged = Commands.shared("predict", run, uri(data.resolve("images")), "-o", uri(copied),
                "--probabilities", "--tta");
        assertThat(staged.code()).as(staged.err()).isZero();
        Commands.assertSame(copied, plain);
    }

    @Test
    void wrong_usage_is_told_as_the_plain_command_tells_it() {
        Said plain = Commands.plain("evaluate", "a", "b", "--metrics", "dise");
        Said shared = Commands.shared("evaluate", "a", "b", "--metrics", "dise");
        assertThat(shared.code()).isEqualTo(2);
        assertThat(shared.err()).isEqualTo(plain.err().replace("see edgewise ", "see edgewise-spark "));
        Said threads = Commands.shared("distance", data.resolve("labels"), "-o", "x", "--threads", 3);
        assertThat(threads.code()).isEqualTo(2);
        assertThat(threads.err()).contains("--threads 3 needs as many cores for a task; give spark-submit --conf "
                + "spark.task.cpus=3");
        assertThat(Commands.shared("compare", data, "--out", folder.resolve("c"), "--loss", "dice", "--loss",
                "crossEntropy").err()).contains("an executor trains one network at a time, but spark.task.cpus is 1 "
                        + "and spark.master is local[2]");
        assertThat(Commands.shared("compare", data, "--out", uri(folder.resolve("c")), "--loss", "dice").err())
                .contains("compare needs folders that every node sees, not file:");
        assertThat(Commands.shared("compare", data, "--out", folder.resolve("c"), "--minutes", 3).err())
                .contains("give --epochs");
        assertThat(Commands.shared("folds", data, "--out", folder.resolve("c"), "--fold", "1/3").err())
                .contains("such as --fold all/5");
    }

    @Test
    void names_what_a_node_does_not_see() throws IOException {
        assertThat(Cluster.hidden(List.of(data.toString()))).isEmpty();
        assertThat(Cluster.hidden(List.of(data.toString(), "/nowhere/labels")))
                .startsWith("/nowhere/labels is not visible on ");
        assertThat(Cluster.hidden(List.of(folder.resolve("none/.edgewise-visible-1").toString())))
                .startsWith(folder.resolve("none") + " is not visible on ");
    }
}
