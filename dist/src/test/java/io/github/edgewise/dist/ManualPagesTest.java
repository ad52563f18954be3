package io.github.edgewise.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.cli.Edgewise;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualPagesTest {
    @TempDir
    Path folder;

    @Test
    void every_command_has_a_page_with_its_options() throws IOException {
        var edgewise = new CommandLine(Edgewise.class);
        ManualPages.write(edgewise, folder);
        for (String name : edgewise.getSubcommands().keySet()) {
            assertThat(folder.resolve("edgewise-" + name + ".1")).content()
                    .contains(".SH NAME\nedgewise\\-" + name)
                    .contains(".SH SYNOPSIS").contains("\\-\\-help").contains(".SH EXAMPLES");
        }
        assertThat(folder.resolve("edgewise.1")).content().contains(".SH COMMANDS").contains("train");
    }

    @Test
    void dots_hyphens_and_backslashes_mean_themselves() {
        assertThat(ManualPages.escaped(".nii --out C:\\x")).isEqualTo("\\&.nii \\-\\-out C:\\ex");
    }
}
