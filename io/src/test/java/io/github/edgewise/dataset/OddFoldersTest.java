package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Folders as users have them: odd names, links, empty files, pipes and sockets.
@Timeout(60)
class OddFoldersTest {
    private static final List<String> NAMES = List.of("two words", " leading", "v1.2.3", "a.b.nii",
            "M\u00fcller \u8133",
            "-o", "n".repeat(200), "it's \"quoted\" $HOME %20 [1] {a}", "e\u0301", "UPPER");

    @TempDir
    private Path folder = Path.of("");

    private static void write(Path file) throws IOException {
        Volumes.write(file, new LabelMap(Grid.of(Shape.of(2, 2)), 2, new byte[]{0, 1, 1, 0}));
    }

    private static void pipe(Path file) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: there is no mkfifo");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    }

    @Test
    void files_of_any_name_are_cases() throws IOException {
        for (String place : NAMES) {
            Path images = folder.resolve(place);
            for (String name : NAMES) {
                write(images.resolve(name + ".nii.gz"));
            }
            List<Case> cases = Cases.unlabelled(List.of(images), 1);
            assertThat(cases.stream().map(Case::name)).containsExactlyInAnyOrderElementsOf(NAMES);
            for (Case one : cases) {
                assertThat(one.image().values()).hasSize(4);
            }
            assertThat(PairedMasks.of(images, images).pairs()).hasSize(NAMES.size());
        }
    }

    @Test
    void links_are_followed_and_pipes_and_sockets_passed_over() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        Path elsewhere = folder.resolve("elsewhere/real.nii");
        write(elsewhere);
        Files.createSymbolicLink(images.resolve("linked.nii"), elsewhere);
        Files.createLink(images.resolve("hard.nii"), elsewhere);
        pipe(images.resolve("pipe.nii"));
        Files.createSymbolicLink(images.resolve("linked_pipe.nii"), images.resolve("pipe.nii"));
        Path socket = images.resolve("socket.nii");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThat(Cases.unlabelled(List.of(images), 1).stream().map(Case::name)).containsExactly("hard",
                    "linked");
            assertThat(PairedMasks.of(images, images).pairs()).hasSize(2);
            for (Path one : List.of(images.resolve("pipe.nii"), images.resolve("linked_pipe.nii"), socket)) {
                assertThatThrownBy(() -> Cases.unlabelled(List.of(one), 1).getFirst().image())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(one + ": an image file was expected, but it is a pipe");
            }
        }
    }

    @Test
    void a_data_set_with_a_pipe_in_it_is_read_without_it() throws Exception {
        for (int i = 0; i < 2; i++) {
            write(folder.resolve("images/c" + i + ".nii"));
            write(folder.resolve("labels/c" + i + ".nii"));
        }
        pipe(folder.resolve("images/p.nii"));
        pipe(folder.resolve("labels/p.nii"));
        assertThat(Dataset.open(folder).cases()).hasSize(2);
    }

    @Test
    void an_empty_file_and_a_link_to_nothing_are_named_when_they_are_read() throws IOException {
        for (String ending : List.of(".nii", ".nii.gz", ".png", ".tif", ".nrrd", ".mha", ".npy", ".dcm",
                ".jpg")) {
            Path empty = Files.createFile(folder.resolve("empty" + ending));
            assertThatThrownBy(() -> Volumes.readLabels(empty, LabelRule.AS_STORED)).as(ending)
                    .isInstanceOf(IOException.class).hasMessageContaining(empty.toString());
            Path dangling = Files.createSymbolicLink(folder.resolve("gone" + ending),
                    folder.resolve("nowhere"));
            assertThatThrownBy(() -> Volumes.read(dangling)).as(ending).isInstanceOf(IOException.class)
                    .hasMessageContaining(dangling.toString());
        }
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.createSymbolicLink(images.resolve("gone.nii"), folder.resolve("nowhere"));
        write(images.resolve("there.nii"));
        var read = new ArrayList<String>();
        for (Case one : Cases.unlabelled(List.of(images), 1)) {
            try {
                read.add(one.name() + one.image().values().length);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("gone.nii");
            }
        }
        assertThat(read).containsExactly("there4");
    }
}
