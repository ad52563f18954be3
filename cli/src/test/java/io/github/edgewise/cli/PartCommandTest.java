package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunRecord;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Work that several machines share with `--part I/N` ends like the work of one.
class PartCommandTest {
    @TempDir
    static Path folder;

    private static Path data() { return folder.resolve("data"); }

    @BeforeAll
    static void draw() throws IOException {
        for (int i = 0; i < 8; i++) {
            draw(i, 0.11);
        }
        // the second fold alone would plan other lengths, since its training cases are finer than 0.1 mm
        for (Case one : Dataset.open(data()).fold(0, 2, 1).held()) {
            draw(Integer.parseInt(one.name().substring(1)), 0.09);
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: 'uNet:width=2,depth=1'
                length: {epochs: 3, steps: 4}
                machine: {threads: 1, precision: FLOAT32}
                """);
    }

    private static void draw(int number, double mm) throws IOException {
        Phantom.Scan scan = new Phantom(Grid.of(Shape.of(32, 32), Spacing.of(mm, mm)), 2, 0.05, 1).make(number);
        Volumes.write(data().resolve("images/p" + number + ".nii.gz"), scan.image());
        Volumes.write(data().resolve("labels/p" + number + ".nii.gz"), scan.labels());
    }

    private static Object[] compare(Path out, Object... more) {
        var all = new ArrayList<Object>(List.of("compare", data(), "--out", out, "--recipe",
                folder.resolve("r.yaml"), "--loss", "plain = dice", "--loss", "both = dice + boundary",
                "--folds", 2));
        all.addAll(List.of(more));
        return all.toArray();
    }

    /// The bytes of all files that do not tell the time, as text, by their path.
    private static Map<String, String> content(Path folder) throws IOException {
        var content = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (name.startsWith("parts/") || name.endsWith(RunRecord.NAME)) continue;
                if (name.contains("events.out") || name.endsWith(".parts")) continue;
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (name.endsWith("history.jsonl")) {
                    text = text.replaceAll("\"(seconds|waiting)\":[-0-9.E]+", "");
                }
                if (name.endsWith("report.html")) {
                    // times, the command, and names of pictures that are counted over folds of a process
                    text = text.replaceAll("[-0-9]+ [0-9:]+ UTC", "").replaceAll(" until ", "")
                            .replaceAll("edgewise (train|compare) [^<]*", "")
                            .replaceAll("\\b[0-9.]+ (s|min)\\b", "").replaceAll("held[0-9]+", "");
                }
                content.put(name, text);
            }
        }
        return content;
    }

    private static void requireSame(Path parts, Path plain) throws IOException {
        Map<String, String> these = content(parts);
        Map<String, String> those = content(plain);
        assertThat(these.keySet()).isEqualTo(those.keySet());
        those.forEach((name, text) -> {
            if (!String.valueOf(these.get(name)).equals(text)) {
                throw new AssertionError(name + " differs");
            }
        });
    }

    @Test
    void parts_of_a_comparison_end_like_the_whole_one_also_after_a_kill() throws Exception {
        Path plain = folder.resolve("plain/out");
        Ran.command(compare(plain)).well();
        Path parts = folder.resolve("parts/out");
        // the last part first: it needs the lengths of a fold that nobody has begun
        Ran last = Ran.command(compare(parts, "--part", "2/3")).well();
        assertThat(last.out()).contains("part 2/3 is done: 1 run", "without --part writes the report");
        assertThat(parts.resolve("scores.csv")).doesNotExist();
        assertThat(parts.resolve("report.html")).doesNotExist();
        assertThat(parts.resolve("runs/plain/seed-1/fold-1/scores.json")).exists();
        assertThat(parts.resolve("runs/both")).doesNotExist();

        ChildProcess killed = ChildProcess.start(folder.resolve("killed.txt"), List.of(),
                compare(parts, "--part", "0/3"));
        Path history = parts.resolve("runs/plain/seed-1/fold-0/history.jsonl");
        while (killed.process().isAlive() && !Files.exists(history)) {
            Thread.sleep(1);
        }
        killed.kill();
        Ran.command(compare(parts, "--part", "0/3")).well();
        assertThat(RunRecord.read(parts.resolve("parts/0-of-3")).orElseThrow().sessions())
                .extracting(RunRecord.Session::state).containsExactly("interrupted", "finished");
        assertThat(Ran.command(compare(parts, "--part", "0/3")).well().err()).contains("already done")
                .doesNotContain("run 2/4");
        Ran.command(compare(parts, "--part", "1/3")).well();
        Ran all = Ran.command(compare(parts)).well();
        assertThat(all.err().split("\\(already done\\)", -1)).hasSize(1 + 4);
        requireSame(parts, plain);
    }

    private static Object[] folds(Path out, Object... more) {
        var all = new ArrayList<Object>(List.of("train", data(), "--out", out, "--recipe",
                folder.resolve("r.yaml"), "--fold", "all/2"));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void parts_of_folds_end_like_all_of_them() throws IOException {
        Path plain = folder.resolve("plain-folds/out");
        Ran.command(folds(plain)).well();
        Path parts = folder.resolve("part-folds/out");
        Ran.command(folds(parts, "--part", "1/2", "--resume")).well();
        assertThat(parts.resolve("fold-0")).doesNotExist();
        assertThat(parts.resolve("report.html")).doesNotExist();
        Ran.command(folds(parts, "--part", "0/2", "--resume")).well();
        assertThat(Ran.command(folds(parts)).well().err()).contains("already trained");
        requireSame(parts, plain);
        Ran.command("train", data(), "--out", folder.resolve("no"), "--part", "0/2").failed(2,
                "--part shares the folds of --fold all/K");
    }

    @Test
    void parts_of_a_prediction_skip_what_is_done_and_nothing_else() throws IOException {
        Path run = folder.resolve("run");
        Ran.command("train", data(), "--out", run, "--recipe", folder.resolve("r.yaml")).well();
        Path plain = folder.resolve("masks");
        Ran.command("predict", run, data().resolve("images"), "-o", plain, "--probabilities").well();
        Path parts = folder.resolve("part-masks");
        Files.createDirectories(parts);
        Files.copy(plain.resolve("p0.nii.gz"), parts.resolve("p1.nii.gz")); // an older result is not kept
        Files.setLastModifiedTime(parts.resolve("p1.nii.gz"), FileTime.from(Instant.now().minusSeconds(60)));
        Object[] predict = {"predict", run, data().resolve("images"), "-o", parts, "--probabilities"};
        assertThat(Ran.command(with(predict, "--part", "1/3")).well().err()).contains("3 label maps in");
        assertThat(Files.exists(parts.resolve("p0.nii.gz"))).isFalse();
        assertThat(Files.exists(parts.resolve("p7.nii.gz"))).isTrue();
        FileTime before = Files.getLastModifiedTime(parts.resolve("p4.nii.gz"));
        Files.delete(parts.resolve("p7_probabilities.nii.gz")); // as a job that was killed leaves it
        Ran.command(with(predict, "--part", "1/3")).well();
        assertThat(parts.resolve("p7_probabilities.nii.gz")).exists();
        Ran.command("predict", run, data().resolve("images"), "-o", parts, "--part", "0/3").failed(3,
                parts + " has results of --part with another model or other options");
        Ran.command(with(predict, "--part", "0/3")).well();
        assertThat(Ran.command(predict).well().err()).contains("8 label maps in");
        assertThat(Files.getLastModifiedTime(parts.resolve("p4.nii.gz"))).isEqualTo(before);
        requireSame(parts, plain);
        Ran.command("predict", run, data().resolve("images"), "-o", parts).well();
        assertThat(parts.resolve(".parts")).as("other options: all is written anew").doesNotExist();
        assertThat(Files.getLastModifiedTime(parts.resolve("p4.nii.gz"))).isNotEqualTo(before);
    }

    @Test
    void parts_of_distance_maps_end_like_all_of_them_and_bad_files_are_named() throws IOException {
        Path labels = folder.resolve("some-labels");
        Files.createDirectories(labels);
        for (String name : List.of("p0", "p1", "p2", "p3")) {
            Files.copy(data().resolve("labels/" + name + ".nii.gz"), labels.resolve(name + ".nii.gz"));
        }
        Path plain = folder.resolve("maps");
        Ran.command("distance", labels, "-o", plain, "--clip", "5").well();
        Path one = folder.resolve("one.nii.gz");
        Ran.command("distance", labels.resolve("p2.nii.gz"), "-o", one, "--clip", "5").well();
        assertThat(plain.resolve("p2.nii.gz")).hasSameBinaryContentAs(one);
        Path parts = folder.resolve("part-maps");
        Object[] distance = {"distance", labels, "-o", parts, "--clip", "5"};
        Ran.command(with(distance, "--part", "1/2")).well();
        FileTime before = Files.getLastModifiedTime(parts.resolve("p1.nii.gz"));
        assertThat(Files.exists(parts.resolve("p0.nii.gz"))).isFalse();
        assertThat(Ran.command(distance).well().err()).contains("4 distance maps in");
        assertThat(Files.getLastModifiedTime(parts.resolve("p1.nii.gz"))).isEqualTo(before);
        requireSame(parts, plain);
        Files.writeString(labels.resolve("p1.nii.gz"), "damaged");
        Ran failed = Ran.command(with(distance, "--part", "1/2"));
        failed.failed(3, labels.resolve("p1.nii.gz")
                + " has no distance map");
        assertThat(failed.err()).contains("1 distance maps in");
        Ran.command("distance", labels.resolve("p0.nii.gz"), "-o", one, "--part", "0/2").failed(2,
                "--part shares the files of a folder");
    }

    private static Object[] with(Object[] arguments, Object... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
    }

    @Test
    void the_same_part_twice_and_the_whole_beside_a_part_are_refused_and_the_owner_is_named()
            throws IOException {
        Path out = folder.resolve("busy");
        Path part = out.resolve("parts/0-of-2");
        String owner = part + " is in use by process " + ProcessHandle.current().pid() + " on ";
        try (FolderLock lock = FolderLock.take(part)) {
            assertThat(lock).isNotNull();
            Ran.command(compare(out, "--part", "0/2")).failed(3, owner);
            Ran.command(compare(out)).failed(3, owner);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void a_wrong_part_is_wrong_usage() {
        for (String wrong : List.of("2/2", "1", "a/b", "-1/2", "0/0")) {
            Ran.command(compare(folder.resolve("no"), "--part=" + wrong)).failed(2,
                    "--part: a part is I/N with I from 0 to N-1, such as 0/4, not '" + wrong + "'");
        }
        Ran.command(compare(folder.resolve("no"), "--part", "0/2", "--minutes", "1")).failed(2,
                "--part needs --epochs");
        assertThat(folder.resolve("no")).doesNotExist();
    }
}
