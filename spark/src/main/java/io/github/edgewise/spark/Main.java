package io.github.edgewise.spark;

import io.github.edgewise.Version;
import io.github.edgewise.cli.Edgewise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// What `spark-submit` starts: commands of the command line, with the same options, messages, results and exit
/// codes, whose work the executors share.
@Command(
        name = "edgewise-spark",
        versionProvider = Main.Versions.class,
        mixinStandardHelpOptions = true,
        description = "Commands of edgewise whose work a Spark cluster shares.",
        footer = {"", "Example:", "  spark-submit --jars local:/shared/edgewise/libraries/* \\",
            "    --class io.github.edgewise.spark.Main edgewise-spark.jar evaluate masks my-data/labels -o scores.csv",
            "Exit codes: 0 done, 2 wrong usage, 3 bad input, 1 our own fault."})
public final class Main {
    /// The line that `--version` prints.
    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() { return new String[]{"edgewise-spark " + Version.current()}; }
    }

    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        List<String> words = Cluster.withThreads(arguments);
        var cluster = new Cluster(words);
        int code;
        try {
            code = run(cluster, words);
        } finally {
            cluster.stop();
        }
        System.exit(code);
    }

    /// Runs one command and returns its exit code. A Spark context that is there is used, and goes on.
    static int run(String... arguments) {
        List<String> words = Cluster.withThreads(arguments);
        return run(new Cluster(words), words);
    }

    private static int run(Cluster cluster, List<String> words) {
        CommandLine line = Edgewise.configured(new CommandLine(new Main())
                .addSubcommand(new EvaluateOnSpark(cluster)).addSubcommand(new DistanceOnSpark(cluster))
                .addSubcommand(new PredictOnSpark(cluster)).addSubcommand(new CompareOnSpark(cluster))
                .addSubcommand(new FoldsOnSpark(cluster)));
        line.registerConverter(Path.class, cluster.staging()::path);
        line.setExecutionStrategy(parsed -> execute(cluster, parsed));
        return Edgewise.run(line, words.toArray(String[]::new));
    }

    private static int execute(Cluster cluster, ParseResult parsed) {
        if (!parsed.hasSubcommand() || parsed.subcommand().isUsageHelpRequested()) {
            return new RunLast().execute(parsed);
        }
        ParseResult command = parsed.subcommand();
        CommandLine line = command.commandSpec().commandLine();
        try {
            cluster.begin(command);
            int code = new RunLast().execute(parsed);
            cluster.end(command);
            return code;
        } catch (IOException e) {
            throw new ExecutionException(line, String.valueOf(e.getMessage()), e);
        }
    }
}
