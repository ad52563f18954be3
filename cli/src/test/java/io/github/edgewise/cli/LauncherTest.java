package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher `edgewise`, in a clone that is built, with a Java that only says how it was called.
class LauncherTest {
    @TempDir
    Path folder;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/bash")) && System.getProperty("os.name").equals("Linux"),
                "the launcher is a script for bash");
        Files.createDirectories(folder.resolve("clone/cli/target"));
        Files.copy(StructureTest.root().resolve("edgewise"), folder.resolve("clone/edgewise"));
        Files.createFile(folder.resolve("clone/cli/target/built"));
        Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        script("jdk/bin/java", """
                #!/bin/bash
                echo "library path: ${LD_LIBRARY_PATH-none}"
                echo "locale: ${LC_ALL-none}"
                echo "arguments: ${*: -2}"
                """);
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private record Said(int code, String text) {}

    private Said run(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<String>(
                List.of("/bin/bash", folder.resolve("clone/edgewise").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void the_library_path_is_dropped_unless_it_is_to_be_kept() throws Exception {
        var path = Map.of("LD_LIBRARY_PATH", "/opt/other");
        assertThat(run(path, "doctor", "now").text()).contains("library path: none")
                .contains("arguments: doctor now");
        assertThat(run(path, "doctor", "--keep-library-path", "now").text())
                .contains("library path: /opt/other")
                .contains("arguments: doctor now");
        assertThat(run(path, "doctor", "two words").text()).contains("arguments: doctor two words");
    }

    @Test
    void file_names_are_utf_8_where_the_locale_knows_ascii_only() throws Exception {
        for (Map<String, String> ascii : List.of(Map.<String, String>of(), Map.of("LC_ALL", "C"),
                Map.of("LC_ALL", "POSIX"), Map.of("LANG", "C"), Map.of("LANG", "xx_XX.UTF-8"),
                Map.of("LANG", "C.UTF-8", "LC_CTYPE", "C"))) {
            assertThat(run(ascii, "info", "x").text()).as("%s", ascii).contains("locale: C.UTF-8");
        }
        assertThat(run(Map.of("LANG", "C.UTF-8"), "info", "x").text()).contains("locale: none");
    }

    @Test
    void it_starts_without_a_home_folder() throws Exception {
        var none = new HashMap<>(Map.of("JAVA_HOME", folder.resolve("none").toString()));
        assertThat(run(none, "info", "x").text()).doesNotContain("HOME: unbound");
        assertThat(run(Map.of(), "info", "x")).extracting(Said::code).isEqualTo(0);
    }

    @Test
    void a_clone_that_cannot_be_written_is_named() throws Exception {
        Path clone = folder.resolve("clone");
        Files.delete(clone.resolve("cli/target/built"));
        assertThat(clone.resolve("cli/target").toFile().setWritable(false)).isTrue();
        assertThat(clone.toFile().setWritable(false)).isTrue();
        try {
            assumeTrue(!Files.isWritable(clone), "root may write everywhere");
            Said said = run(Map.of(), "info", "x");
            assertThat(said.code()).isEqualTo(1);
            assertThat(said.text()).contains("may not write to " + clone).contains("copy the folder");
        } finally {
            assertThat(clone.toFile().setWritable(true)
                    && clone.resolve("cli/target").toFile().setWritable(true))
                    .isTrue();
        }
    }

    @Test
    void linux_on_arm_is_told_that_the_engine_has_no_build_there() throws Exception {
        Files.createDirectories(folder.resolve("bin"));
        script("bin/uname", "#!/bin/bash\nif [ \"$1\" = -m ]; then echo aarch64; else echo Linux; fi\n");
        Said said = run(Map.of(), "info", "x");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("no build for Linux on ARM")
                .contains("mvn -pl core,io,predict install");
    }
}
