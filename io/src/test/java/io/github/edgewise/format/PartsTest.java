package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which files an image consists of, and what is no file.
class PartsTest {
    @TempDir
    private Path folder = Path.of("");

    private Path labels(String name) throws IOException {
        Path file = folder.resolve(name);
        Volumes.write(file, new LabelMap(Grid.of(Shape.of(3, 4, 5)), 2, new byte[60]));
        return file;
    }

    @Test
    void what_is_written_is_what_is_read_again() throws IOException {
        for (VolumeFormat format : Volumes.formats()) {
            for (String ending : format.extensions()) {
                Path made = Files.createDirectory(folder.resolve("to" + ending));
                Path file = made.resolve("a.b" + ending);
                try {
                    Volumes.write(file, new LabelMap(Grid.of(Shape.of(3, 4)), 2, new byte[12]));
                } catch (IOException | IllegalArgumentException e) {
                    continue; // a format that is only read
                }
                try (var files = Files.list(made)) {
                    assertThat(new TreeSet<>(files.toList())).isEqualTo(new TreeSet<>(Volumes.written(file)))
                            .isEqualTo(new TreeSet<>(Volumes.parts(file)));
                }
            }
        }
    }

    @Test
    void the_voxels_beside_a_header_are_those_that_the_header_names() throws IOException {
        Path file = labels("a.mhd");
        Path moved = Files.move(folder.resolve("a.raw"), folder.resolve("b.dat"));
        Files.writeString(file, Files.readString(file).replace("a.raw", "b.dat"));
        assertThat(Volumes.parts(file)).containsExactly(file, moved);
        Path image = labels("c.img").resolveSibling("c.img");
        assertThat(Volumes.parts(image)).containsExactly(folder.resolve("c.hdr"), image);
        assertThat(Volumes.parts(folder.resolve("missing.hdr")))
                .containsExactly(folder.resolve("missing.hdr"));
    }

    @Test
    void a_copy_onto_itself_or_its_voxels_is_refused() throws IOException {
        Path file = labels("a.nii.gz");
        Path link = Files.createSymbolicLink(folder.resolve("link.nii.gz"), file);
        byte[] before = Files.readAllBytes(file);
        for (Path same : List.of(file, link, folder.resolve("./a.nii.gz"))) {
            assertThatThrownBy(() -> Volumes.convert(file, same)).isInstanceOf(IOException.class)
                    .hasMessageContaining("would replace an input");
        }
        assertThat(file).hasBinaryContent(before);
        labels("b.nhdr");
        Path raw = folder.resolve("b.raw");
        before = Files.readAllBytes(raw);
        assertThatThrownBy(() -> Volumes.convert(folder.resolve("b.nhdr"), folder.resolve("b.mhd")))
                .hasMessageContaining("would replace an input: " + raw);
        assertThat(raw).hasBinaryContent(before);
        assertThat(folder.resolve("b.mhd")).doesNotExist();
    }

    @Test
    @Timeout(20)
    void a_pipe_is_refused_and_not_waited_for() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: there is no mkfifo");
        for (VolumeFormat format : Volumes.formats()) {
            for (String ending : format.extensions()) {
                Path pipe = folder.resolve("pipe" + ending);
                assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
                assertThatThrownBy(() -> Volumes.read(pipe)).isInstanceOf(IOException.class).hasMessage(pipe
                        + ": an image file was expected, but it is a pipe, a socket or a device");
                assertThat(Volumes.parts(pipe)).containsExactly(pipe);
                Path link = Files.createSymbolicLink(folder.resolve("link" + ending), pipe);
                assertThatThrownBy(() -> Volumes.read(link)).hasMessageContaining("it is a pipe");
            }
        }
        Path voxels = folder.resolve("v.raw");
        assertThat(new ProcessBuilder("mkfifo", voxels.toString()).start().waitFor()).isZero();
        Path header = folder.resolve("v.nhdr");
        Files.writeString(header,
                "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 2 2\nencoding: raw\ndata file: v.raw\n\n");
        assertThatThrownBy(() -> Volumes.read(header)).hasMessageContaining("v.raw");
    }
}
