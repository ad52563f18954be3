package io.github.edgewise.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.Version;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.EngineStopped;
import io.github.edgewise.file.Checksum;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Under what circumstances a run, folds or a comparison was made; `run.json` in its folder. It is written as
/// a whole when work begins and when it ends.
///
/// @param state of the last session: `running`, `finished`, `stopped` (by a signal or a program), or
///     `failed: ` and the reason. A process that was killed leaves `running` behind; nobody holds the lock of
///     the folder then
/// @param data the sums of the data that the first session saw
/// @param sessions one for each time that work began or went on, in order
public record RunRecord(String state, Data data, List<Session> sessions) {
    /// The name of the file.
    public static final String NAME = "run.json";
    private static final String RUNNING = "running";
    private static final String INTERRUPTED = "interrupted";
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public RunRecord {
        sessions = List.copyOf(sessions);
    }

    /// The files of the data.
    ///
    /// @param sha256 of all cases: that of the lines `sum`, two spaces, `case`, ordered by the cases
    public record Data(String sha256, List<CaseSum> cases) {
        public Data {
            cases = List.copyOf(cases);
        }

        private static Data of(Map<String, List<Case>> parts) {
            var sums = new ArrayList<CaseSum>();
            parts.forEach((part, cases) -> cases.forEach(one -> sums.add(CaseSum.of(one, part))));
            String lines = sums.stream().sorted(Comparator.comparing(CaseSum::caseName))
                    .map(one -> one.sha256().orElse("") + "  " + one.caseName() + "\n")
                    .collect(Collectors.joining());
            return new Data(Checksum.ofText(lines), sums);
        }

        /// The names of the cases that have another sum than in `other`.
        private List<String> unlike(Data other) {
            Map<String, Optional<String>> before = other.cases.stream()
                    .collect(Collectors.toMap(CaseSum::caseName, CaseSum::sha256, (a, b) -> a));
            return cases.stream()
                    .filter(one -> !one.sha256().equals(before.getOrDefault(one.caseName(), one.sha256())))
                    .map(CaseSum::caseName).toList();
        }
    }

    /// The files of a case.
    ///
    /// @param part `train`, `validation` or `held`; `all` for folds and comparisons
    /// @param sha256 see [Checksum#of(List)]; nothing where a file cannot be read
    /// @param note says why there is no sum
    public record CaseSum(@JsonProperty("case") String caseName, String part, Optional<String> sha256,
            String note) {
        private static CaseSum of(Case one, String part) {
            try {
                return new CaseSum(one.name(), part, Optional.of(Checksum.of(one.files())), "");
            } catch (IOException e) {
                return new CaseSum(one.name(), part, Optional.empty(), WholeFile.firstLine(e));
            }
        }
    }

    /// One process at work.
    ///
    /// @param command the arguments of the command line; none where a program used the library
    /// @param edgewise its version
    /// @param engine version of the engine and its binding
    /// @param threads of the engine
    /// @param files sums of `recipe.yaml` and `plan.yaml`, or of `comparison.yaml`, when the session began,
    ///     and of `best.safetensors` when it ended
    /// @param changedCases cases whose files have changed since the first session
    /// @param started as UTC
    /// @param ended as UTC; nothing while it runs
    /// @param seconds from start to end; nothing while it runs
    /// @param peakMemoryBytes the most memory that the process has held; nothing while it runs, and where the
    ///     system does not tell
    public record Session(String state, List<String> command, String edgewise, String engine, Machine machine,
            int threads, Map<String, String> files, List<String> changedCases, String started,
            Optional<String> ended, Optional<Double> seconds, Optional<Long> peakMemoryBytes) {
        public Session {
            command = List.copyOf(command);
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
            changedCases = List.copyOf(changedCases);
        }

        private static Session begin(int threads, Map<String, String> files, List<String> changedCases) {
            return new Session(RUNNING, Invocation.ARGUMENTS.orElse(List.of()), Version.current(),
                    Engine.version(), Machine.here(), threads, files, changedCases, now().toString(),
                    Optional.empty(), Optional.empty(), Optional.empty());
        }

        private Session end(String how, double took, Map<String, String> more) {
            var all = new LinkedHashMap<>(files);
            all.putAll(more);
            return new Session(how, command, edgewise, engine, machine, threads, all, changedCases, started,
                    Optional.of(now().toString()), Optional.of(took), Machine.peakMemoryBytes());
        }

        private Session interrupted() {
            return new Session(INTERRUPTED, command, edgewise, engine, machine, threads, files,
                    changedCases, started, ended, seconds, peakMemoryBytes);
        }

        private static Instant now() { return Instant.now().truncatedTo(ChronoUnit.MILLIS); }
    }

    /// Work that a record is about.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /// The record in a folder; nothing where there is none.
    ///
    /// @throws IOException where it is damaged
    public static Optional<RunRecord> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RunRecord.class));
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /// What a folder is doing: the state of its record; `running` while its lock is held; `interrupted` where
    /// the record says `running` and nobody holds the lock, because the process was killed; `unknown` without
    /// a record.
    ///
    /// @throws IOException where the record is damaged
    public static String state(Path folder) throws IOException {
        if (FolderLock.isHeld(folder)) return RUNNING;
        return read(folder).map(record -> record.state.equals(RUNNING) ? INTERRUPTED : record.state)
                .orElse("unknown");
    }

    /// Does work in a folder and records it. The caller holds the lock of the folder.
    ///
    /// @param parts the cases by the part they have in the work
    /// @param threads of the engine
    /// @param inputs files of the folder that say what is done
    /// @param outputs files of the folder that the work makes
    /// @return what the work gives
    /// @throws IOException what the work throws, or where the record cannot be written
    public static <T> T during(Path folder, Map<String, List<Case>> parts, int threads, List<Path> inputs,
            List<Path> outputs, Work<T> work) throws IOException {
        long begun = System.nanoTime();
        Data data = Data.of(parts);
        Optional<RunRecord> before = before(folder);
        Data first = before.map(RunRecord::data).orElse(data);
        var earlier = new ArrayList<Session>();
        before.ifPresent(record -> record.sessions.forEach(
                session -> earlier.add(session.state.equals(RUNNING) ? session.interrupted() : session)));
        Session session = Session.begin(threads, sums(inputs), data.unlike(first));
        write(folder, first, earlier, session);
        T made;
        try {
            made = work.run();
        } catch (IOException | RuntimeException | Error e) {
            try {
                write(folder, first, earlier, session.end(state(e), since(begun), sums(outputs)));
            } catch (IOException also) {
                e.addSuppressed(also); // the reason counts, such as a full disk
            }
            throw e;
        }
        write(folder, first, earlier, session.end("finished", since(begun), sums(outputs)));
        return made;
    }

    private static double since(long begun) { return (System.nanoTime() - begun) / 1e9; }

    private static String state(Throwable end) {
        return end instanceof EngineStopped || end instanceof CancellationException
                ? "stopped"
                : "failed: " + String.valueOf(end.getMessage()).lines().findFirst().orElse("no reason given");
    }

    /// The record of earlier sessions. One that is damaged is kept under another name.
    private static Optional<RunRecord> before(Path folder) throws IOException {
        try {
            return read(folder);
        } catch (IOException e) {
            Outputs.setAside(folder.resolve(NAME));
            return Optional.empty();
        }
    }

    private static Map<String, String> sums(List<Path> files) throws IOException {
        var sums = new LinkedHashMap<String, String>();
        for (Path file : files) {
            if (Files.exists(file)) sums.put(String.valueOf(file.getFileName()), Checksum.of(file));
        }
        return sums;
    }

    private static void write(Path folder, Data data, List<Session> earlier, Session last)
            throws IOException {
        var sessions = new ArrayList<>(earlier);
        sessions.add(last);
        WholeFile.writeText(folder.resolve(NAME),
                JSON.writeValueAsString(new RunRecord(last.state, data, sessions)) + "\n");
    }
}
