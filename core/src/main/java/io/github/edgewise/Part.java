package io.github.edgewise;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// One of several parts of numbered work, for machines that share it: of N parts, part I does the numbers
/// whose remainder by N is I.
///
/// @param index from 0
/// @param count number of parts
public record Part(int index, int count) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

    /// @throws InvalidInputException where the index is not from 0 to count - 1
    public Part {
        if (index < 0 || index >= count) {
            throw new InvalidInputException("a part is I/N with I from 0 to N-1, such as 0/4, not '" + index
                    + "/" + count + "'");
        }
    }

    /// The part of a text such as `0/4`.
    ///
    /// @throws InvalidInputException for any other text
    public static Part parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new InvalidInputException(
                    "a part is I/N with I from 0 to N-1, such as 0/4, not '" + text + "'");
        }
        return new Part(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    /// Whether it does the work with this number, from 0.
    public boolean has(int number) { return number % count == index; }

    /// What it does of work in order; empty where there is less work than parts.
    public <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size()).filter(this::has).mapToObj(all::get).toList();
    }

    /// As [#parse] reads it.
    public String text() { return index + "/" + count; }
}
