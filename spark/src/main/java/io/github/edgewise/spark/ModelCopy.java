package io.github.edgewise.spark;

import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/// The files of a model, which executors get from the driver. A process loads it once.
///
/// @param id of the model
/// @param isRuns whether it is the networks of runs; otherwise a model file
/// @param names of the files, in the folder of their run
/// @param contents of the files
record ModelCopy(String id, boolean isRuns, ArrayList<String> names, ArrayList<byte[]> contents)
        implements Serializable {
    private static final Map<String, Ensemble> LOADED = new HashMap<>();

    /// @param model the folders of one or several runs, or a model file
    /// @throws IOException where a file cannot be read
    static ModelCopy of(List<Path> model) throws IOException {
        boolean isRuns = Files.isDirectory(model.getFirst());
        var copy = new ModelCopy(UUID.randomUUID().toString(), isRuns, new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < model.size(); i++) {
            Path one = model.get(i);
            for (Path file : isRuns ? new RunFolder(one).networkFiles() : List.of(one)) {
                copy.names.add((isRuns ? i + "/" : "") + file.getFileName());
                copy.contents.add(Files.readAllBytes(file));
            }
        }
        return copy;
    }

    /// Loads a model from its folders or file.
    @FunctionalInterface
    interface Opening {
        Ensemble open(List<Path> model) throws IOException;
    }

    /// The networks, which stay loaded until the process ends.
    ///
    /// @throws IOException where they cannot be loaded
    Ensemble loaded(Opening opening) throws IOException {
        synchronized (LOADED) {
            Ensemble known = LOADED.get(id);
            if (known != null) return known;
            Path folder = Files.createTempDirectory("edgewise-model-");
            var model = new ArrayList<Path>();
            for (int i = 0; i < names.size(); i++) {
                Path file = folder.resolve(names.get(i));
                Path place = isRuns ? file.resolveSibling(".").normalize() : file;
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, contents.get(i));
                if (!model.contains(place)) model.add(place);
            }
            Ensemble opened = opening.open(model);
            LOADED.put(id, opened);
            LoggerFactory.getLogger(ModelCopy.class).info("loaded the model {}", id);
            org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile()); // it is in memory
            return opened;
        }
    }
}
