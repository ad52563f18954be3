package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.export.ModelExport;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.PostProcessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of runs, `fold-0`, `fold-1` and so on. Each run held out a different part of one data set, so
/// every case is scored by the run that held it out.
///
/// @param folder the folder
public record Folds(Path folder) {
    private static final Pattern NAME = Pattern.compile("fold-(\\d{1,4})");

    /// The run that holds out part `i`, from 0.
    public RunFolder fold(int i) { return new RunFolder(folder.resolve("fold-" + i)); }

    /// The scores of all cases, each by the run that held it out.
    public Path scoresFile() { return folder.resolve("scores.csv"); }

    /// The page about all of them.
    public Path reportFile() { return folder.resolve("report.html"); }

    /// Under what circumstances the folds were trained, see [RunRecord].
    public Path recordFile() { return folder.resolve(RunRecord.NAME); }

    private Path postFile() { return folder.resolve("post.yaml"); }

    /// The post-processing of the mean of all runs, chosen on the validation cases of all of them; nothing
    /// before it was chosen or given. Each run also has one of its own for the cases that it held out.
    ///
    /// @throws IOException where its file is damaged
    public Optional<StoredPost> post() throws IOException { return StoredPost.read(postFile()); }

    /// The post-processing of a run, or of the mean of all runs if it is a folder of folds; none before it
    /// was chosen or given.
    ///
    /// @throws IOException where its file is damaged
    public static PostProcessing post(Path folder) throws IOException {
        var run = new RunFolder(folder);
        Optional<StoredPost> stored = run.exists() ? run.post() : new Folds(folder).post();
        return stored.map(StoredPost::post).orElse(PostProcessing.NONE);
    }

    void keep(StoredPost post) throws IOException { post.write(postFile()); }

    void forgetPost() throws IOException {
        if (PostChoice.givenBefore(post()).isEmpty()) Files.deleteIfExists(postFile());
    }

    /// The runs there are, by their numbers; none where the folder does not exist.
    public List<RunFolder> runs() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(Folds::number)).map(RunFolder::new)
                    .filter(RunFolder::exists)
                    .toList();
        }
    }

    /// True for a run whose name is that of a fold.
    public static boolean isOfFolds(RunFolder run) {
        return NAME.matcher(String.valueOf(run.folder().getFileName())).matches();
    }

    private static int number(Path entry) {
        return Integer.parseInt(entry.getFileName().toString().replaceFirst("fold-", ""));
    }

    /// The run in a folder, or all runs if it is a folder of folds; none if it is neither.
    public static List<RunFolder> found(Path folder) throws IOException {
        var run = new RunFolder(folder);
        return run.exists() ? List.of(run) : new Folds(folder).runs();
    }

    /// The run in a folder, or all runs if it is a folder of folds.
    ///
    /// @throws IOException if it is neither
    public static List<RunFolder> runs(Path folder) throws IOException {
        List<RunFolder> runs = found(folder);
        if (runs.isEmpty()) new RunFolder(folder).requireRun();
        return runs;
    }

    /// The network of a run, or all networks of a folder of folds, with the post-processing that is stored
    /// there, for files that other programs read.
    ///
    /// @throws IOException where the folder is neither, or a run has no complete epoch
    /// @throws InvalidInputException where folds see images differently, so that one file cannot hold them
    public static ModelExport export(Path folder) throws IOException {
        List<RunFolder> runs = runs(folder);
        Plan plan = runs.getFirst().plan().plan();
        for (RunFolder run : runs) {
            if (!run.plan().plan().description().equals(plan.description())) {
                throw new InvalidInputException(run.folder() + " and " + runs.getFirst().folder()
                        + " prepare images differently, so one file cannot hold both; export each run to a "
                        + "file of its own");
            }
        }
        PostProcessing post = post(folder);
        var networks = new ArrayList<Model>();
        for (RunFolder run : runs) {
            networks.add(run.model());
        }
        return new ModelExport(networks,
                new ModelMetadata(Networks.text(runs.getFirst().recipe().network()), networks.size(),
                        plan.description(), networks.getFirst().stride(), plan.classNames(), post),
                plan.slicesVolumes());
    }
}
