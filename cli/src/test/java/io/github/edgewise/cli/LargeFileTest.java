package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void maps_of_a_file_that_does_not_fit_the_heap_are_those_made_in_memory() throws Exception {
        Shape shape = Shape.of(150, 210, 170);
        byte[] labels = new byte[shape.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int z = i / shape.width() / shape.height() - 75;
            int y = i / shape.width() % shape.height() - 90;
            int x = i % shape.width() - 60;
            int square = x * x + y * y + z * z;
            labels[i] = (byte) (square < 900 ? 2 : square < 2500 ? 1 : 0);
        }
        LabelMap map = new LabelMap(Grid.of(shape), 3, labels);
        Path file = folder.resolve("labels.nii.gz");
        Volumes.write(file, map);
        Path out = folder.resolve("maps.nii");
        assertThat(start("distance", file.toString(), "--class", "2,1", "-o", out.toString())).isZero();
        float[] mm = Volumes.read(out).values();
        int n = labels.length;
        assertThat(Arrays.mismatch(Arrays.copyOf(mm, n), SignedDistance.of(map).forClass(2).mm()))
                .isEqualTo(-1);
        assertThat(Arrays.mismatch(Arrays.copyOfRange(mm, n, 2 * n), SignedDistance.of(map).forClass(1).mm()))
                .isEqualTo(-1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("labels.nii.gz",
                    "maps.nii", "log");
        }
    }

    /// Runs a command with a heap of 40 MiB: the labels and one map alone take 26.
    private int start(String... command) throws IOException, InterruptedException {
        Stream<String> java = Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m", "-cp", System.getProperty("java.class.path"), "io.github.edgewise.cli.Edgewise");
        Process process = new ProcessBuilder(Stream.concat(java, List.of(command).stream()).toList())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
