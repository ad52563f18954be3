package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a command printed and how it ended.
record Ran(int code, String out, String err) {
    static Ran command(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int code = Edgewise.run(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
            return new Ran(code, said.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// That it succeeded.
    Ran well() {
        assertThat(code).as(err).isZero();
        return this;
    }

    /// That it ended with one line for the user and no stack trace.
    void failed(int expected, String... parts) {
        assertThat(code).as(err).isEqualTo(expected);
        assertThat(err.lines().filter(line -> line.startsWith("edgewise: "))).hasSize(1).first().asString()
                .contains(parts);
        assertThat(err).doesNotContain("\tat ");
    }
}
