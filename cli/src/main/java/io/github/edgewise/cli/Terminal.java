package io.github.edgewise.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What standard error is.
///
/// @param isTerminal false for a file or a pipe
/// @param width columns, 60 to 200
/// @param hasColours false where it is no terminal, where `NO_COLOR` is set and not empty (no-color.org), or
///     `TERM` is `dumb`
record Terminal(boolean isTerminal, int width, boolean hasColours) {
    private static final int NARROWEST = 60;
    private static final int WIDEST = 200;
    private static final int USUAL = 100;
    private static final Path ERROR = Path.of("/proc/self/fd/2");
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String END = "\u001b[0m";

    /// That of this process.
    static Terminal here() { return of(isError(), System.getenv()); }

    /// The same with these variables of the environment.
    static Terminal of(boolean isTerminal, Map<String, String> variables) {
        if (!isTerminal) return new Terminal(false, WIDEST, false);
        String plain = variables.getOrDefault("NO_COLOR", "");
        boolean isDumb = variables.getOrDefault("TERM", "").equals("dumb");
        int columns = number(variables.getOrDefault("COLUMNS", "")).or(Terminal::measured).orElse(USUAL);
        return new Terminal(true, Math.clamp(columns, NARROWEST, WIDEST), plain.isEmpty() && !isDumb);
    }

    private static boolean isError() {
        if (!Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) return false;
        try {
            return !Files.isSymbolicLink(ERROR) || Files.readSymbolicLink(ERROR).startsWith("/dev");
        } catch (IOException e) {
            return true;
        }
    }

    /// As `stty` says it.
    private static Optional<Integer> measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
                return Optional.empty();
            }
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return number(said.strip().replaceFirst(".* ", ""));
        } catch (IOException e) {
            return Optional.empty(); // no such program, as on Windows
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[1-9]\\d{0,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /// A text that is good news.
    String good(String text) { return hasColours ? GREEN + text + END : text; }

    /// A text that warns.
    String warning(String text) { return hasColours ? YELLOW + text + END : text; }

    /// A line as it is shown: broken between words where it is a terminal, because half a word at the edge is
    /// hard to read; as it is elsewhere, so that programs find a message in one line.
    String line(String text) {
        String broken = isTerminal ? HelpText.broken(text, width) : text;
        return text.startsWith("warning") ? warning(broken) : broken;
    }
}
