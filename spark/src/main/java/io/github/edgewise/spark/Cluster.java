package io.github.edgewise.spark;

import io.github.edgewise.cli.Failure;
import io.github.edgewise.cli.WrongUsage;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.format.FileWarnings;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The Spark cluster of one command. Spark is started when its first work is shared, after the command has
/// checked its options.
final class Cluster {
    private static final String HADOOP = "spark.hadoop.";
    private static final String TASK_CORES = "spark.task.cpus";
    private static final String EXECUTOR_CORES = "spark.executor.cores";
    private static final String SPECULATION = "spark.speculation";
    private static final int NAMED = 3;
    private static final String THREADS = "--threads";
    private static final Set<String> WITH_THREADS = Set.of("distance", "predict", "compare", "folds");
    private static final Set<String> OUTPUTS = Set.of("-o", "--out");
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[([0-9*]+)(?:,.*)?\\])?");

    private final SparkConf settings = new SparkConf();
    private final Staging staging;
    private final SharedArguments arguments;
    private final List<Path> shared = new ArrayList<>();
    private Optional<Path> out = Optional.empty();
    private Optional<JavaSparkContext> context = Optional.empty();

    /// @param words the command line, from the name of the command on
    Cluster(List<String> words) {
        var hadoop = new HashMap<String, String>();
        for (var setting : settings.getAllWithPrefix(HADOOP)) {
            hadoop.put(setting._1(), setting._2());
        }
        String copies = Path.of(System.getProperty("java.io.tmpdir"), "edgewise-" + UUID.randomUUID())
                .toString();
        this.staging = new Staging(copies, hadoop);
        this.arguments = new SharedArguments(words.stream().skip(1).toList(),
                Path.of("").toAbsolutePath().toString(), staging);
    }

    /// The command line with as many threads as Spark gives a task, unless it says how many.
    static List<String> withThreads(String... words) {
        var all = new ArrayList<>(List.of(words));
        boolean has = all.stream().anyMatch(word -> word.split("=", 2)[0].equals(THREADS));
        if (!all.isEmpty() && WITH_THREADS.contains(all.getFirst()) && !has) {
            all.addAll(List.of(THREADS, new SparkConf().get(TASK_CORES, "1")));
        }
        return all;
    }

    /// What executors need to know.
    SharedArguments arguments() { return arguments; }

    /// Before the command: copies the inputs that have URIs, and remembers what every node must see.
    ///
    /// @throws IOException where an input cannot be copied
    void begin(ParseResult command) throws IOException {
        CommandLine line = command.commandSpec().commandLine();
        if (command.matchedOption("--part") != null) {
            throw new ParameterException(line, "--part shares work among jobs, but here executors share it; leave "
                    + "it out");
        }
        int cores = settings.getInt(TASK_CORES, 1);
        int threads = values(command.matchedOption(THREADS)).filter(Integer.class::isInstance)
                .map(Integer.class::cast).findFirst().orElse(1);
        if (threads > cores) {
            throw new ParameterException(line, THREADS + " " + threads + " needs as many cores for a task; give "
                    + "spark-submit --conf " + TASK_CORES + "=" + threads);
        }
        boolean isTraining = command.matchedOption("--out") != null;
        var used = new ArrayList<ArgSpec>(command.matchedOptions());
        used.addAll(command.matchedPositionals());
        for (ArgSpec one : used) {
            boolean isOut = one instanceof OptionSpec option && OUTPUTS.contains(option.longestName());
            for (Path path : paths(one)) {
                if (!staging.has(path)) {
                    if (isOut) out = Optional.of(path);
                    else if (!isModel(one, line)) shared.add(path.toAbsolutePath());
                } else if (isTraining) {
                    throw new ParameterException(line, line.getCommandName() + " needs folders that every node "
                            + "sees, not " + staging.uri(path));
                } else if (!isOut) {
                    staging.fetch(path);
                    if (!Files.exists(path)) throw new NoSuchFileException(staging.uri(path));
                }
            }
        }
        if (line.getCommandName().equals("evaluate")) out = Optional.empty(); // the driver writes it
    }

    /// After the command: copies the file that the driver wrote, where it has a URI.
    void end(ParseResult command) throws IOException {
        for (Path path : paths(command.matchedOption("-o"))) {
            if (Files.isRegularFile(path)) staging.store(path);
        }
    }

    private static Stream<?> values(@Nullable ArgSpec argument) {
        Object value = argument == null ? null : argument.getValue();
        return switch (value) {
            case Collection<?> several -> several.stream();
            case Optional<?> one -> one.stream();
            case null -> Stream.of();
            default -> Stream.of(value);
        };
    }

    private static List<Path> paths(@Nullable ArgSpec argument) {
        return values(argument).filter(Path.class::isInstance).map(Path.class::cast).toList();
    }

    /// The driver sends models to the executors.
    private static boolean isModel(ArgSpec one, CommandLine line) {
        return line.getCommandName().equals("predict") && (one instanceof OptionSpec option
                ? option.longestName().equals("--with")
                : ((PositionalParamSpec) one).index().min() == 0);
    }

    /// Fails unless an executor runs one task at a time. A training uses random numbers and threads of the
    /// whole process, so two at once would disturb each other.
    ///
    /// @throws WrongUsage naming the settings
    void requireOneTaskPerExecutor() {
        if (settings.getBoolean(SPECULATION, false)) {
            throw new WrongUsage(SPECULATION + " would train a run twice at once; leave it out");
        }
        String tasks = settings.get(TASK_CORES, "1");
        String master = settings.get("spark.master", "");
        Matcher local = LOCAL.matcher(master);
        String cores = local.matches()
                ? local.group(1) == null ? "1" : local.group(1)
                : settings.get(EXECUTOR_CORES, "unset");
        if (cores.equals("*")) cores = String.valueOf(Runtime.getRuntime().availableProcessors());
        if (cores.equals(tasks)) return;
        throw new WrongUsage("an executor trains one network at a time, but " + TASK_CORES + " is " + tasks
                + " and " + (local.matches() ? "spark.master is " + master : EXECUTOR_CORES + " is " + cores)
                + "; give both the same number of cores with --conf");
    }

    /// Copies between local disks and URIs.
    Staging staging() { return staging; }

    /// Work on an item, on an executor.
    interface Work<A, B> extends Serializable {
        B of(A item) throws IOException;
    }

    /// What came of an item.
    ///
    /// @param result one; none where it failed
    /// @param failure why, in one line
    /// @param notes what a user should know about the files that were read
    record Answer<B>(List<B> result, String failure, List<String> notes) implements Serializable {}

    /// Shares items among the executors, a task for each, and returns the answers in the order of the items.
    /// An item that cannot be read has a failure; it is not tried again.
    ///
    /// @param what is done, for Spark's pages
    /// @throws IOException where executors could not work
    <A, B> List<Answer<B>> each(String what, List<A> items, Work<A, B> work) throws IOException {
        if (items.isEmpty()) return List.of();
        JavaSparkContext spark = context();
        spark.sc().setJobDescription("edgewise " + what);
        try {
            return spark.parallelize(items, items.size()).map(item -> answer(work, item)).collect();
        } catch (Exception e) { // Spark's own are checked, but not declared
            String message = String.valueOf(e.getMessage());
            String first = message.lines().findFirst().orElse("");
            if (message.contains("UnsupportedClassVersionError")) {
                throw new IOException("the executors have a Java older than 25; give spark-submit "
                        + "--conf spark.executorEnv.JAVA_HOME=FOLDER, a JDK 25 that every node sees", e);
            }
            if (message.contains("ExecutorLostFailure")) {
                throw new IOException("executors ended again and again (" + first + "); if they lack memory, give "
                        + "spark-submit more with --conf spark.executor.memoryOverhead", e);
            }
            throw e;
        }
    }

    /// How long a task waits for a folder that is in use. If it replaces one whose executor died, the lock may
    /// have been left behind by a process of another machine.
    static Duration patience() {
        return TaskContext.get().attemptNumber() == 0 ? Duration.ZERO : FolderLock.SILENCE.plusMinutes(1);
    }

    /// Sends a value to every executor once.
    <T> Broadcast<T> send(T value) throws IOException { return context().broadcast(value); }

    /// Fails where an item was not done, naming the first few.
    ///
    /// @param what an item is
    /// @param first number of the first item
    static void requireDone(String what, int first, List<? extends Answer<?>> answers) throws IOException {
        List<String> failed = IntStream.range(0, answers.size()).filter(i -> answers.get(i).result().isEmpty())
                .mapToObj(i -> what + " " + (first + i) + ": " + answers.get(i).failure()).toList();
        if (failed.isEmpty()) return;
        throw new IOException(failed.size() + " of " + answers.size() + " failed: "
                + String.join("; ", failed.subList(0, Math.min(NAMED, failed.size())))
                + "; run the same command again to continue");
    }

    private static <A, B> Answer<B> answer(Work<A, B> work, A item) {
        var notes = new ArrayList<String>();
        try (var _ = FileWarnings.listen((file, text) -> notes.add(file + ": " + text))) {
            return new Answer<>(List.of(work.of(item)), "", notes);
        } catch (UncheckedIOException e) {
            return new Answer<>(List.of(), Failure.message(Objects.requireNonNull(e.getCause())), notes);
        } catch (IOException | IllegalArgumentException e) {
            return new Answer<>(List.of(), Failure.message(e), notes);
        }
    }

    private JavaSparkContext context() throws IOException {
        if (context.isPresent()) return context.get();
        if (!settings.contains("spark.master")) {
            throw new WrongUsage("there is no cluster; start this with spark-submit --master URL, or local[N]");
        }
        settings.setIfMissing("spark.app.name", "edgewise");
        var made = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(settings));
        context = Optional.of(made);
        requireVisible(Math.max(2, made.defaultParallelism()));
        return made;
    }

    /// Fails where an executor does not see an input, or not the folder of the output.
    private void requireVisible(int tasks) throws IOException {
        Optional<Path> probe = Optional.empty();
        if (out.isPresent()) {
            Path there = out.get().toAbsolutePath();
            while (!Files.exists(there)) there = Objects.requireNonNull(there.getParent());
            Path folder = Files.isDirectory(there) ? there : Objects.requireNonNull(there.getParent());
            probe = Optional.of(Files.createTempFile(folder, ".edgewise-visible-", ""));
        }
        try {
            List<String> paths = Stream.concat(shared.stream(), probe.stream()).map(Path::toString).toList();
            var all = each("looks whether every node sees the files", Collections.nCopies(tasks, paths), Cluster::hidden);
            Optional<String> hidden = all.stream().flatMap(one -> one.result().stream())
                    .filter(text -> !text.isEmpty()).findFirst();
            if (hidden.isPresent()) {
                throw new IOException(hidden.get() + "; name a folder that every node sees, or a URI such as "
                        + "s3a://bucket/folder");
            }
        } finally {
            if (probe.isPresent()) Files.deleteIfExists(probe.get());
        }
    }

    /// The first path that is not here; empty if all are.
    static String hidden(List<String> paths) throws IOException {
        for (String path : paths) {
            Path file = Path.of(path);
            boolean isProbe = String.valueOf(file.getFileName()).startsWith(".edgewise-visible-");
            if (!Files.exists(file)) {
                return (isProbe ? file.getParent() : file) + " is not visible on "
                        + InetAddress.getLocalHost().getHostName();
            }
        }
        return "";
    }

    /// Ends Spark, if it was started.
    void stop() { context.ifPresent(JavaSparkContext::stop); }
}
