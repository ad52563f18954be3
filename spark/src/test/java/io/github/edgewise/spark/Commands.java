package io.github.edgewise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.cli.Edgewise;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// Data, plain commands and comparisons of what they write, for tests of commands on Spark.
final class Commands {
    /// What differs from one call to the next: times, and the names of event files.
    private static final String OF_TIME = ".*(history\\.jsonl|run\\.json|report\\.html|events\\.out.*|\\.lock)";

    private Commands() {}

    /// What a command said.
    record Said(int code, String out, String err) {}

    /// Runs the plain command.
    static Said plain(Object... words) { return said(all -> Edgewise.run(Edgewise.parser(), all), words); }

    /// Runs the command on Spark.
    static Said shared(Object... words) { return said(Main::run, words); }

    private static Said said(ToIntFunction<String[]> run, Object... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        var told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            int code = run.applyAsInt(Arrays.stream(words).map(String::valueOf).toArray(String[]::new));
            return new Said(code, said.toString(StandardCharsets.UTF_8), told.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// A small data set and a recipe of one step.
    static Path data(Path folder) throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii"), scan.labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: 'uNet:width=2,depth=1'
                length: {epochs: 1, steps: 1}
                losses: {plain: generalizedDice, both: 'generalizedDice + 0.1*boundary:clipMm=9'}
                """);
        return folder.resolve("data");
    }

    /// Fails unless two folders hold the same files with the same bytes, apart from times.
    static void assertSame(Path shared, Path plain) throws IOException {
        Map<String, byte[]> wanted = contents(plain);
        assertThat(wanted).isNotEmpty();
        Map<String, byte[]> found = contents(shared);
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).filter(file -> !file.toString().matches(OF_TIME)).forEach(file -> {
                try {
                    contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return contents;
    }
}
