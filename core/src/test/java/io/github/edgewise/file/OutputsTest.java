package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
    @TempDir
    private Path folder = Path.of("");
    private Path scan = Path.of("");

    @BeforeEach
    void write() throws IOException {
        scan = Files.createDirectory(folder.resolve("scans")).resolve("a.nii");
        Files.writeString(scan, "a scan");
    }

    private void assertRefused(Path output) throws IOException {
        assertThatThrownBy(() -> new Outputs(List.of(scan)).add(output, scan)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("the output would replace an input: " + output)
                .hasMessageEndingWith("; name another file or folder");
    }

    @Test
    void an_output_that_is_an_input_is_refused_however_it_is_spelled() throws IOException {
        assertRefused(scan);
        assertRefused(folder.resolve("scans/./a.nii"));
        assertRefused(folder.resolve("scans/../scans/a.nii"));
        assertRefused(folder.resolve("missing/../scans/a.nii"));
        assertRefused(Files.createSymbolicLink(folder.resolve("link.nii"), scan));
        assertRefused(Files.createLink(folder.resolve("hard.nii"), scan));
        Path other = Files.createSymbolicLink(folder.resolve("other"), scan.getParent());
        assertRefused(other.resolve("a.nii"));
        Path relative = Path.of("").toAbsolutePath().relativize(scan.toAbsolutePath());
        assertRefused(relative);
    }

    /// On a disk that ignores case, both names lead to one file, as they do for a hard link.
    @Test
    void another_spelling_on_a_disk_that_ignores_case_is_refused() throws IOException {
        assertRefused(Files.createLink(scan.resolveSibling("A.NII"), scan));
    }

    @Test
    void other_files_are_not_refused() throws IOException {
        var outputs = new Outputs(List.of(scan, folder.resolve("missing.nii")));
        Path existing = Files.writeString(folder.resolve("old.nii"), "an older result");
        assertThatCode(() -> {
            outputs.add(existing, scan);
            outputs.add(folder.resolve("new/a.nii"), scan);
            outputs.add(folder.resolve("a.nii"), scan);
        }).doesNotThrowAnyException();
    }

    @Test
    void two_results_of_one_name_are_refused_and_both_inputs_named() throws IOException {
        Path jpg = folder.resolve("scans/x.jpg");
        Path png = folder.resolve("scans/x.png");
        for (String same : List.of("out/x.png", "out/X.PNG", "out/../out/x.png", "./out/x.png")) {
            var outputs = new Outputs(List.of(jpg, png));
            outputs.add(folder.resolve("out/x.png"), jpg);
            assertThatThrownBy(() -> outputs.add(folder.resolve(same), png)).isInstanceOf(IOException.class)
                    .hasMessageContaining(jpg + " and " + png + " would both be written to ");
        }
    }

    @Test
    void two_results_of_one_name_through_a_linked_folder_are_refused() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), out);
        var outputs = new Outputs(List.of());
        outputs.add(out.resolve("x.png"), folder.resolve("a"));
        assertThatThrownBy(() -> outputs.add(link.resolve("x.png"), folder.resolve("b")))
                .hasMessageContaining("would both be written");
        outputs.add(link.resolve("new/x.png"), folder.resolve("c"));
        assertThatThrownBy(() -> outputs.add(out.resolve("new/x.png"), folder.resolve("d")))
                .hasMessageContaining("would both be written");
    }

    @Test
    void a_folder_of_inputs_takes_no_outputs() throws IOException {
        Path scans = scan.resolveSibling("").toAbsolutePath();
        Path link = Files.createSymbolicLink(folder.resolve("link"), scans);
        for (Path same : List.of(scans, link, folder.resolve("scans/."), folder.resolve("x/../scans"))) {
            Files.createDirectories(folder.resolve("x"));
            assertThatThrownBy(() -> Outputs.requireNotAmong(same, List.of(scan)))
                    .hasMessageContaining("the output folder " + same + " holds inputs");
            assertThatThrownBy(() -> Outputs.requireOutside(same.resolve("runs/first"), List.of(scan)))
                    .hasMessageContaining("which holds inputs");
        }
        Outputs.requireNotAmong(scans.resolve("masks"), List.of(scan));
        Outputs.requireOutside(folder, List.of(scan));
        Outputs.requireOutside(folder.resolve("scans2"), List.of(scan));
        assertThat(Outputs.isInside(scans, folder)).isTrue();
        assertThat(Outputs.isInside(folder, scans)).isFalse();
        assertThat(Outputs.isInside(folder.resolve("new"), folder.resolve("new"))).isTrue();
    }

    @Test
    void a_folder_as_an_input_counts_as_its_own_folder() throws IOException {
        Path series = scan.resolveSibling("").toAbsolutePath();
        assertThatThrownBy(() -> Outputs.requireNotAmong(series, List.of(series)))
                .isInstanceOf(IOException.class);
        Outputs.requireNotAmong(folder, List.of(series));
    }
}
