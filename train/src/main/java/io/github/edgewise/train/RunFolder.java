package io.github.edgewise.train;

import io.github.edgewise.engine.Weights;
import io.github.edgewise.io.AtomicFile;
import io.github.edgewise.io.Case;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.Segmenter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The folder of a run and the names of what lies in it.
///
/// `recipe.yaml` and `plan.yaml` repeat the run, `history.jsonl` has a line per epoch, `best.pt` and
/// `last.pt` are the weights (and the optimiser's state) of the epoch with the highest validation score and
/// of the last one.
///
/// @param folder the folder
public record RunFolder(Path folder) {
    Path recipeFile() { return folder.resolve("recipe.yaml"); }

    Path planFile() { return folder.resolve("plan.yaml"); }

    /// A line of JSON per epoch.
    public Path historyFile() { return folder.resolve("history.jsonl"); }

    Path bestFile() { return folder.resolve("best.pt"); }

    Path lastFile() { return folder.resolve("last.pt"); }

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

    /// The cases that the run never saw.
    public List<Case> held() throws IOException { return plan().held(); }

    /// The network of the best epoch, ready to segment.
    ///
    /// @param overlap of neighbouring windows, 0 to below 1
    /// @throws IOException where the folder holds no run, or none with a complete epoch
    public Segmenter segmenter(double overlap) throws IOException {
        Recipe recipe = recipe();
        RunPlan plan = plan();
        if (!Files.exists(bestFile())) {
            throw new IOException("the run in " + folder + " has no complete epoch yet; go on with --resume");
        }
        Model model = recipe.network().build(plan.plan());
        Weights.load(bestFile(), model);
        return new Segmenter(model, plan.plan(), recipe.machine().precision().isBf16(), overlap);
    }

    void requireRun() throws IOException {
        if (!exists())
            throw new IOException("no run in " + folder + "; name the folder that --out of train named");
    }

    static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
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
