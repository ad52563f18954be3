package io.github.edgewise.predict;

import com.sun.net.httpserver.HttpExchange;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/// The networks of a [PredictionServer] at work: from an uploaded image to the file of the answer, one image
/// at a time.
record ServedNetworks(Ensemble networks, OneByOne work, ServerMetrics metrics) {
    private static final long FULL_BYTES = 1 << 20;

    /// What a request asks for.
    ///
    /// @throws Refusal where that makes no sense
    SegmentQuery query(HttpExchange exchange) throws Refusal {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            int channels = networks.channels();
            throw new Refusal(Refusal.WRONG_TYPE,
                    "the body must be one image file, not a form: send it as in "
                            + "curl --data-binary @scan.nii.gz" + (channels == 1
                                    ? ""
                                    : "; the model needs " + channels + " channels, all in this one file"));
        }
        return SegmentQuery.parse(exchange.getRequestURI().getRawQuery());
    }

    /// Waits for its turn, and segments.
    Answer answer(Upload upload, Path image, SegmentQuery query)
            throws Refusal, IOException, InterruptedException {
        try {
            return work.call(() -> segmented(upload, image, query));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Refusal refusal -> throw refusal;
                case OutOfMemoryError error -> throw outOfMemory(error);
                case RuntimeException own when isMemory(own) -> throw outOfMemory(own);
                case RuntimeException own -> throw own;
                case IOException own -> throw own;
                case Error error -> throw error;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    /// How the engine says it.
    private static boolean isMemory(RuntimeException e) {
        return String.valueOf(e.getMessage()).contains("can't allocate memory");
    }

    private static Refusal outOfMemory(Throwable e) {
        return new Refusal(Refusal.TOO_LARGE, "out of memory (Java may use "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB); send a smaller image, or allow the server "
                + "more, as with JAVA_TOOL_OPTIONS=-Xmx8g", e);
    }

    private Answer segmented(Upload upload, Path image, SegmentQuery query) throws Refusal, IOException {
        long begun = System.nanoTime();
        Stored stored;
        try {
            stored = Volumes.stored(image);
        } catch (IOException | IllegalArgumentException e) {
            throw upload.refusal(e);
        }
        String stem = Volumes.stem(image);
        Path results = Files.createDirectory(upload.folder().resolve("results"));
        Path file = query.isProbabilities()
                ? PredictionFolder.probabilities(stem, results)
                : results.resolve(stem + PredictionFolder.extension(image));
        try {
            if (query.isProbabilities()) {
                Volumes.write(file, networks.probabilities(stored.volume()), image);
            } else {
                Volumes.write(file, networks.segment(stored.volume()), image);
            }
        } catch (IllegalArgumentException e) {
            throw refusal(upload, e, stored.volume());
        } catch (IOException e) {
            if (Files.getFileStore(results).getUsableSpace() > FULL_BYTES) throw e;
            throw new Refusal(Refusal.DISK_FULL,
                    "the result cannot be written; make room on the server's disk of temporary files", e);
        }
        metrics.segmented((System.nanoTime() - begun) / 1e9);
        return Answer.file(file, stored.warnings());
    }

    /// The sentence about an image that the networks do not take.
    private Refusal refusal(Upload upload, IllegalArgumentException e, Volume image) {
        int channels = networks.channels();
        if (channels == 1 || image.channels() == channels) return upload.refusal(e);
        return upload.refusal(new InvalidInputException(e.getMessage() + "; send one file that holds all "
                + channels + " channels", e));
    }
}
