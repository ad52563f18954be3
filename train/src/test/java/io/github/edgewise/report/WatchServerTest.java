package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.NumericPrecision;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.Trainer;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchServerTest {
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");
    private final HttpClient client = HttpClient.newHttpClient();
    @SuppressWarnings("NullAway.Init")
    private WatchServer server;

    @BeforeAll
    static void train() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(shared.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(shared.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Recipe recipe = new Recipe().with(new UNet(4, 2)).with(new Recipe.Length(3, 2, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));
        Trainer.train(recipe, Dataset.open(shared.resolve("data")).split(0.2, 1), shared.resolve("run"),
                _ -> {})
                .close();
    }

    @BeforeEach
    void start() throws IOException {
        copy("runs/one");
        copy("comparison/runs/dice/seed-1/fold-0");
        server = WatchServer.start(folder, 0);
    }

    @AfterEach
    void stop() { server.close(); }

    /// A run that was trained elsewhere.
    private void copy(String name) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(shared.resolve("run"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String body(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(server.address() + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void numbers_follow_the_files_of_all_runs_below_the_folder() throws IOException, InterruptedException {
        assertThat(body("runs.json")).contains("\"name\":\"runs/one\"",
                "\"name\":\"comparison/runs/dice/seed-1/fold-0\"", "\"epochs\":3,\"of\":3", "\"dice\":");
        Path history = folder.resolve("runs/one/history.jsonl");
        List<String> lines = Files.readAllLines(history);
        Files.writeString(history, lines.get(0) + "\n" + lines.get(1).substring(0, 20));
        assertThat(body("runs.json")).contains("\"epochs\":1,\"of\":3").contains("\"epochs\":3,\"of\":3");
        copy("later");
        assertThat(body("runs.json")).contains("\"name\":\"later\"");
        Files.writeString(folder.resolve("later/recipe.yaml"), "nonsense: [");
        assertThat(body("runs.json")).contains("\"state\":\"unreadable\"");
    }

    @Test
    void a_run_is_finished_when_it_is_scored_and_stopped_when_nobody_is_at_work()
            throws IOException, InterruptedException {
        Path one = folder.resolve("runs/one");
        Files.writeString(one.resolve("scores.csv"), "");
        Path other = folder.resolve("comparison/runs/dice/seed-1/fold-0/history.jsonl");
        Files.setLastModifiedTime(other, java.nio.file.attribute.FileTime.fromMillis(0));
        assertThat(body("runs.json")).contains("\"state\":\"finished\"", "\"state\":\"stopped\"");
        try (var _ = io.github.edgewise.file.FolderLock.take(one)) {
            assertThat(body("runs.json")).contains("\"state\":\"running\"");
        }
    }

    @Test
    void chosen_runs_stand_in_the_same_charts_and_unknown_names_are_left_out()
            throws IOException, InterruptedException {
        assertThat(body("charts?run=runs%2Fone&run=comparison%2Fruns%2Fdice%2Fseed-1%2Ffold-0&run=..%2F.."))
                .contains("aria-label='Loss'", "<title>runs/one</title>",
                        "<title>comparison/runs/dice/seed-1/fold-0</title>")
                .doesNotContain("..");
        assertThat(body("charts")).isEmpty();
    }

    @Test
    void the_page_of_a_run_is_shown_and_no_other_file() throws IOException, InterruptedException {
        assertThat(get(server.address() + "page?run=runs/one").statusCode()).isEqualTo(404);
        Path page = folder.resolve("runs/one/report.html");
        Files.writeString(page, "about the run");
        assertThat(body("page?run=runs/one")).isEqualTo("about the run");
        for (String path : List.of("page?run=..", "page?run=runs", "recipe.yaml",
                "../" + folder.getFileName())) {
            assertThat(get(server.address() + path).statusCode()).as(path).isIn(403, 404);
        }
        Path secret = Files.writeString(folder.resolve("secret.html"), "secret");
        Files.delete(page);
        Files.createSymbolicLink(page, secret);
        assertThat(get(server.address() + "page?run=runs/one").statusCode()).isEqualTo(404);
    }

    @Test
    void nobody_gets_in_without_the_token_or_under_another_host() throws IOException, InterruptedException {
        String root = server.address().replaceFirst("[0-9a-f]{32}/$", "");
        for (String path : List.of("", "runs.json", "0".repeat(32) + "/", "0".repeat(32) + "/runs.json")) {
            assertThat(get(root + path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(get(server.address().replaceFirst("/$", "")).statusCode()).isEqualTo(403);
        assertThat(status("Host: localhost")).contains(" 200 ");
        assertThat(status("Host: LOCALHOST:80")).contains(" 200 ");
        assertThat(status("Host: attacker.example")).contains(" 403 ");
        assertThat(status("Host: 127.0.0.1.attacker.example")).contains(" 403 ");
        assertThat(status("X-Other: none")).contains(" 403 ");
    }

    /// The first line of the answer to a request with this header.
    private String status(String header) throws IOException {
        URI address = URI.create(server.address());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.getOutputStream().write(("GET " + address.getPath() + " HTTP/1.1\r\n" + header
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void it_only_reads() throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(URI.create(server.address()))
                .POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void the_page_loads_nothing_from_elsewhere_and_may_not() throws IOException, InterruptedException {
        HttpResponse<String> page = get(server.address());
        assertThat(page.body()).contains("Edgewise watch").doesNotContain("http:", "https:", "@import");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains(
                "default-src 'none'",
                "connect-src 'self'");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void a_wrong_folder_or_a_port_in_use_is_refused() {
        int port = URI.create(server.address()).getPort();
        assertThatThrownBy(() -> WatchServer.start(folder, port)).isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port + " cannot be used");
        assertThatThrownBy(() -> WatchServer.start(folder.resolve("none"), 0))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WatchServer.start(folder.resolve("runs/one/plan.yaml"), 0))
                .isInstanceOf(NotDirectoryException.class);
    }
}
