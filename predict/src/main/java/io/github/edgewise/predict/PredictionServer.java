package io.github.edgewise.predict;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.edgewise.Version;
import io.github.edgewise.file.TemporaryFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Segments images over HTTP, on the loopback address of this machine alone. The networks stay loaded. One
/// image is segmented at a time; a limited number waits.
///
/// `POST /segment` with an image of any format as its body gives what [PredictionFolder] writes: the label
/// map on the image's grid and in its format, or with `?output=probabilities` a NIfTI file with a channel per
/// class. The format follows from `?name=scan.nii.gz`, otherwise from the bytes. `GET /health` gives JSON,
/// `GET /metrics` the text that Prometheus reads. Whatever is refused gets `{"error": "..."}` with one
/// sentence: 400 for bad input, 404 and 405 for an unknown path or method, 408 for a body that comes too
/// slowly, 413 for one that is too large, 415 for a form, 503 with `Retry-After` where too many wait or the
/// server stops, 507 where its disk is full, and 500 for a fault of ours.
///
/// Bodies lie in a temporary folder, each in a folder of its own, which is deleted after the answer. The
/// server has neither TLS nor users.
public final class PredictionServer implements AutoCloseable {
    static final String SEGMENT = "/segment";
    private static final String HEALTH = "/health";
    private static final String METRICS = "/metrics";
    /// Java whose virtual threads keep no carrier while they wait inside of the JDK's server.
    private static final int JAVA_WITHOUT_PINNING = 24;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int ANSWER_MINUTES = 10;
    private static final int LAST_ANSWERS_SECONDS = 10;
    private static final int DISCARD_SECONDS = 2;

    /// What is told while the server runs, by the threads that answer.
    public interface Listener {
        /// A request was answered.
        ///
        /// @param path of the request, `other` for an unknown one
        /// @param status of the answer, or `closed` where the connection ended before
        void answered(String path, String status, double seconds);

        /// A fault of ours, which was answered with the status 500.
        void failed(Throwable fault);
    }

    private final Ensemble networks;
    private final ServerSettings settings;
    private final Listener listener;
    private final TemporaryFolder folder;
    private final HttpServer http;
    private final ExecutorService threads = Runtime.version().feature() >= JAVA_WITHOUT_PINNING
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newCachedThreadPool();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "edgewise-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final OneByOne work;
    private final ServerMetrics metrics = new ServerMetrics();
    private final ServedNetworks served;
    private final AtomicInteger answering = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private PredictionServer(Ensemble networks, ServerSettings settings, Listener listener,
            TemporaryFolder folder, HttpServer http) {
        this.networks = networks;
        this.settings = settings;
        this.listener = listener;
        this.folder = folder;
        this.http = http;
        this.work = new OneByOne(settings.queue());
        this.served = new ServedNetworks(networks, work, metrics);
    }

    /// Starts to listen on 127.0.0.1.
    ///
    /// @param networks stay open after the server has ended; nobody else may use them meanwhile
    /// @throws IOException where the port is in use, or temporary files cannot be written
    public static PredictionServer start(Ensemble networks, ServerSettings settings, Listener listener)
            throws IOException {
        var address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), settings.port());
        HttpServer http;
        try {
            http = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new IOException("port " + settings.port() + " cannot be used (" + e.getMessage()
                    + "); name another one, or 0 for any free one", e);
        }
        TemporaryFolder folder;
        try {
            folder = TemporaryFolder.in(Path.of(System.getProperty("java.io.tmpdir")), "edgewise-serve");
        } catch (IOException e) {
            http.stop(0);
            throw e;
        }
        var server = new PredictionServer(networks, settings, listener, folder, http);
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /// The port on which it listens.
    public int port() { return http.getAddress().getPort(); }

    /// Waits until the server has ended, because someone closed it.
    public void awaitEnd() throws InterruptedException { ended.await(); }

    private void handle(HttpExchange exchange) throws IOException {
        long begun = System.nanoTime();
        String asked = exchange.getRequestURI().getPath();
        String path = switch (asked) {
            case SEGMENT, HEALTH, METRICS -> asked;
            case null, default -> "other";
        };
        String status = "closed";
        try (exchange) {
            int answered = path.equals(SEGMENT) ? segment(exchange) : page(exchange, path);
            status = String.valueOf(answered);
        } catch (IOException e) {
            // whoever asked is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server has ended
        } finally {
            double seconds = seconds(begun);
            metrics.answered(path, status, seconds);
            listener.answered(path, status, seconds);
        }
    }

    private static double seconds(long begun) { return (System.nanoTime() - begun) / 1e9; }

    private int page(HttpExchange exchange, String path) throws IOException, InterruptedException {
        boolean isRead = isMethod(exchange, "GET") || isMethod(exchange, "HEAD");
        Answer answer = switch (path) {
            case HEALTH -> isRead ? health() : wrongMethod(exchange, "GET, HEAD");
            case METRICS -> isRead
                    ? Answer.metrics(metrics.text(work, settings.queue()))
                    : wrongMethod(exchange, "GET, HEAD");
            default -> Answer.error(new Refusal(Refusal.UNKNOWN_PATH, "there is no "
                    + exchange.getRequestURI().getPath() + "; there are " + SEGMENT + ", " + HEALTH + " and "
                    + METRICS));
        };
        send(exchange, answer, isRead);
        return answer.status();
    }

    private static boolean isMethod(HttpExchange exchange, String name) {
        return exchange.getRequestMethod().equals(name);
    }

    private static Answer wrongMethod(HttpExchange exchange, String allowed) {
        exchange.getResponseHeaders().set("Allow", allowed);
        return Answer.error(new Refusal(Refusal.WRONG_METHOD, exchange.getRequestURI().getPath()
                + " takes " + allowed + ", not " + exchange.getRequestMethod()));
    }

    private Answer health() {
        boolean isStopping = stopping.get();
        return Answer.json(isStopping ? Refusal.BUSY : 200, String.format(Locale.ROOT,
                "{\"status\": \"%s\", \"model\": %s, \"version\": %s, \"classes\": %d, \"channels\": %d}",
                isStopping ? "stopping" : "ok", Answer.quoted(settings.model()),
                Answer.quoted(Version.current()), networks.classes(), networks.channels()));
    }

    private int segment(HttpExchange exchange) throws IOException, InterruptedException {
        if (!isMethod(exchange, "POST")) {
            Answer answer = wrongMethod(exchange, "POST");
            send(exchange, answer, isMethod(exchange, "GET") || isMethod(exchange, "HEAD"));
            return answer.status();
        }
        boolean isCounted = false;
        try (var upload = new Upload(exchange, threads, folder.folder())) {
            Answer answer;
            try {
                SegmentQuery query = served.query(exchange);
                work.requirePlace();
                Path image = upload.receive(query, settings.mostBytes(), settings.patience());
                answering.incrementAndGet();
                isCounted = true;
                answer = served.answer(upload, image, query);
            } catch (Refusal e) {
                answer = Answer.error(e);
            } catch (Upload.Lost | InterruptedException e) {
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                listener.failed(e);
                answer = Answer.error(new Refusal(Refusal.OWN_FAULT, "this should not have happened; the log "
                        + "of the server says more", e));
            }
            send(exchange, answer, upload.isWhole());
            return answer.status();
        } finally {
            if (isCounted) answering.decrementAndGet();
        }
    }

    /// @param isWhole whether all of the request has been read
    private void send(HttpExchange exchange, Answer answer, boolean isWhole)
            throws IOException, InterruptedException {
        Thread thread = Thread.currentThread();
        // whoever takes no answer must not keep it forever
        Future<?> limit = clock.schedule(thread::interrupt, ANSWER_MINUTES, TimeUnit.MINUTES);
        try {
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.type());
            answer.headers().forEach(headers::set);
            if (!isWhole) headers.set("Connection", "close");
            long length = answer.file().isPresent()
                    ? Files.size(answer.file().get())
                    : answer.bytes().length;
            if (isMethod(exchange, "HEAD")) {
                headers.set("Content-Length", String.valueOf(length));
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), length);
            OutputStream out = exchange.getResponseBody();
            if (answer.file().isPresent()) {
                Files.copy(answer.file().get(), out);
            } else {
                out.write(answer.bytes());
            }
            out.flush();
            if (!isWhole) discard(exchange);
        } finally {
            limit.cancel(false);
        }
    }

    /// Takes what still comes for a moment: a sender that is cut off at once may not see the answer.
    private void discard(HttpExchange exchange) throws InterruptedException {
        Future<?> rest = threads
                .submit(() -> exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
        try {
            rest.get(DISCARD_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // enough: the connection is closed now
        }
        rest.cancel(true);
    }

    /// Stops in order: refuses what waits and what comes, finishes the image that is segmented, sends its
    /// answer, and deletes the temporary files. Who calls it twice waits for the end, too.
    @Override
    public void close() {
        try {
            if (stopping.getAndSet(true)) {
                ended.await();
                return;
            }
            work.stop();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_ANSWERS_SECONDS);
            while (answering.get() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            http.stop(0);
            threads.shutdownNow();
            clock.shutdownNow();
            boolean isQuiet = threads.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
            if (isQuiet) folder.close(); // otherwise the next server deletes it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // the next server deletes what is left
        } finally {
            ended.countDown();
        }
    }
}
