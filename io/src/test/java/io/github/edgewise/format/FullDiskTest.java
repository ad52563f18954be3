package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writing where there is no room, as a process with a limit on the size of files sees it, or no permission.
class FullDiskTest {
    private static final int BLOCKS = 64; // of 1024 bytes

    @TempDir
    private Path folder = Path.of("");

    /// Tries to write what the limit forbids; prints the messages.
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        var grid = Grid.of(Shape.of(400, 400));
        float[] values = new float[grid.voxels()];
        var random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256); // does not compress
        }
        for (String name : List.of("a.nii", "a.nii.gz", "a.hdr", "a.png")) {
            try {
                Volumes.write(folder.resolve(name), new Volume(grid, values));
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
        try {
            LargeNifti.write(folder.resolve("m.nii"), grid, 1, folder, nothing -> {});
        } catch (IOException e) {
            System.out.println("mapped: " + e.getMessage());
        }
    }

    @Test
    void a_file_for_which_there_is_no_room_is_not_left_half_written() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Path out = Files.createDirectory(folder.resolve("out"));
        Path older = Files.writeString(out.resolve("a.nii"), "older");
        Process process = new ProcessBuilder("/bin/bash", "-c", "ulimit -f " + BLOCKS + "; exec \"$@\"",
                "limited",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true", "-cp",
                System.getProperty("java.class.path"), FullDiskTest.class.getName(), out.toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).hasSize(5);
        assertThat(said.lines().limit(4)).allMatch(line -> line.startsWith("cannot write " + out));
        assertThat(older).hasContent("older");
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left).containsExactly(older);
        }
    }

    @Test
    void no_permission_to_read_or_write_is_said() throws IOException {
        Path file = folder.resolve("a.nii");
        Volumes.write(file, new Volume(Grid.of(Shape.of(2, 2)), new float[4]));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isReadable(file), "skipped: this user may read and write everything");
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Volumes.write(closed.resolve("b.nii"),
                new Volume(Grid.of(Shape.of(1, 1)), new float[1])))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void a_folder_in_the_place_of_the_file_is_said_and_stays() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("a.nii/full"));
        assertThatThrownBy(() -> Volumes.write(folder.resolve("a.nii"),
                new Volume(Grid.of(Shape.of(1, 1)), new float[1]))).isInstanceOf(FileSystemException.class)
                .hasMessageContaining("a.nii");
        assertThat(taken).isDirectory();
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
}
