package io.github.edgewise.cli;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.PredictionServer;
import io.github.edgewise.predict.ServerSettings;
import io.github.edgewise.train.TrainedNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise serve`: label maps over HTTP.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Segments images that programs of this machine send over HTTP. The model stays loaded, and "
                + "one image is segmented at a time. POST an image to /segment; GET /health and /metrics. It "
                + "listens on 127.0.0.1 alone, without TLS and without users.",
        footer = {
            "", "Examples:", "  edgewise serve runs/first",
            "  curl --data-binary @scan.nii.gz 'http://127.0.0.1:8391/segment?name=scan.nii.gz' -o mask.nii.gz"})
final class ServeCommand implements Subcommand {
    private static final long MEBI = 1 << 20;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_MIB = 1 << 20;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "folder of a run, or of folds (train --fold all/K), whose networks are averaged; or a "
                    + "model file (edgewise export -o net.onnx)")
    private Path model = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port to listen on; 0 for any free one, which is printed (default: ${DEFAULT-VALUE})")
    private int port = 8391;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "images that may wait while another one is segmented; more are answered with 503 "
                    + "(default: ${DEFAULT-VALUE})")
    private int queue = 16;

    @Option(
            names = "--max-mib",
            paramLabel = "N",
            description = "largest image, in MiB as it is sent (default: ${DEFAULT-VALUE})")
    private int mostMib = 1024;

    @Option(
            names = "--tta",
            description = "average over mirrored copies of the image: better borders, four times the work (3-D: eight)")
    private boolean tta;

    @Option(names = "--post", paramLabel = "WHAT", defaultValue = "auto", description = Arguments.POST)
    private String post = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "threads of the engine (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private Results results = new Results();

    /// Where it listens; printed when it does.
    record Listening(String address) {}

    /// What the server says while it runs, one line per image.
    private static final class Log implements PredictionServer.Listener {
        @Override
        public void answered(String path, String status, double seconds) {
            if (!path.equals("/segment")) return;
            System.err.printf(Locale.ROOT, "segment %s %.2f s%n", status, seconds);
        }

        @Override
        public void failed(Throwable fault) { Failure.own(fault); }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Arguments.atLeast("--port", 0, port);
        if (port > LAST_PORT) throw new WrongUsage("--port must be up to 65535, not " + port);
        Arguments.atLeast("--queue", 0, queue);
        Arguments.atLeast("--max-mib", 1, mostMib);
        if (mostMib > MOST_MIB)
            throw new WrongUsage("--max-mib must be up to " + MOST_MIB + ", not " + mostMib);
        Arguments.atLeast("--threads", 1, threads);
        Optional<PostProcessing> given = Arguments.post(post);
        tuneServer();
        try (Ensemble networks = opened(given)) {
            serve(tta ? networks.mirrored() : networks);
        } finally {
            Ending.first(() -> {});
        }
        return 0;
    }

    private Ensemble opened(Optional<PostProcessing> given) throws IOException {
        if (Files.isRegularFile(model)) {
            Ensemble networks = ModelFile.open(model, threads);
            if (given.isEmpty()) return networks;
            given.get().requireClasses(networks.classes());
            return networks.with(given.get());
        }
        TrainedNetworks networks = TrainedNetworks.of(model, List.of());
        if (given.isPresent()) networks = networks.post(given.get());
        Engine.start(threads, 0);
        return networks.open();
    }

    private void serve(Ensemble networks) throws IOException, InterruptedException {
        var settings = new ServerSettings(model.toString()).port(port).queue(queue).mostBytes(mostMib * MEBI);
        try (PredictionServer server = PredictionServer.start(networks, settings, new Log())) {
            if (!networks.post().isNone()) System.err.println("post-processing: " + networks.post().text());
            Ending.first(() -> stop(server));
            String address = "http://127.0.0.1:" + server.port();
            results.line(address);
            results.json(() -> new Listening(address));
            server.awaitEnd();
        }
    }

    private static void stop(PredictionServer server) {
        System.err.println("stopping; an image that is being segmented is finished first");
        server.close();
    }

    /// Settings of the JDK's server, which reads them once: answers leave at once, and a request whose header
    /// does not come is cut off.
    private static void tuneServer() {
        set("sun.net.httpserver.nodelay", "true");
        set("sun.net.httpserver.maxReqTime", "120");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) System.setProperty(property, value);
    }
}
