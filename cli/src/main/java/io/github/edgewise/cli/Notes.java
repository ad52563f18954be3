package io.github.edgewise.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Shows what a user should know about files, each sentence once. The same sentence about many files is shown
/// for the first few.
final class Notes implements Consumer<String> {
    private static final int OF_ONE_KIND = 10;

    private final Consumer<String> lines;
    private final Set<String> said = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /// @param lines shows a line
    Notes(Consumer<String> lines) { this.lines = lines; }

    @Override
    public void accept(String note) {
        if (!said.add(note)) return;
        int colon = note.indexOf(": ");
        int count = counts.merge(colon < 0 ? note : note.substring(colon), 1, Integer::sum);
        if (count <= OF_ONE_KIND) lines.accept("warning: " + note);
        if (count == OF_ONE_KIND) lines.accept("warning: more files like this are not listed");
    }
}
