package io.github.edgewise.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/// The help texts of all commands as pages for `man`.
///
/// The parser's own generator writes AsciiDoc, which needs a site tool of 40 MB to become a manual page.
final class ManualPages {
    private static final int WIDTH = 78;

    private ManualPages() {}

    /// Writes `edgewise.1`, and a page such as `edgewise-train.1` for each command below.
    static void write(CommandLine line, Path folder) throws IOException {
        Files.createDirectories(folder);
        String name = line.getCommandSpec().qualifiedName("-");
        Files.writeString(folder.resolve(name + ".1"), page(line, name));
        for (CommandLine command : line.getSubcommands().values()) write(command, folder);
    }

    /// One page in the language of `man`.
    static String page(CommandLine line, String name) {
        line.setUsageHelpWidth(WIDTH);
        var help = new Help(line.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        String description = help.description().strip().replaceAll("\\s+", " ");
        return ".TH " + escaped(name.toUpperCase(Locale.ROOT)) + " 1\n.SH NAME\n" + escaped(name)
                + " \\- " + escaped(description.replaceAll("(?<=\\.) .*", "")) + "\n.SH SYNOPSIS\n"
                + verbatim(help.synopsis(0)) + ".SH DESCRIPTION\n" + escaped(description) + "\n"
                + section("PARAMETERS", help.parameterList()) + section("OPTIONS", help.optionList())
                + section("COMMANDS", help.commandList()) + section("EXAMPLES", help.footer());
    }

    private static String section(String title, String text) {
        return text.isBlank() ? "" : ".SH " + title + "\n" + verbatim(text);
    }

    /// Lines that stay as they are.
    private static String verbatim(String text) {
        var lines = new StringBuilder(".nf\n");
        text.stripTrailing().lines()
                .forEach(line -> lines.append(escaped(line.stripTrailing())).append('\n'));
        return lines.append(".fi\n").toString();
    }

    /// Text in which a backslash, a hyphen, and a dot or quote at the beginning of a line mean themselves.
    static String escaped(String line) {
        String text = line.replace("\\", "\\e").replace("-", "\\-");
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }
}
