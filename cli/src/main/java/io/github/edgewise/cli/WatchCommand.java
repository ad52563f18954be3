package io.github.edgewise.cli;

import io.github.edgewise.report.WatchServer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise watch`: trainings in a browser, while they run.
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Shows the runs in a folder in a browser while they are trained: their state, and the curves of "
                + "several runs in the same charts. It only reads, listens on 127.0.0.1 alone, and ends with "
                + "Ctrl-C. The address that it prints holds a token; nobody else on this machine knows it.",
        footer = {
            "", "Examples:", "  edgewise watch runs/first",
            "  edgewise watch runs --port 8392   # all runs and comparisons in this folder"})
final class WatchCommand implements Subcommand {
    private static final int LAST_PORT = 65_535;

    @Parameters(
            index = "0",
            paramLabel = "PATH",
            description = "folder of a run, of folds, of a comparison, or of several of them")
    private Path path = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port to listen on (default: any free one, which is printed)")
    private int port;

    @Mixin
    private Results results = new Results();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Arguments.atLeast("--port", 0, port);
        if (port > LAST_PORT) throw new WrongUsage("--port must be up to 65535, not " + port);
        try (WatchServer server = WatchServer.start(path, port)) {
            Ending.first(server::close);
            results.line(server.address());
            results.json(() -> new ServeCommand.Listening(server.address()));
            System.err.println("open this address in a browser; Ctrl-C ends it");
            server.awaitEnd();
        } finally {
            Ending.first(() -> {});
        }
        return 0;
    }
}
