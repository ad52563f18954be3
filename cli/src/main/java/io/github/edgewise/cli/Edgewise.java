package io.github.edgewise.cli;

import io.github.edgewise.Version;
import io.github.edgewise.train.Invocation;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of Edgewise; `./edgewise --help` lists what it does.
@Command(
        name = "edgewise",
        versionProvider = Edgewise.Versions.class,
        mixinStandardHelpOptions = true,
        description = "Boundary-aware image segmentation: exact distance maps, boundary losses, honest scores.",
        subcommands = {
            DemoCommand.class, TrainCommand.class, PredictCommand.class, EvaluateCommand.class,
            CompareCommand.class, ReportCommand.class, ExportCommand.class, PhantomCommand.class,
            ServeCommand.class, WatchCommand.class, DistanceCommand.class, InfoCommand.class,
            ConvertCommand.class,
            InspectCommand.class,
            StatusCommand.class, DoctorCommand.class, SchemaCommand.class,
            HelpCommand.class, McpCommand.class, CompletionCommand.class},
        footer = {"", "Try: edgewise demo",
            "     edgewise train my-data --out runs/first --minutes 30 && edgewise predict runs/first --held -o out",
            "Exit codes: 0 done, 2 wrong usage, 3 bad input, 1 our own fault."})
public final class Edgewise {
    /// The line that `--version` prints.
    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() { return new String[]{"edgewise " + Version.current()}; }
    }

    private Edgewise() {}

    /// Runs one command and ends the process with its exit code. On a signal to end, the engine finishes its
    /// step first, see [Ending].
    public static void main(String[] arguments) {
        var ending = new Ending();
        int code;
        try {
            code = run(arguments);
        } finally {
            ending.ended();
        }
        System.exit(code);
    }

    /// Runs one command and returns its exit code.
    static int run(String... arguments) { return run(parser(), arguments); }

    /// The same with a parser.
    static int run(CommandLine parser, String... arguments) {
        try {
            if (arguments.length > 0) {
                return ScopedValue.where(Invocation.ARGUMENTS, List.of(arguments))
                        .call(() -> parser.execute(arguments));
            }
            parser.usage(System.out);
            return 0;
        } catch (Error e) { // exceptions are handled where a command ends
            return Failure.error(e);
        }
    }

    /// All commands with their options.
    static CommandLine parser() {
        var line = new CommandLine(new Edgewise());
        ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        HelpText.breakBetweenWords(line);
        line.setParameterExceptionHandler(Failure::usage);
        line.setExecutionExceptionHandler(Failure::execution);
        return line;
    }
}
