package io.github.edgewise.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Breaks the lines of help texts between words only. The parser itself breaks inside of them too: `0.01` and
/// `*boundary`, or `.` and `safetensors`.
final class HelpText {
    private static final List<String> SECTIONS = List.of(UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST, UsageMessageSpec.SECTION_KEY_FOOTER);
    /// Wider than any line of a help text.
    private static final int UNBROKEN = 2000;
    private static final String ESCAPES = "\u001b\\[[0-9;]*m";
    /// The first column of a list and the space after it.
    private static final Pattern COLUMN = Pattern.compile("\\s*\\S(?:.*?\\S)?\\s{2,}(?=\\S)");

    private HelpText() {}

    /// For a command and those below it.
    static void breakBetweenWords(CommandLine line) {
        for (String section : SECTIONS) {
            IHelpSectionRenderer usual = line.getHelpSectionMap().get(section);
            if (usual != null) line.getHelpSectionMap().put(section, help -> broken(usual, help));
        }
        line.getSubcommands().values().forEach(HelpText::breakBetweenWords);
    }

    private static String broken(IHelpSectionRenderer usual, Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        int width = usage.width();
        boolean auto = usage.autoWidth();
        usage.autoWidth(false);
        usage.width(UNBROKEN);
        try {
            return usual.render(help).lines().map(text -> broken(text.stripTrailing(), width) + "\n")
                    .collect(Collectors.joining());
        } finally {
            usage.width(width);
            usage.autoWidth(auto);
        }
    }

    /// A line, broken at spaces, with a hanging indent: two more than the second column of a list, four more
    /// than an example, none in a paragraph.
    static String broken(String text, int width) {
        if (seen(text) <= width) return text;
        Matcher column = COLUMN.matcher(text);
        int start = text.length() - text.stripLeading().length();
        boolean isList = column.lookingAt() && seen(column.group()) < width / 2;
        int hanging = isList
                ? seen(column.group()) + 2
                : start == 0 ? 0 : start > width / 4 ? start + 2 : start + 4;
        String indent = " ".repeat(hanging);
        var broken = new StringBuilder(isList ? column.group() : text.substring(0, start));
        int at = seen(broken.toString());
        boolean isFirst = true;
        for (String word : text.substring(broken.length()).split(" ", -1)) {
            if (!isFirst && at + 1 + seen(word) > width) {
                broken.append('\n').append(indent);
                at = indent.length();
            } else if (!isFirst) {
                broken.append(' ');
                at++;
            }
            broken.append(word);
            at += seen(word);
            isFirst = false;
        }
        return broken.toString();
    }

    /// The columns that a text takes on a screen.
    private static int seen(String text) { return text.replaceAll(ESCAPES, "").length(); }
}
