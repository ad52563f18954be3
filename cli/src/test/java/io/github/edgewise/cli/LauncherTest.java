package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                echo "waiting threads: ${OMP_WAIT_POLICY-none}"
                echo "reports of use are off: ${ORT_DISABLE_TELEMETRY-no}"
                called="$*"
                echo "flags: ${called%% -cp *}"
                echo "classes: ${called##* -cp }"
                echo "arguments: ${*: -2}"
                """);
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private record Said(int code, String text) {}

    private Said run(Map<String, String> environment, String... arguments) throws Exception {
        return run("clone/edgewise", environment, arguments);
    }

    private Said run(String launcher, Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of("/bin/bash", folder.resolve(launcher).toString()));
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

    /// A release archive as it is unpacked, with the script that is in the clone.
    private void unpack() throws IOException {
        Files.createDirectories(folder.resolve("archive/bin"));
        Files.createDirectories(folder.resolve("archive/lib"));
        Files.createDirectories(folder.resolve("archive/runtime/bin"));
        Files.copy(StructureTest.root().resolve("edgewise"), folder.resolve("archive/bin/edgewise"));
        Files.copy(folder.resolve("jdk/bin/java"), folder.resolve("archive/runtime/bin/java"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void the_launcher_of_an_archive_passes_what_that_of_a_clone_passes_and_needs_neither_jdk_nor_build()
            throws Exception {
        unpack();
        for (Map<String, String> environment : List.of(Map.of("LD_LIBRARY_PATH", "/opt/other", "LC_ALL", "C"),
                Map.of("OMP_WAIT_POLICY", "ACTIVE", "LANG", "C.UTF-8"))) {
            for (List<String> arguments : List.of(List.of("train", "two words"), List.of("--help", "now"),
                    List.of("doctor", "--keep-library-path", "now"))) {
                String[] given = arguments.toArray(String[]::new);
                var alone = new HashMap<>(environment);
                alone.put("JAVA_HOME", "/nowhere");
                Said clone = run(environment, given);
                Said archive = run("archive/bin/edgewise", alone, given);
                assertThat(archive.text().replaceAll("classes: .*", ""))
                        .isEqualTo(clone.text().replaceAll("classes: .*", ""))
                        .contains("flags: --enable-native-access=ALL-UNNAMED")
                        .contains("-Xmx");
                assertThat(archive.text()).contains("classes: " + folder.toRealPath() + "/archive/lib/*:"
                        + folder.toRealPath() + "/archive/extensions:");
            }
        }
        Files.delete(folder.resolve("archive/runtime/bin/java"));
        assertThat(run("archive/bin/edgewise", Map.of(), "info", "x").text())
                .contains("archive is not complete; unpack it again");
    }

    @Test
    void an_archive_takes_the_launcher_of_the_clone_and_has_none_of_its_own() throws Exception {
        Path dist = StructureTest.root().resolve("dist");
        assertThat(Files.readString(dist.resolve("src/assembly/archive.xml")))
                .contains("<file><source>../${launcher.from}</source><outputDirectory>bin</outputDirectory>");
        assertThat(Files.readString(dist.resolve("pom.xml")))
                .contains("<launcher.from>edgewise</launcher.from>")
                .contains("<launcher.from>edgewise.cmd</launcher.from>");
        try (Stream<Path> files = Files.walk(dist.resolve("src"))) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .doesNotContain("edgewise", "edgewise.cmd", "edgewise.bat");
        }
    }

    @Test
    void onnx_runtime_reports_nothing_unless_the_user_wants_it() throws Exception {
        assertThat(run(Map.of(), "predict", "x").text()).contains("reports of use are off: 1");
        assertThat(run(Map.of("ORT_DISABLE_TELEMETRY", "0"), "predict", "x").text())
                .contains("reports of use are off: 0");
        assertThat(Files.readString(StructureTest.root().resolve("edgewise.cmd")))
                .contains("set ORT_DISABLE_TELEMETRY=1");
    }

    @Test
    void the_scripts_for_windows_and_others_pass_the_same_flags() throws Exception {
        String windows = Files.readString(StructureTest.root().resolve("edgewise.cmd"));
        for (String flag : run(Map.of(), "info", "x").text().lines()
                .filter(line -> line.startsWith("flags: "))
                .flatMap(line -> Stream.of(line.substring(7).split(" ", -1)))
                .filter(flag -> !flag.startsWith("-Xmx") && !flag.contains("maxPhysicalBytes")).toList()) {
            assertThat(windows).contains(flag);
        }
    }

    @Test
    void java_prints_no_warning_before_a_command() throws Exception {
        assertThat(run(Map.of(), "distance", "x").text()).doesNotContain("--add-modules")
                .contains("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
    }

    @Test
    void memory_is_that_of_the_machine_or_what_its_control_groups_leave() throws Exception {
        system("proc/meminfo", "MemTotal:       16777216 kB\nMemFree: 1 kB\n");
        assertThat(memory()).as("no control groups").isEqualTo("16384");
        system("proc/self/cgroup", "0::/user/job\n");
        assertThat(memory()).as("no limit file").isEqualTo("16384");
        system("sys/fs/cgroup/user/job/memory.max", "max\n");
        assertThat(memory()).as("no limit").isEqualTo("16384");
        system("sys/fs/cgroup/user/memory.max", "4294967296\n");
        assertThat(memory()).as("version 2, the group around it").isEqualTo("4096");
        system("sys/fs/cgroup/user/job/memory.max", "2147483648\n");
        assertThat(memory()).as("version 2, its own group").isEqualTo("2048");
        system("proc/self/cgroup", "4:cpu,memory:/outside/name\n1:cpu:/\n0::/\n");
        system("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(memory()).as("version 1, no limit").isEqualTo("16384");
        system("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        assertThat(memory()).as("version 1, in a container").isEqualTo("1024");
        Files.delete(folder.resolve("proc/meminfo"));
        assertThat(memory()).as("another system").isEqualTo("0");
    }

    private void system(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    /// What the launcher's function says about a system whose files lie in [#folder].
    private String memory() throws Exception {
        script("memory", "set -eu\n" + Files.readAllLines(folder.resolve("clone/edgewise")).stream()
                .dropWhile(line -> !line.startsWith("memory_mb() {")).takeWhile(line -> !line.equals("}"))
                .collect(Collectors.joining("\n", "", "\n}\nmemory_mb " + folder)));
        return run("memory", Map.of()).text().strip();
    }
}
