package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpTextTest {
    @Test
    void lines_of_80_columns_are_broken_between_words_only() {
        CommandLine line = Edgewise.parser();
        var commands = new ArrayList<>(line.getSubcommands().values());
        commands.add(line);
        for (CommandLine command : commands) {
            command.setUsageHelpAutoWidth(false);
            command.setUsageHelpWidth(80);
            List<String> lines = command.getUsageMessage(Ansi.OFF).lines().toList();
            assertThat(lines).as(command.getCommandName()).allMatch(text -> text.length() <= 80);
            assertThat(lines).noneMatch(Pattern.compile("^\\s*[*,:=]").asPredicate())
                    .noneMatch(Pattern.compile("[ :]\\.$").asPredicate());
        }
        assertThat(
                commands.stream().flatMap(command -> Stream.of(command.getUsageMessage(Ansi.OFF))).toList())
                .anyMatch(text -> text.contains(".safetensors, or a torch.save"))
                .anyMatch(text -> text.contains("0.01*boundary'"));
    }

    @Test
    void a_line_that_fits_is_left_as_it_is() {
        assertThat(HelpText.broken("  --a   b", 80)).isEqualTo("  --a   b");
        assertThat(HelpText.broken("one two three", 8)).isEqualTo("one two\nthree");
        assertThat(HelpText.broken("  x   one two three", 14)).isEqualTo("  x   one two\n        three");
        assertThat(HelpText.broken("averylongwordofall b", 8)).isEqualTo("averylongwordofall\nb");
    }
}
