package io.github.edgewise.report;

import io.github.edgewise.Version;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a run comes from: its data set, the day, the version and the command line.
///
/// @param folder of the run
/// @param plan of the run
record Origin(Path folder, RunPlan plan) {
    private static final JsonMapper JSON = new JsonMapper();

    /// What is known, by name. The command line stands in `run.json` where the run has this file.
    Map<String, String> facts() throws IOException {
        var facts = new LinkedHashMap<String, String>();
        dataset().ifPresent(path -> facts.put("Data set", path.toString()));
        Path history = new RunFolder(folder).historyFile();
        if (Files.exists(history)) {
            facts.put("Trained until", Html.time(Files.getLastModifiedTime(history).toInstant()));
        }
        facts.put("Version", "Edgewise " + Version.current());
        command().ifPresent(text -> facts.put("Command line", text));
        return facts;
    }

    /// The innermost folder with the files of all cases.
    private Optional<Path> dataset() {
        Optional<Path> common = Optional.empty();
        List<Case> cases = Stream.of(plan.train(), plan.validation(), plan.held()).flatMap(List::stream)
                .toList();
        for (Case one : cases) {
            for (Path file : one.files()) {
                Path parent = file.toAbsolutePath().getParent();
                while (common.isPresent() && parent != null && !common.get().startsWith(parent)) {
                    parent = parent.getParent();
                }
                common = Optional.ofNullable(parent);
            }
        }
        return common;
    }

    private Optional<String> command() throws IOException {
        Path file = folder.resolve("run.json");
        if (!Files.exists(file)) return Optional.empty();
        try {
            JsonNode words = JSON.readTree(Files.readString(file)).path("sessions").path(0).path("command");
            var command = new ArrayList<String>(List.of("edgewise"));
            words.forEach(word -> command.add(quoted(word.asString(""))));
            return command.size() == 1 ? Optional.empty() : Optional.of(String.join(" ", command));
        } catch (JacksonException e) {
            return Optional.empty(); // a page is no place to complain about it
        }
    }

    /// A word as a shell reads it.
    private static String quoted(String word) {
        return word.matches("[\\w./:=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
