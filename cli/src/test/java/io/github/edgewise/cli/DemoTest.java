package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_time_that_is_too_short_is_refused_with_the_minutes_that_are_enough() {
        Ran demo = Ran.command("demo", "--minutes", "0.5", "--out", folder.resolve("demo").toString());
        assertThat(demo.code()).isNotZero();
        assertThat(demo.err())
                .containsPattern("0.500 minutes are too few for 4 runs: 10 epochs of each take \\d");
    }

    @Test
    @Tag("slow")
    void the_demo_ends_in_time_with_a_page_that_says_what_it_prints() throws IOException {
        Path out = folder.resolve("demo");
        long begun = System.nanoTime();
        Ran demo = Ran.command("demo", "--minutes", "5", "--out", out.toString());
        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat((System.nanoTime() - begun) / 60e9).isLessThan(5.2);
        String finding = demo.out().lines().findFirst().orElseThrow();
        assertThat(Files.readString(out.resolve("report.html")))
                .contains(finding.substring(0, finding.indexOf(" ")));
        assertThat(out.resolve("scores.csv")).exists();
        Ran again = Ran.command("report", out.toString());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out().lines().findFirst()).contains(finding);
        assertThat(Ran.command("demo", "--minutes", "0.5", "--out", out.toString()).err())
                .as("an earlier demo is kept").contains("too few");
    }
}
