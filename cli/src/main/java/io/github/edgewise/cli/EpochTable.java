package io.github.edgewise.cli;

import io.github.edgewise.train.History;
import io.github.edgewise.volume.LengthUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The epochs of a training as a table, line by line. Of the columns, as many as the width has room for are
/// shown; the heads stand above the first epoch, again after 25, and where a second stage changes the columns.
final class EpochTable {
    private static final int AGAIN = 25;
    private static final String GAP = "  ";
    private static final String BEST = GAP + "best";
    private static final int TERM_WIDTH = 7;

    private final Terminal terminal;
    private List<Column> columns = List.of();
    private List<String> heads = List.of();
    private int rows;

    /// @param rank the columns with the highest one are left out first
    private record Column(String head, int width, int rank, Function<History.Entry, String> text) {}

    EpochTable(Terminal terminal) { this.terminal = terminal; }

    /// The lines of one more epoch.
    ///
    /// @param isBest whether its weights are the best so far
    List<String> lines(History.Entry entry, boolean isBest) {
        var lines = new ArrayList<String>();
        List<Column> wanted = fitting(columns(entry));
        List<String> its = wanted.stream().map(Column::head).toList();
        if (!its.equals(heads) || rows % AGAIN == 0) {
            rows = 0;
            heads = its;
            columns = wanted;
            lines.add(
                    columns.stream().map(c -> padded(c.head(), c.width())).collect(Collectors.joining(GAP)));
        }
        rows++;
        lines.add(columns.stream().map(c -> padded(c.text().apply(entry), c.width()))
                .collect(Collectors.joining(GAP)) + (isBest ? terminal.good(BEST) : ""));
        return lines;
    }

    private List<Column> fitting(List<Column> all) {
        var left = new ArrayList<>(all);
        while (left.stream().mapToInt(c -> c.width() + GAP.length()).sum() - GAP.length()
                + BEST.length() > terminal.width()) {
            Column least = left.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow();
            if (least.rank() == 0) break;
            left.remove(least);
        }
        return left;
    }

    private static List<Column> columns(History.Entry first) {
        var all = new ArrayList<Column>();
        all.add(new Column("epoch", 5, 0, e -> String.valueOf(e.epoch())));
        if (first.stage() > 1) all.add(new Column("stage", 5, 1, e -> String.valueOf(e.stage())));
        all.add(new Column("loss", 10, 0, e -> String.format(Locale.ROOT, "%.4f", e.loss())));
        int terms = first.weights().size();
        if (terms > 1) {
            all.add(new Column("terms", TERM_WIDTH * terms, 5, e -> TrainingProgress.terms(e.terms())));
            all.add(new Column("alpha", 8, 3,
                    e -> String.format(Locale.ROOT, "%.3g", e.weights().getLast())));
            all.add(new Column("share", 8, 4,
                    e -> String.format(Locale.ROOT, "%.2g", e.telemetry().ratio(e.weights()))));
            all.add(new Column("cosine", 6, 8,
                    e -> String.format(Locale.ROOT, "%.2f", e.telemetry().cosine())));
        }
        all.add(new Column("predicted", 9, 6,
                e -> String.format(Locale.ROOT, "%.2f", e.telemetry().drawn())));
        all.add(new Column("Dice", 6, 0, e -> TrainingProgress.number(e.scores().mean("dice"))));
        all.add(new Column("HD95", 10, 0, e -> hd95(e.scores().mean("hd95"))));
        all.add(new Column("boundary IoU", 12, 2,
                e -> TrainingProgress.number(e.scores().mean("boundary_iou"))));
        all.add(new Column("score", 6, 0, e -> TrainingProgress.number(e.score())));
        all.add(new Column("time", 6, 0, e -> String.format(Locale.ROOT, "%.0f s", e.seconds())));
        all.add(new Column("waiting", 7, 7,
                e -> String.format(Locale.ROOT, "%.0f %%", 100 * e.waiting())));
        return all;
    }

    private static String hd95(Optional<Double> mm) {
        LengthUnit unit = LengthUnit.of(mm.orElse(0.));
        return mm.map(v -> String.format(Locale.ROOT, "%.3f %s", unit.from(v), unit.symbol())).orElse("-");
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
