package io.github.edgewise.cli;

import io.github.edgewise.spec.Spec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `edgewise help`: short pages about what several commands share.
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Explains a topic on one page, or a command as its --help does. Without a topic, lists all "
                + "topics and commands.",
        footer = {
            "", "Example:", "  edgewise help losses"})
final class HelpCommand implements Subcommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TOPIC",
            description = "a topic, such as losses, metrics or exit-codes, or a command")
    private Optional<String> topic = Optional.empty();

    @Mixin
    private Results results = new Results();

    /// A page.
    private record Page(String topic, String text) {}

    @Override
    public Integer call() throws IOException {
        CommandLine all = Edgewise.parser();
        String name = topic.orElse("");
        String text = name.isEmpty()
                ? all.getUsageMessage(Ansi.OFF) + "Topics: " + String.join(", ", HelpTopics.names()) + "\n"
                : page(name, all.getSubcommands());
        results.text(text);
        results.json(() -> new Page(name, text));
        return 0;
    }

    private static String page(String name, Map<String, CommandLine> commands) {
        Optional<String> page = HelpTopics.page(name);
        if (page.isPresent()) return page.get();
        CommandLine command = commands.get(name);
        if (command != null) return command.getUsageMessage(Ansi.OFF);
        List<String> known = Stream.concat(HelpTopics.names().stream(), commands.keySet().stream()).toList();
        throw new WrongUsage("no topic '" + name + "'" + Spec.nearest(name, known) + "; topics are "
                + String.join(", ", HelpTopics.names()));
    }
}
