package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A server of the test and a client that asks it.
record Asked(PredictionServer server, HttpClient client, Path folder, List<String> told,
        List<Throwable> faults)
        implements
            AutoCloseable {

    static Asked of(Ensemble networks, ServerSettings settings) throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        List<Path> before = folders();
        PredictionServer server = PredictionServer.start(networks, settings, new PredictionServer.Listener() {
            @Override
            public void answered(String path, String status, double seconds) {
                assertThat(seconds).isPositive();
                told.add(path + " " + status);
            }

            @Override
            public void failed(Throwable fault) { faults.add(fault); }
        });
        Path folder = folders().stream().filter(one -> !before.contains(one)).findFirst().orElseThrow();
        return new Asked(server, HttpClient.newHttpClient(), folder, told, faults);
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(one -> one.getFileName().toString().startsWith(".edgewise-serve-")).toList();
        }
    }

    int port() { return server.port(); }

    Socket socket() throws IOException {
        return new Socket(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), port());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private HttpResponse<byte[]> sent(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return sent(request(path).build());
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body)
            throws IOException, InterruptedException {
        return sent(request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build());
    }

    HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    HttpResponse<byte[]> post(String path, Path body) throws IOException, InterruptedException {
        return post(path, Files.readAllBytes(body));
    }

    /// Without a length that is known before.
    HttpResponse<byte[]> chunked(String path, byte[] body) throws IOException, InterruptedException {
        return sent(request(path)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());
    }

    HttpResponse<byte[]> form(String path, byte[] body) throws IOException, InterruptedException {
        return sent(request(path).header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    }

    CompletableFuture<HttpResponse<byte[]>> later(String path, byte[] body) {
        return client.sendAsync(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /// That it was refused with one sentence as JSON.
    void refused(int status, HttpResponse<byte[]> response, String... parts) {
        String text = text(response);
        assertThat(response.statusCode()).as(text).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(text).startsWith("{\"error\": \"").endsWith("\"}\n").hasLineCount(1);
        assertThat(text.replace("\\\"", "\"")).contains(parts);
    }

    /// Waits until a text contains these parts.
    void await(Callable<String> text, String... parts) throws Exception {
        String now = "";
        for (int i = 0; i < 1000; i++) {
            now = text.call();
            if (Stream.of(parts).allMatch(now::contains)) return;
            Thread.sleep(10);
        }
        assertThat(now).contains(parts);
    }

    /// What there is of requests.
    List<String> temporary() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(one -> one.getFileName().toString()).filter(name -> name.startsWith("request"))
                    .toList();
        }
    }

    boolean folderIsGone() { return !Files.exists(folder); }

    @Override
    public void close() { server.close(); }
}
