package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.Checkpoint;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.export.OnnxFile;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.Collectors;
import java.util.Set;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The folder of a run and the names of what lies in it.
///
/// `recipe.yaml` and `plan.yaml` repeat the run, `history.jsonl` has a line per epoch, `best.safetensors` are
/// the weights of the epoch with the highest validation score, `last.safetensors` those of the last one with
/// the optimiser's state, and `first.safetensors` what training began with where that was not random.
///
/// @param folder the folder
public record RunFolder(Path folder) {
    private static final String EPOCH = "epoch";
    private static final JsonMapper JSON = new JsonMapper();

    Path recipeFile() { return folder.resolve("recipe.yaml"); }

    Path planFile() { return folder.resolve("plan.yaml"); }

    /// A line of JSON per epoch.
    public Path historyFile() { return folder.resolve("history.jsonl"); }

    Path bestFile() { return folder.resolve("best.safetensors"); }

    Path lastFile() { return folder.resolve("last.safetensors"); }

    private Path firstFile() { return folder.resolve("first.safetensors"); }

    /// Prepared cases that do not fit into memory, during the run.
    Path cacheFolder() { return folder.resolve("cache"); }

    /// Keeps files of a run without a plan under other names, so that a new run neither continues nor
    /// replaces them: `best.safetensors` becomes `best.safetensors.old-1`.
    void clear() throws IOException {
        for (Path file : files()) {
            Outputs.setAside(file);
        }
    }

    /// The files that a run writes, whether they exist or not.
    public List<Path> files() {
        return List.of(recipeFile(), planFile(), historyFile(), bestFile(), lastFile(), firstFile(),
                scoresFile(), thresholdsFile(), postFile(),
                reportFile(), extensionsFile(), recordFile());
    }

    /// Takes the run for this thread: nobody else may train it.
    ///
    /// @throws IOException naming the process that holds it
    FolderLock lock() throws IOException { return FolderLock.take(folder); }

    private Path extensionsFile() { return folder.resolve("extensions.jsonl"); }

    /// How the run went on with another length, in order; none if it did not.
    ///
    /// @throws IOException where the file is damaged
    public List<Extension> extensions() throws IOException {
        if (!Files.exists(extensionsFile())) return List.of();
        var extensions = new ArrayList<Extension>();
        try {
            for (String line : Files.readAllLines(extensionsFile())) {
                extensions.add(JSON.readValue(line, Extension.class));
            }
        } catch (JacksonException e) {
            throw new IOException(
                    "line " + (extensions.size() + 1) + " of " + extensionsFile() + " is damaged: "
                            + e.getOriginalMessage(),
                    e);
        }
        return extensions;
    }

    /// Lets the run go on with a recipe of another length. The recipe is written last: a call that was
    /// stopped before can be repeated.
    void extend(Recipe longer) throws IOException {
        Recipe kept = recipe();
        if (longer.equals(kept)) return;
        requireGoesOnAs(longer);
        var lines = new StringBuilder();
        var extension = new Extension(history().entries().size(), kept.length(), longer.length());
        for (Extension one : Extension.and(extensions(), extension)) {
            lines.append(JSON.writeValueAsString(one)).append('\n');
        }
        write(extensionsFile(), lines.toString());
        Files.deleteIfExists(scoresFile()); // of the shorter run
        forgetPost();
        write(recipeFile(), RecipeFile.text(longer));
    }

    /// Fails if the run cannot go on with a recipe.
    ///
    /// @throws InvalidInputException where more differs than the length, or the length is shorter
    public void requireGoesOnAs(Recipe recipe) throws IOException {
        if (recipe().canGoOnAs(recipe)) return;
        throw new InvalidInputException("the run in " + folder
                + " was started with another recipe; it can go on with "
                + "more epochs or minutes and with another patience, but all else must be equal: leave out the "
                + "options that differ, or name another folder");
    }

    /// The scores of the held-out cases.
    public Path scoresFile() { return folder.resolve("scores.csv"); }

    /// What decision thresholds find in the held-out cases, see [io.github.edgewise.metric.FreeResponse#csv].
    public Path thresholdsFile() { return folder.resolve("thresholds.csv"); }

    private Path postFile() { return folder.resolve("post.yaml"); }

    /// The post-processing of the run; nothing before it was chosen or given.
    ///
    /// @throws IOException where its file is damaged
    public Optional<StoredPost> post() throws IOException { return StoredPost.read(postFile()); }

    /// Stores the post-processing of the run.
    void keep(StoredPost post) throws IOException { post.write(postFile()); }

    /// Forgets the post-processing, unless a user gave it.
    void forgetPost() throws IOException {
        if (PostChoice.givenBefore(post()).isEmpty()) Files.deleteIfExists(postFile());
    }

    /// What is applied to the label maps of the run.
    ///
    /// @param given instead of what is stored
    public PostProcessing post(Optional<PostProcessing> given) throws IOException {
        return given.isPresent()
                ? given.get()
                : post().map(StoredPost::post).orElse(PostProcessing.NONE);
    }

    /// Fails if a case of the run is missing from a data set: with another split this would go unnoticed.
    ///
    /// @throws IOException naming the first such case
    public void requireCases(Dataset dataset) throws IOException {
        Set<String> there = dataset.cases().stream().map(Case::name).collect(Collectors.toSet());
        RunPlan plan = plan();
        Optional<Case> gone = Stream.of(plan.train(), plan.validation(), plan.held()).flatMap(List::stream)
                .filter(one -> !there.contains(one.name())).findFirst();
        if (gone.isPresent()) {
            throw new IOException("the run in " + folder + " was started with case " + gone.get().name()
                    + ", but " + dataset.name() + " no longer has its image and mask; put them back");
        }
    }

    /// Under what circumstances the run was trained, see [RunRecord].
    public Path recordFile() { return folder.resolve(RunRecord.NAME); }

    /// The page about the run.
    public Path reportFile() { return folder.resolve("report.html"); }

    /// True where a run was begun in the folder.
    public boolean exists() { return Files.exists(planFile()); }

    /// The recipe of the run.
    public Recipe recipe() throws IOException {
        requireRun();
        return RecipeFile.read(recipeFile());
    }

    /// The plan and the cases of the run.
    public RunPlan plan() throws IOException {
        requireRun();
        return RunPlan.read(planFile());
    }

    /// All epochs so far.
    public History history() throws IOException { return History.read(historyFile()); }

    /// The held-out cases of the run.
    ///
    /// @throws IOException where files of the run's cases are gone
    public List<Case> held() throws IOException { return planInPlace().held(); }

    /// The plan of the run, all of whose files are there.
    RunPlan planInPlace() throws IOException {
        RunPlan plan = plan();
        Optional<Path> gone = plan.missingFile();
        if (gone.isPresent()) {
            throw new IOException("the run in " + folder + " was trained on files that are gone, such as "
                    + gone.get() + "; if the data set has moved, name its new place with --data");
        }
        return plan;
    }

    /// Names the new place of a data set that has moved in `plan.yaml`. Does nothing while all files of the
    /// run are where they were.
    ///
    /// @param place the folder of the data set
    /// @return whether it had moved
    /// @throws IOException naming the first file that is not in the new place
    public boolean moveTo(Path place) throws IOException {
        RunPlan plan = plan();
        Optional<Path> missing = plan.missingFile();
        boolean isInPlace = missing.isPresent()
                && missing.get().startsWith(place.toAbsolutePath().normalize());
        if (missing.isEmpty() || isInPlace) return false; // in place: the file alone is gone
        write(planFile(), plan.movedTo(place).text());
        return true;
    }

    /// The network of the best epoch, ready to segment.
    ///
    /// @param overlap of neighbouring windows, 0 to below 1
    /// @throws IOException where the folder holds no run, or none with a complete epoch
    public Segmenter segmenter(double overlap) throws IOException {
        ModelDescription description = plan().plan().description();
        return new Segmenter(logits(model(), description), description, overlap);
    }

    /// By the faster engine: the training engine in bfloat16, ONNX Runtime in float32.
    private PatchLogits logits(Model model, ModelDescription description) throws IOException {
        boolean isBf16 = recipe().machine().precision().isBf16();
        if (isBf16 || model.topology().isEmpty()) return new TorchPatchLogits(model, isBf16);
        try {
            PatchLogits faster = OnnxFile.inOnnxRuntime(model, description, Engine.threads());
            model.close();
            return faster;
        } catch (IOException e) {
            return new TorchPatchLogits(model, false); // ONNX Runtime has no build for this system
        }
    }

    /// The network of the best epoch with its weights.
    ///
    /// @throws IOException where the folder holds no run, or none with a complete epoch
    public Model model() throws IOException {
        Recipe recipe = recipe();
        requireBest();
        Model model = recipe.network().build(plan().plan());
        loadBest(model);
        return model;
    }

    /// Writes the weights of the best epoch to a file of their own; see [StateDict#write] for its endings.
    ///
    /// @return how many tensors it holds
    /// @throws IOException where the folder holds no run, or none with a complete epoch, or where the file is
    ///     one of the run
    public int export(Path file) throws IOException {
        requireRun();
        requireBest();
        requireOther(file);
        try (var _ = new PointerScope()) {
            StateDict weights = Checkpoint.read(bestFile()).network();
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) Files.createDirectories(parent);
            weights.write(file);
            return weights.tensors().size();
        }
    }

    /// Fails if a file that is going to be written is one of the run.
    ///
    /// @throws IOException naming the file
    public void requireOther(Path file) throws IOException {
        for (Path own : files()) {
            if (Outputs.isSame(own, file)) {
                throw new IOException(
                        file + " is a file of the run in " + folder + " and would be replaced; name "
                                + "another file");
            }
        }
    }

    /// Keeps the weights that training begins with.
    void saveFirst(Model model) throws IOException { Checkpoint.of(model).save(firstFile()); }

    /// Keeps the weights of the best epoch.
    void saveBest(Model model, int epoch) throws IOException {
        Checkpoint.of(model).about(EPOCH, epoch).save(bestFile());
    }

    /// Keeps everything that the next epoch needs.
    void saveLast(Model model, UpdateRule rule, Optional<Average> average, int epoch) throws IOException {
        try (var _ = new PointerScope()) {
            Checkpoint last = Checkpoint.of(model).with(Checkpoint.OPTIMISER, rule.state());
            if (average.isPresent()) last = last.with(Checkpoint.AVERAGE, average.get().state());
            last.about(EPOCH, epoch).save(lastFile());
        }
    }

    /// Reads the weights of the best epoch.
    void loadBest(Model model) throws IOException {
        try (var _ = new PointerScope()) {
            Checkpoint.read(bestFile()).network().load(model);
        }
    }

    /// Reads the state after the last complete epoch, or the first weights if there is none, and returns the
    /// number of complete epochs.
    int resume(Model model, UpdateRule rule, Optional<Average> average) throws IOException {
        try (var _ = new PointerScope()) {
            if (Files.exists(lastFile())) return loadLast(model, rule, average);
            if (Files.exists(firstFile())) Checkpoint.read(firstFile()).network().load(model);
            average.ifPresent(Average::restart);
            return 0;
        }
    }

    private int loadLast(Model model, UpdateRule rule, Optional<Average> average) throws IOException {
        try {
            Checkpoint last = Checkpoint.read(lastFile());
            last.network().load(model);
            rule.load(last.group(Checkpoint.OPTIMISER));
            if (average.isPresent()) average.get().load(last.group(Checkpoint.AVERAGE));
            return Math.toIntExact(last.number(EPOCH));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; delete " + lastFile() + " to train this run from its "
                    + "first epoch again, or begin a new one from its best: train --weights " + bestFile(),
                    e);
        }
    }

    private void requireBest() throws IOException {
        if (!Files.exists(bestFile())) {
            throw new IOException("the run in " + folder + " has no complete epoch yet; go on with --resume");
        }
    }

    void requireRun() throws IOException {
        if (!exists())
            throw new IOException("no run in " + folder + "; name the --out folder of edgewise train");
    }

    static void write(Path file, String text) throws IOException {
        WholeFile.writeText(file, text);
    }

    /// Adds bytes to the end of a file.
    static void append(Path file, byte[] bytes) throws IOException {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (FileSystemException e) {
            throw e; // says which file
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
