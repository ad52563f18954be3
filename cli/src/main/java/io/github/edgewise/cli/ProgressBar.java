package io.github.edgewise.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// Progress on standard error: a bar that redraws itself on a terminal, a plain line now and then elsewhere.
final class ProgressBar {
    private static final int WIDTH = 28;
    /// The terminal drops what would go beyond its width: a bar on two lines could not be redrawn.
    private static final String CUT = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final long PLAIN_EVERY_MILLIS = 15_000;
    private static final long REDRAW_EVERY_MILLIS = 100;

    private final boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal)
            .orElse(false);
    private long last;
    private String task = "";
    private long begun;

    /// Shows that `done` of `all` are done.
    ///
    /// @param secondsLeft negative where unknown
    void show(String what, long done, long all, double secondsLeft) {
        show(what, done, all, secondsLeft, "");
    }

    /// The same with more behind it, as much as the terminal is wide.
    void show(String what, long done, long all, double secondsLeft, String more) {
        long now = System.currentTimeMillis();
        if (now - last < (terminal ? REDRAW_EVERY_MILLIS : PLAIN_EVERY_MILLIS)) return;
        last = now;
        String left = secondsLeft < 0 ? "" : "  " + duration(secondsLeft) + " left";
        if (terminal) {
            int full = all == 0 ? 0 : (int) (WIDTH * done / all);
            System.err.print(CUT + "\r\u001b[K" + what + " [" + "#".repeat(full) + ".".repeat(WIDTH - full)
                    + "] " + done + "/" + all + left + more + WRAP);
            System.err.flush();
        } else {
            System.err.println(what + " " + done + "/" + all + left + more);
        }
    }

    /// Shows a share from 0 to 1 in percent, with the time that the rest takes at this speed.
    void share(String what, double done) {
        if (!what.equals(task)) {
            task = what;
            begun = System.nanoTime();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        show(what, Math.round(100 * done), 100, done > 0.02 ? seconds * (1 - done) / done : -1);
    }

    /// Replaces the bar by a line that stays.
    void line(String text) {
        System.err.println(terminal ? "\r\u001b[K" + text : text);
        last = 0;
    }

    private static String duration(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
