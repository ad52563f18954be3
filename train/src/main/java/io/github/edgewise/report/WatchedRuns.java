package io.github.edgewise.report;

import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The runs in a folder and below it, as they are now. Nothing is written and no link is followed.
final class WatchedRuns {
    private static final int DEPTH = 9;
    private static final int MOST_FOLDERS = 20_000;
    private static final int MOST_RUNS = 500;
    /// A run without a lock that wrote something so recently is scored at the moment.
    private static final int RECENT_SECONDS = 60;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path root;
    private final Map<Path, Read> known = new ConcurrentHashMap<>();

    /// A history as it was read.
    private record Read(FileTime time, long size, History history) {}

    WatchedRuns(Path root) { this.root = root; }

    /// The runs by their path below the root; the root itself is `.`.
    Map<String, RunFolder> found() throws IOException {
        var found = new TreeMap<String, RunFolder>();
        var visitor = new SimpleFileVisitor<Path>() {
            private int folders;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (++folders > MOST_FOLDERS || found.size() >= MOST_RUNS) return FileVisitResult.TERMINATE;
                boolean isHidden = !folder.equals(root)
                        && String.valueOf(folder.getFileName()).startsWith(".");
                if (isHidden) return FileVisitResult.SKIP_SUBTREE;
                var run = new RunFolder(folder);
                if (!run.exists()) return FileVisitResult.CONTINUE;
                String name = root.relativize(folder).toString().replace('\\', '/');
                found.put(name.isEmpty() ? "." : name, run);
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(root, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH, visitor);
        return found;
    }

    /// All runs as JSON: `{"runs": [{"name", "state", "epochs", ...}], "page": true}`.
    String json() throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("page",
                isPage(new ComparisonFolder(root).reportFile()) && new ComparisonFolder(root).exists());
        var runs = all.putArray("runs");
        for (Map.Entry<String, RunFolder> one : found().entrySet()) {
            describe(runs.addObject().put("name", one.getKey()), one.getValue());
        }
        return JSON.writeValueAsString(all);
    }

    private void describe(ObjectNode node, RunFolder run) {
        try {
            Recipe recipe = run.recipe();
            History history = history(run);
            node.put("state", state(run)).put("loss", recipe.staged().text())
                    .put("epochs", history.entries().size())
                    .put("of", recipe.length().minutes() > 0 ? 0 : recipe.length().epochs())
                    .put("seconds", history.seconds()).put("page", isPage(run.reportFile()));
            left(recipe, history).ifPresent(seconds -> node.put("secondsLeft", seconds));
            history.best().ifPresent(best -> node.put("best", best.epoch()));
            if (history.entries().isEmpty()) return;
            History.Entry last = history.entries().getLast();
            if (Double.isFinite(last.loss())) node.put("value", last.loss());
            last.scores().mean("dice").ifPresent(dice -> node.put("dice", dice));
            last.scores().mean("hd95").ifPresent(mm -> node.put("hd95Mm", mm));
        } catch (IOException | IllegalArgumentException e) {
            node.put("state", "unreadable").put("note", String.valueOf(e.getMessage()));
        }
    }

    /// Seconds to the end of the training at the speed so far.
    private static Optional<Double> left(Recipe recipe, History history) {
        int done = history.entries().size();
        if (recipe.length().minutes() > 0) {
            return Optional.of(Math.max(0, 60 * recipe.length().minutes() - history.seconds()));
        }
        return done == 0
                ? Optional.empty()
                : Optional.of(history.seconds() / done * Math.max(0, recipe.length().epochs() - done));
    }

    private static String state(RunFolder run) throws IOException {
        Path folder = run.folder();
        boolean isScored = Files.exists(run.scoresFile()) || Files.exists(folder.resolve("scores.json"));
        if (FolderLock.isHeld(folder)) return "running";
        if (isScored) return "finished";
        Instant recent = Instant.now().minusSeconds(RECENT_SECONDS);
        for (Path file : List.of(run.historyFile(), run.reportFile())) {
            if (Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isAfter(recent)) {
                return "running";
            }
        }
        return "stopped";
    }

    private static boolean isPage(Path file) { return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS); }

    /// The history of a run, read again where its file has changed.
    private History history(RunFolder run) throws IOException {
        Path file = run.historyFile();
        if (!Files.exists(file)) return new History(List.of());
        FileTime time = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        Read before = known.get(file);
        if (before != null && before.time().equals(time) && before.size() == size) return before.history();
        History history = run.history();
        known.put(file, new Read(time, size, history));
        return history;
    }

    /// The curves of these runs in the same charts, as HTML; names that are no run are left out.
    String charts(List<String> names) throws IOException {
        Map<String, RunFolder> found = found();
        var runs = new ArrayList<Report.Run>();
        for (String name : names) {
            RunFolder run = found.get(name);
            if (run == null) continue;
            List<String> classes = run.plan().plan().classNames();
            runs.add(new Report.Run(name, history(run), new Evaluation(List.of()).named(classes)));
        }
        return runs.isEmpty() ? "" : new TrainingCurves(runs).html();
    }

    /// The page of a run, or for an empty name that of the comparison; nothing where there is none.
    Optional<Path> page(String name) throws IOException {
        if (name.isEmpty())
            return Optional.of(new ComparisonFolder(root).reportFile()).filter(WatchedRuns::isPage);
        return Optional.ofNullable(found().get(name)).map(RunFolder::reportFile).filter(WatchedRuns::isPage);
    }
}
