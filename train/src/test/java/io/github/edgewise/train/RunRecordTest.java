package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.Version;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.file.Checksum;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `run.json` says what was trained on what, with what, and how it ended.
class RunRecordTest {
    private static final Recipe RECIPE = new Recipe().with(new UNet(4, 2)).with(new Recipe.Length(2, 3, 0))
            .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
    }

    private Split split() throws IOException { return Dataset.open(folder.resolve("data")).split(0.2, 1); }

    private Path train(String name, Consumer<Progress> listener) throws IOException {
        Path run = folder.resolve(name);
        ScopedValue.where(Invocation.ARGUMENTS, List.of("train", "data", "--out", name)).call(() -> {
            Trainer.train(RECIPE, split(), run, listener).close();
            return run;
        });
        return run;
    }

    private static RunRecord record(Path run) throws IOException {
        return RunRecord.read(run).orElseThrow();
    }

    @Test
    void a_finished_run_has_versions_machine_time_and_sums_that_sha256sum_gives() throws IOException {
        Path run = train("run", _ -> {});
        RunRecord record = record(run);
        assertThat(record.state()).isEqualTo("finished");
        assertThat(record.sessions()).hasSize(1);
        RunRecord.Session session = record.sessions().getFirst();
        assertThat(session.command()).containsExactly("train", "data", "--out", "run");
        assertThat(session.edgewise()).isEqualTo(Version.current());
        assertThat(session.threads()).isEqualTo(1);
        assertThat(session.machine().cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(session.files().keySet()).containsExactly("recipe.yaml", "plan.yaml", "best.safetensors");
        for (Map.Entry<String, String> sum : session.files().entrySet()) {
            assertThat(sum.getValue()).isEqualTo(Checksum.of(run.resolve(sum.getKey()))).hasSize(64);
        }
        assertThat(session.seconds().orElseThrow()).isPositive();
        var between = Duration.between(Instant.parse(session.started()),
                Instant.parse(session.ended().orElseThrow()));
        assertThat(between.toMillis() / 1e3).isBetween(0., session.seconds().orElseThrow() + 1);
        if (Files.exists(Path.of("/proc/self/status"))) {
            assertThat(session.peakMemoryBytes().orElseThrow()).isGreaterThan(50L << 20);
        }
        assertThat(record.data().cases()).hasSize(6).extracting(RunRecord.CaseSum::part).contains("train",
                "validation", "held");
        Path data = folder.resolve("data");
        String lines = Checksum.of(data.resolve("images/p0.nii.gz")) + "  p0.nii.gz\n"
                + Checksum.of(data.resolve("labels/p0.nii.gz")) + "  p0.nii.gz\n";
        assertThat(record.data().cases()).filteredOn(one -> one.caseName().equals("p0"))
                .extracting(RunRecord.CaseSum::sha256)
                .containsExactly(Optional.of(Checksum.ofText(lines)));
        assertThat(record(train("again", _ -> {})).data()).isEqualTo(record.data());
    }

    @Test
    void a_stopped_run_that_goes_on_has_two_sessions_and_names_the_case_that_has_changed()
            throws IOException {
        var stop = new StopRequest();
        assertThatThrownBy(() -> train("run", stop.heard(progress -> {
            if (progress instanceof Progress.Epoch) stop.make();
        }))).isInstanceOf(CancellationException.class);
        Path run = folder.resolve("run");
        assertThat(RunRecord.state(run)).isEqualTo("stopped");
        Path changed = folder.resolve("data/images/p1.nii.gz");
        Volumes.write(changed, new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 9).make(3).image());
        Trainer.resume(split(), run, _ -> {}).close();
        RunRecord record = record(run);
        assertThat(record.state()).isEqualTo("finished");
        assertThat(record.sessions()).extracting(RunRecord.Session::state).containsExactly("stopped",
                "finished");
        assertThat(record.sessions().getFirst().changedCases()).isEmpty();
        assertThat(record.sessions().getLast().changedCases()).containsExactly("p1");
        assertThat(record.sessions().getLast().command()).as("without a command line").isEmpty();
    }

    @Test
    void it_says_running_while_it_runs_and_interrupted_once_its_process_is_gone() throws IOException {
        Path run = folder.resolve("run");
        train("run", progress -> {
            if (!(progress instanceof Progress.Step)) return;
            try {
                assertThat(record(run).state()).isEqualTo("running");
                assertThat(record(run).sessions().getLast().ended()).isEmpty();
                assertThat(RunRecord.state(run)).isEqualTo("running");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Path file = run.resolve("run.json");
        Files.writeString(file, Files.readString(file).replace("\"finished\"", "\"running\"")); // as a kill leaves it
        assertThat(RunRecord.state(run)).isEqualTo("interrupted");
        try (FolderLock lock = FolderLock.take(run)) {
            assertThat(lock).isNotNull();
            assertThat(RunRecord.state(run)).isEqualTo("running");
        }
        Trainer.resume(split(), run, _ -> {}).close();
        assertThat(record(run).sessions()).extracting(RunRecord.Session::state)
                .containsExactly("interrupted", "finished");
    }

    @Test
    void a_failure_is_recorded_with_its_reason() throws IOException {
        assertThatThrownBy(() -> train("run", progress -> {
            if (progress instanceof Progress.Step)
                throw new IllegalStateException("the lamp went out\nreally");
        })).hasMessageContaining("the lamp went out");
        assertThat(RunRecord.state(folder.resolve("run"))).isEqualTo("failed: the lamp went out");
        assertThat(record(folder.resolve("run")).sessions().getLast().ended()).isPresent();
    }

    @Test
    void a_damaged_record_is_set_aside_and_named_where_it_is_read() throws IOException {
        Path run = train("run", _ -> {});
        Files.writeString(run.resolve("run.json"), "{");
        assertThatThrownBy(() -> RunRecord.read(run)).isInstanceOf(IOException.class)
                .hasMessageContaining("run.json is damaged");
        Trainer.resume(split(), run, _ -> {}).close();
        assertThat(record(run).sessions()).hasSize(1);
        assertThat(run.resolve("run.json.old-1")).content().isEqualTo("{");
        assertThat(RunRecord.state(folder)).isEqualTo("unknown");
    }

    @Test
    void a_sum_is_read_once_and_again_after_a_change() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "abc");
        assertThat(Checksum.of(file))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Files.writeString(file, "abcd");
        assertThat(Checksum.of(file)).isEqualTo(Checksum.ofText("abcd"));
        assertThat(Checksum.of(Files.createDirectory(folder.resolve("empty"))))
                .isEqualTo(Checksum.ofText(""));
    }
}
