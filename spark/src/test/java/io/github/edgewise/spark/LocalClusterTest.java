package io.github.edgewise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two executors in processes of their own, as on a cluster.
@Tag("slow")
class LocalClusterTest {
    @TempDir
    private Path folder = Path.of("");

    /// A Spark installation: the jars of the class path.
    private Path installation() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(jar);
            if (jar.endsWith(".jar")) Files.createSymbolicLink(jars.resolve(file.getFileName()), file.toAbsolutePath());
        }
        return folder.resolve("spark");
    }

    private int run(Object... words) throws IOException, InterruptedException {
        String classes = System.getProperty("java.class.path");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-Dspark.master=local-cluster[2,1,1024]", "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1", "-Dspark.executor.cores=1",
                "-Dspark.executor.extraClassPath=" + classes, "-cp", classes, Main.class.getName()));
        Stream.of(words).map(String::valueOf).forEach(command::add);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("SPARK_HOME", installation().toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start().waitFor();
    }

    @Test
    void each_process_loads_the_model_once_and_labels_are_those_of_the_plain_command()
            throws IOException, InterruptedException {
        Path data = Commands.data(folder);
        Path model = folder.resolve("run");
        Commands.plain("train", data, "--out", model, "--recipe", folder.resolve("r.yaml"), "--threads", 1);
        Commands.plain("predict", model, data.resolve("images"), "-o", folder.resolve("plain"));
        assertThat(run("predict", model, data.resolve("images"), "-o", folder.resolve("shared"))).isZero();
        Commands.assertSame(folder.resolve("shared"), folder.resolve("plain"));
        try (Stream<Path> files = Files.walk(folder.resolve("spark/work"))) {
            List<Path> logs = files.filter(file -> file.endsWith("stderr")).toList();
            assertThat(logs).hasSize(2);
            for (Path log : logs) {
                assertThat(Files.readString(log).lines().filter(line -> line.contains("loaded the model")).count())
                        .as(log.toString()).isLessThanOrEqualTo(1);
            }
            assertThat(logs.stream().filter(log -> contains(log, "loaded the model"))).isNotEmpty();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
