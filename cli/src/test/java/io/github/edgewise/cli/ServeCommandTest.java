package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` in a process of its own, asked over HTTP.
class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    @TempDir
    private Path folder = Path.of("");
    private final HttpClient client = HttpClient.newHttpClient();

    private Path trained(String network, String fold) throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: '" + network + "', length: {epochs: 1, steps: 2}}");
        Path run = folder.resolve("run");
        Ran.command("train", folder.resolve("data"), "--out", run, "--recipe", recipe, "--fold", fold).well();
        return run;
    }

    /// A server that listens.
    private record Server(ChildProcess child, String address) implements AutoCloseable {
        @Override
        public void close() { child.process().destroyForcibly(); }

        int ended(String signal) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(child.process().pid())).start().waitFor();
            return child.end();
        }

        /// The resident memory, in MiB.
        long residentMib() throws IOException {
            String line = Files.readAllLines(Path.of("/proc/" + child.process().pid() + "/status")).stream()
                    .filter(one -> one.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
    }

    private Server started(Object... arguments) throws Exception {
        var all = new ArrayList<Object>(List.of("serve", "--port", 0));
        all.addAll(List.of(arguments));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        var child = ChildProcess.start(folder.resolve("said.txt"),
                List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary), all.toArray());
        for (int i = 0; i < 1200 && child.process().isAlive(); i++) {
            Matcher address = ADDRESS.matcher(child.text());
            if (address.find()) return new Server(child, address.group());
            Thread.sleep(50);
        }
        child.kill();
        throw new AssertionError("it does not listen: " + child.text());
    }

    private HttpRequest request(Server server, String path, Path image) throws IOException {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .POST(HttpRequest.BodyPublishers.ofFile(image)).build();
    }

    private HttpResponse<byte[]> post(Server server, String path, Path image)
            throws IOException, InterruptedException {
        return client.send(request(server, path, image), HttpResponse.BodyHandlers.ofByteArray());
    }

    private String get(Server server, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("tmp"))) {
            return all.filter(one -> one.getFileName().toString().startsWith(".edgewise")).toList();
        }
    }

    @Test
    void folds_are_served_as_predict_segments_with_them_and_a_signal_ends_it() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "not on Linux");
        Path run = trained("uNet:width=2,depth=1", "all/2");
        Path image = folder.resolve("data/images/p1.nii.gz");
        Ran.command("predict", run, image, "-o", folder.resolve("out"), "--probabilities", "--threads", 1,
                "--tta")
                .well();
        var before = InputsStayTest.tree(run);
        try (Server server = started(run, "--threads", 1, "--tta", "--queue", 3)) {
            assertThat(get(server, "/health")).contains("\"status\": \"ok\"", run.toString(),
                    "\"classes\": 2",
                    "\"channels\": 1");
            HttpResponse<byte[]> labels = post(server, "/segment?name=p1.nii.gz", image);
            assertThat(labels.body()).isEqualTo(Files.readAllBytes(folder.resolve("out/p1.nii.gz")));
            assertThat(post(server, "/segment?output=probabilities", image).body())
                    .isEqualTo(Files.readAllBytes(folder.resolve("out/p1_probabilities.nii.gz")));
            HttpResponse<byte[]> bad = post(server, "/segment?name=r.nii.gz", folder.resolve("r.yaml"));
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(new String(bad.body(), StandardCharsets.UTF_8)).startsWith("{\"error\": \"");
            assertThat(get(server, "/metrics")).contains("edgewise_queue_limit 3\n");
            assertThat(server.ended("TERM")).isEqualTo(143);
            assertThat(server.child().text()).contains("segment 200 ", "segment 400 ", "stopping; ")
                    .doesNotContain("\tat ");
        }
        assertThat(left()).isEmpty();
        assertThat(InputsStayTest.tree(run)).isEqualTo(before);
    }

    @Test
    void a_model_file_is_served_as_predict_segments_with_it() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "not on Linux");
        Path net = folder.resolve("net.onnx");
        Ran.command("export", trained("uNet:width=2,depth=1", "0/2"), "-o", net).well();
        Path image = folder.resolve("data/images/p2.nii.gz");
        Ran.command("predict", net, image, "-o", folder.resolve("out"), "--threads", 1).well();
        try (Server server = started(net, "--threads", 1, "--post", "none")) {
            assertThat(get(server, "/health")).contains("net.onnx", "\"classes\": 2");
            assertThat(post(server, "/segment", image).body())
                    .isEqualTo(Files.readAllBytes(folder.resolve("out/p2.nii.gz")));
            assertThat(server.ended("TERM")).isEqualTo(143);
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void an_image_that_is_segmented_while_a_signal_comes_is_finished() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "not on Linux");
        Path run = trained("uNet:width=16,depth=2", "0/2");
        Path large = folder.resolve("large.nii.gz");
        var phantom = new Phantom(Grid.of(Shape.of(1200, 1100)), 2, 0.05, 1);
        Volumes.write(large, phantom.make(0).image());
        try (Server server = started(run, "--threads", 1)) {
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                    request(server, "/segment", large),
                    HttpResponse.BodyHandlers.ofByteArray());
            while (!get(server, "/metrics").contains("edgewise_busy 1\n")) {
                assertThat(answer).as("too fast").isNotDone();
            }
            assertThat(server.ended("TERM")).isEqualTo(143);
            HttpResponse<byte[]> response = answer.get(60, TimeUnit.SECONDS);
            assertThat(response.statusCode()).as(server.child().text()).isEqualTo(200);
            Ran.command("predict", run, large, "-o", folder.resolve("out"), "--threads", 1).well();
            assertThat(response.body()).isEqualTo(Files.readAllBytes(folder.resolve("out/large.nii.gz")));
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void wrong_usage_and_no_model_are_refused_before_anything_is_loaded() throws IOException {
        Path nothing = folder.resolve("nothing");
        Ran.command("serve", nothing).failed(3, "no run in " + nothing);
        Ran.command("serve", nothing, "--port", 65_536).failed(2, "--port must be up to 65535");
        Ran.command("serve", nothing, "--port", -1).failed(2, "--port must be 0 or more");
        Ran.command("serve", nothing, "--queue", -1).failed(2, "--queue must be 0 or more");
        Ran.command("serve", nothing, "--max-mib", 0).failed(2, "--max-mib must be 1 or more");
        Ran.command("serve", nothing, "--threads", 0).failed(2, "--threads must be 1 or more");
        Ran.command("serve", nothing, "--post", "smallest=x").failed(2, "--post");
        Ran.command("serve").failed(2, "MODEL");
    }

    @Test
    @Tag("slow")
    void a_thousand_requests_four_at_a_time_are_all_answered_in_flat_memory() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "not on Linux");
        Path run = trained("uNet:width=8,depth=2", "0/2");
        var expected = new ArrayList<byte[]>();
        for (int i = 0; i < 6; i++) {
            Ran.command("predict", run, folder.resolve("data/images/p" + i + ".nii.gz"), "-o",
                    folder.resolve("out"), "--threads", 2).well();
            expected.add(Files.readAllBytes(folder.resolve("out/p" + i + ".nii.gz")));
        }
        try (Server server = started(run, "--threads", 2);
                ExecutorService four = Executors.newFixedThreadPool(4)) {
            ask(server, four, 200, expected);
            long early = server.residentMib();
            long begun = System.nanoTime();
            ask(server, four, 800, expected);
            long late = server.residentMib();
            System.out.printf("800 requests in %.1f s; %d MiB after 200, %d MiB after 1,000%n",
                    (System.nanoTime() - begun) / 1e9, early, late);
            assertThat(late).as("MiB, after %d MiB", early).isLessThan(early + 60);
            assertThat(get(server, "/metrics")).contains("edgewise_segmentation_seconds_count 1000\n");
            assertThat(left()).hasSize(1);
            assertThat(server.ended("TERM")).isEqualTo(143);
        }
        assertThat(left()).isEmpty();
    }

    private void ask(Server server, ExecutorService threads, int count, List<byte[]> expected)
            throws Exception {
        var tasks = new ArrayList<Callable<HttpResponse<byte[]>>>();
        for (int i = 0; i < count; i++) {
            Path image = folder.resolve("data/images/p" + i % 6 + ".nii.gz");
            tasks.add(() -> post(server, "/segment", image));
        }
        int i = 0;
        for (Future<HttpResponse<byte[]>> answer : threads.invokeAll(tasks)) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().body()).isEqualTo(expected.get(i++ % 6));
        }
    }
}
