package io.github.edgewise.file;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Lines of CSV as RFC 4180 has them, with a line feed at the end of each.
public final class Csv {
    private Csv() {}

    /// One line. A cell with a comma, a quote or a line break is put in quotes; an empty [Optional] is an
    /// empty cell.
    public static String line(Object... cells) {
        return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(Object value) {
        Object content = value instanceof Optional<?> optional
                ? optional.isPresent() ? optional.get() : ""
                : value;
        String text = String.valueOf(content);
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
