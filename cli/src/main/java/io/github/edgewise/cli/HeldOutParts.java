package io.github.edgewise.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of the data is held out, or each part in turn.
record HeldOutParts(int held, int count) {
    static final String USUAL = "0/5";
    private static final int EVERY = -1;
    private static final int NONE = -2;

    static HeldOutParts of(String text) {
        if (text.equals("none")) return new HeldOutParts(NONE, 0);
        if (text.matches("\\d{1,6}")) return new HeldOutParts(Integer.parseInt(text), 0);
        Matcher m = Pattern.compile("(\\d{1,6}|all)/(\\d{1,6})").matcher(text);
        if (!m.matches()) {
            throw new WrongUsage("--fold is I/K such as 0/5, I, all/5 or none, not '" + text + "'");
        }
        int count = Integer.parseInt(m.group(2));
        int held = m.group(1).equals("all") ? EVERY : Integer.parseInt(m.group(1));
        if (count < 2 || held >= count) {
            throw new WrongUsage(
                    "--fold is I/K with K at least 2 and I from 0 to K-1, not '" + text + "'");
        }
        return new HeldOutParts(held, count);
    }

    /// True if it is a split of a file, which says how many there are.
    boolean isOfFile() { return held >= 0 && count == 0; }

    boolean every() { return held == EVERY; }

    /// True if nothing is held out.
    boolean isNone() { return held == NONE; }
}
