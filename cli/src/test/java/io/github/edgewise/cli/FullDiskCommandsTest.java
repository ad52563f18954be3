package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands without room for their output, as a limit on the size of files makes it.
class FullDiskCommandsTest {
    private static final int BLOCKS = 64; // of 1024 bytes

    @TempDir
    private Path folder = Path.of("");

    private void assertSaid(Object... arguments) throws Exception {
        Path out = folder.resolve("out");
        Files.createDirectories(out);
        ChildProcess limited = ChildProcess.start(folder.resolve("said.txt"),
                List.of("/bin/bash", "-c", "ulimit -f " + BLOCKS + "; exec \"$@\"", "limited"), arguments);
        int code = limited.end();
        assertThat(code).as(limited.text()).isEqualTo(3);
        assertThat(limited.text().lines().filter(line -> line.startsWith("edgewise: "))).as(limited.text())
                .hasSize(1)
                .first().asString().contains("cannot ").contains(out.toString());
        assertThat(limited.text()).doesNotContain("\tat ");
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.filter(f -> f.toString().endsWith(".part") || f.toString().endsWith(".scratch")))
                    .isEmpty();
        }
    }

    private static float[] noise(int n) {
        float[] values = new float[n];
        var random = new SplittableRandom(1);
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble();
        }
        return values;
    }

    @Test
    @Tag("slow") // it starts a Java for every file
    void one_line_names_the_file_and_nothing_half_written_is_left() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Path out = folder.resolve("out");
        var grid = Grid.of(Shape.of(300, 300));
        Path image = folder.resolve("image.nii");
        Volumes.write(image, new Volume(grid, noise(grid.voxels())));
        Path labels = folder.resolve("labels.nii");
        byte[] classes = new byte[grid.voxels()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) (i * 31 % 7 == 0 ? 1 : 0);
        }
        Volumes.write(labels, new LabelMap(grid, 2, classes));
        for (String name : List.of("a.nii", "a.nii.gz", "a.mhd", "a.hdr", "a.nrrd")) {
            assertSaid("convert", image, out.resolve(name));
        }
        assertSaid("distance", labels, "-o", out.resolve("d.nii"));
        assertSaid("phantom", out.resolve("phantoms"), "--axes", 3, "--cases", 1);
        try (var files = Files.list(out)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    @Tag("slow") // likewise
    void predict_export_and_report_stop_in_one_line_and_keep_what_is_there() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(64, 64)), 2, 0.05, 1);
        for (int i = 0; i < 5; i++) {
            Volumes.write(data.resolve("images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Path out = Files.createDirectory(folder.resolve("out"));
        Path run = out.resolve("run");
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=8,depth=3', length: {epochs: 1, steps: 1}}");
        Ran.command("train", data, "--out", run, "--recipe", recipe).well();
        Path image = folder.resolve("wide.nii");
        var grid = Grid.of(Shape.of(300, 300));
        Volumes.write(image, new Volume(grid, noise(grid.voxels())));
        var before = InputsStayTest.tree(run);
        assertSaid("predict", run, image, "-o", out.resolve("masks"));
        assertSaid("export", run, "-o", out.resolve("w.pt"));
        assertSaid("export", run, "-o", out.resolve("w.safetensors"));
        assertSaid("report", run, "--maps", "p0", "-o", out.resolve("maps.html"));
        assertThat(InputsStayTest.tree(run)).isEqualTo(before);
        assertSaid("train", data, "--out", out.resolve("second"), "--recipe", recipe);
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files
                    .filter(f -> f.toString().matches(".*(masks/.*|w\\.pt|w\\.safetensors|maps\\.html)")))
                    .isEmpty();
        }
        Ran.command("predict", run, image, "-o", out.resolve("masks")).well();
    }
}
