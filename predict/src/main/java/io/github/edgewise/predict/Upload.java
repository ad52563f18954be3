package io.github.edgewise.predict;

import com.sun.net.httpserver.HttpExchange;
import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The body of a request, in a folder of its own, which closing this deletes with all that is in it.
final class Upload implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final HttpExchange exchange;
    private final ExecutorService threads;
    private final Path folder;
    private final CountDownLatch readingEnded = new CountDownLatch(1);
    private Future<Long> arrival = CompletableFuture.completedFuture(0L);
    private boolean isBegun;
    private boolean isWhole;

    /// @param threads for reading, so that whoever waits can give up
    /// @param parent of the folder
    Upload(HttpExchange exchange, ExecutorService threads, Path parent) throws IOException {
        this.exchange = exchange;
        this.threads = threads;
        this.folder = Files.createTempDirectory(parent, "request");
    }

    /// The connection ended before all of the body came.
    static final class Lost extends IOException {
        private static final long serialVersionUID = 1;

        Lost(IOException cause) { super(cause); }
    }

    /// The folder, for results.
    Path folder() { return folder; }

    /// Receives the body.
    ///
    /// @return its file, with an ending that fits its format
    /// @throws Refusal where it is too large, comes too slowly, is empty or is no image on its own
    /// @throws Lost where the connection ends
    Path receive(SegmentQuery query, long most, Duration patience)
            throws Refusal, IOException, InterruptedException {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > most) {
            throw tooLarge(most);
        }
        Path body = folder.resolve("body");
        isBegun = true;
        arrival = threads.submit(() -> copy(body, most));
        try {
            if (arrival.get(patience.toMillis(), TimeUnit.MILLISECONDS) == 0) {
                throw new Refusal(Refusal.BAD_INPUT,
                        "the body must be an image, but it is empty; send a file, "
                                + "as in curl --data-binary @scan.nii.gz");
            }
        } catch (TimeoutException e) {
            throw new Refusal(Refusal.TOO_SLOW, "the body must arrive within " + patience.toMillis() / 1e3
                    + " s, but has not; send it faster, or a smaller one", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Refusal refusal -> throw refusal;
                case Lost lost -> throw lost;
                case null, default -> throw new IOException(e.getCause());
            }
        }
        isWhole = true;
        return named(body, query);
    }

    private long copy(Path body, long most) throws Refusal, Lost {
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[BUFFER];
        long came = 0;
        try (OutputStream out = Files.newOutputStream(body)) {
            for (int n; (n = next(in, buffer)) >= 0; came += n) {
                if (came + n > most) throw tooLarge(most);
                out.write(buffer, 0, n);
            }
        } catch (Lost e) {
            throw e;
        } catch (IOException e) {
            throw new Refusal(Refusal.DISK_FULL, "the body cannot be kept while it is segmented ("
                    + e.getMessage() + "); make room on the server's disk of temporary files", e);
        } finally {
            readingEnded.countDown();
        }
        return came;
    }

    private static int next(InputStream in, byte[] buffer) throws Lost {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new Lost(e);
        }
    }

    private static Refusal tooLarge(long most) {
        return new Refusal(Refusal.TOO_LARGE, String.format(Locale.ROOT,
                "the body may have up to %.4g MiB, but has more; send a smaller image, or start the server "
                        + "with a higher limit",
                most / (double) (1 << 20)));
    }

    /// Gives the body a name with an ending. That of the query counts, otherwise that of the bytes.
    private Path named(Path body, SegmentQuery query) throws Refusal, IOException {
        String name = query.name();
        if (query.ending().isEmpty()) {
            String ending = Volumes.endingOfBytes(body).orElse("");
            if (ending.isEmpty()) {
                throw new Refusal(Refusal.BAD_INPUT, "the body must be an image, but no format has such bytes"
                        + "; if it is one, say which with ?name=scan.nii.gz");
            }
            name = Volumes.stem(Path.of(name)) + ending;
        }
        Path file = Files.move(body, folder.resolve(name));
        List<Path> parts = Volumes.parts(file);
        if (!parts.equals(List.of(file))) throw inTwoFiles(name);
        return file;
    }

    private static Refusal inTwoFiles(String name) {
        return new Refusal(Refusal.BAD_INPUT, name + " names another file, which holds its voxels; send one "
                + "file with header and voxels, such as .nii.gz, .nrrd or .mha");
    }

    /// The sentence about a file of this folder, as the user knows the file.
    Refusal refusal(Exception e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown error")
                .replace(folder + folder.getFileSystem().getSeparator(), "");
        // no word about which files there are beside the body
        return text.contains(" names the data file ")
                ? inTwoFiles(text.substring(0, text.indexOf(' ')))
                : new Refusal(Refusal.BAD_INPUT, text, e);
    }

    /// Whether all of the body has come. Until then the connection can be used for nothing else.
    boolean isWhole() { return isWhole; }

    @Override
    public void close() throws IOException {
        arrival.cancel(true); // closes the connection if it still reads
        if (isBegun) {
            try {
                while (!readingEnded.await(1, TimeUnit.SECONDS)) { // a file that is open may not be deletable
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
