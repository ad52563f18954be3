package io.github.edgewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A command in a process of its own, and the file with all that it prints.
record ChildProcess(Process process, Path said) {
    private static final int SECONDS = 240;

    /// Starts `edgewise` with these arguments; `prefix` may limit the process.
    static ChildProcess start(Path said, List<String> prefix, Object... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"),
                "io.github.edgewise.cli.Edgewise"));
        command.addAll(Arrays.stream(arguments).map(String::valueOf).toList());
        return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(said.toFile())).start(), said);
    }

    /// Waits until it has ended, and returns its exit code.
    int end() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("it did not end in " + SECONDS + " s");
        }
        return process.exitValue();
    }

    String text() throws IOException { return Files.readString(said); }

    /// Ends it with SIGKILL.
    void kill() throws InterruptedException { process.destroyForcibly().waitFor(); }
}
