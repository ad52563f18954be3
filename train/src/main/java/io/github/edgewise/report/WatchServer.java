package io.github.edgewise.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Shows the runs in a folder over HTTP while they are trained, on the loopback address of this machine
/// alone. It only reads. The address holds a random token, which other users of the machine do not know.
///
/// Below [#address()]: the page itself; `runs.json`, the state of every run; `charts?run=NAME&run=NAME`, the
/// curves of these runs as HTML; `page?run=NAME`, the `report.html` of a run. A wrong or missing token, or a
/// `Host` other than `localhost` or `127.0.0.1` (a page of the web that was led here by its name), gets 403.
public final class WatchServer implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1");
    private static final int TOKEN_BYTES = 16;
    private static final int DONE = 200;
    private static final int REFUSED = 403;
    private static final int UNKNOWN = 404;
    private static final int WRONG_METHOD = 405;
    private static final int FAULT = 500;
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path root;
    private final WatchedRuns runs;
    private final String token;
    private final CountDownLatch ended = new CountDownLatch(1);

    private record Answer(int status, String type, String text) {}

    private WatchServer(HttpServer http, Path root) {
        this.http = http;
        this.root = root;
        this.runs = new WatchedRuns(root);
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random);
    }

    /// Starts to listen on 127.0.0.1.
    ///
    /// @param root a run, or a folder with runs below it, such as a comparison; there may be none yet
    /// @param port 0 for any free one
    /// @throws IOException where there is no such folder, or the port is in use
    public static WatchServer start(Path root, int port) throws IOException {
        if (!Files.exists(root)) throw new NoSuchFileException(root.toString());
        if (!Files.isDirectory(root)) throw new NotDirectoryException(root.toString());
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        } catch (BindException e) {
            throw new IOException("port " + port + " cannot be used (" + e.getMessage()
                    + "); name another one, or 0 for any free one", e);
        }
        var server = new WatchServer(http, root.toRealPath());
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /// Where the page is, with the token.
    public String address() { return "http://127.0.0.1:" + http.getAddress().getPort() + "/" + token + "/"; }

    /// Waits until the server has been closed.
    public void awaitEnd() throws InterruptedException { ended.await(); }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        ended.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Answer answer(HttpExchange exchange) {
        String path = String.valueOf(exchange.getRequestURI().getPath());
        if (!isHere(exchange) || !hasToken(path)) {
            return new Answer(REFUSED, TEXT, "use the whole address that edgewise watch printed\n");
        }
        if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return new Answer(WRONG_METHOD, TEXT, "this only reads\n");
        }
        try {
            return found(path.substring(token.length() + 1), asked(exchange));
        } catch (IOException | RuntimeException e) {
            return new Answer(FAULT, TEXT, e.getMessage() + "\n");
        }
    }

    private Answer found(String path, List<String> names) throws IOException {
        return switch (path) {
            case "/" -> new Answer(DONE, HTML, shell());
            case "/runs.json" -> new Answer(DONE, "application/json", runs.json());
            case "/charts" -> new Answer(DONE, HTML, runs.charts(names));
            case "/page" -> {
                Optional<Path> page = runs.page(names.isEmpty() ? "" : names.getFirst());
                yield page.isPresent()
                        ? new Answer(DONE, HTML, Files.readString(page.get()))
                        : new Answer(UNKNOWN, TEXT, "this run has no page yet\n");
            }
            default -> new Answer(UNKNOWN, TEXT, "there is no such page\n");
        };
    }

    private static boolean isHere(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        return HOSTS.contains(host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT));
    }

    /// Compares in constant time, so that the answer's delay says nothing about the token.
    private boolean hasToken(String path) {
        int end = path.indexOf('/', 1);
        String given = end < 0 ? "" : path.substring(1, end);
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8));
    }

    /// The values of all parameters `run`.
    private static List<String> asked(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) return List.of();
        return Arrays.stream(query.split("&", -1)).filter(one -> one.startsWith("run="))
                .map(one -> URLDecoder.decode(one.substring("run=".length()), StandardCharsets.UTF_8))
                .toList();
    }

    private String shell() {
        String body = "<p id='state' role='status'>Reading the runs.</p>"
                + "<table id='runs' class='cards wide'><thead><tr><th scope='col'>show</th>"
                + "<th scope='col' class='name'>run</th><th scope='col' class='name'>state</th>"
                + "<th scope='col'>epoch</th><th scope='col'>left</th><th scope='col'>loss</th>"
                + "<th scope='col'>Dice</th><th scope='col'>HD95, mm</th><th scope='col'>best epoch</th>"
                + "<th scope='col' class='name'>page</th></tr></thead><tbody></tbody></table>"
                + "<div id='curves'></div><noscript><p>This page needs JavaScript.</p></noscript>";
        return Html.page("Edgewise watch " + RunPage.name(root),
                "Choose runs to see their curves in the same "
                        + "charts. Scores are those of the validation cases in the last epoch.",
                body,
                PageResource.text("watch.css"), PageResource.text("watch.js"));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; "
                + "script-src 'unsafe-inline'; img-src data:; connect-src 'self'");
        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(bytes.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
