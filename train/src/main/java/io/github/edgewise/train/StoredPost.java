package io.github.edgewise.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.predict.PostProcessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The post-processing of a run, and what it did on the watched (validation) cases; `post.yaml` in the folder
/// of the run.
///
/// @param post what is applied to label maps
/// @param given true if the user gave it, false if it was chosen
/// @param patients watched patients that it was chosen or measured on
/// @param why in words, such as why nothing was chosen
/// @param steps what was tried, in this order; none if it was given
/// @param effects on the watched cases; none where nothing is applied
public record StoredPost(PostProcessing post, boolean given, int patients, String why, List<Step> steps,
        List<Effect> effects) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /// The best candidate of one setting of a class.
    ///
    /// @param classIndex the class
    /// @param setting the candidate, such as `smallest=10`
    /// @param candidates how many were tried
    /// @param gain mean over the patients of its score minus that without it
    /// @param p that chance gives one of so many candidates such a gain, see
    ///     [io.github.edgewise.statistics.Permutation#ofSeveral]
    /// @param taken whether the setting is used
    public record Step(@JsonProperty("class") int classIndex, String setting, int candidates, double gain,
            double p, boolean taken) {}

    /// The mean of a metric over the watched cases, without and with the post-processing.
    ///
    /// @param classIndex the class
    /// @param metric its name
    /// @param before without; nothing where undefined
    /// @param after with; nothing where undefined
    public record Effect(@JsonProperty("class") int classIndex, String metric, Optional<Double> before,
            Optional<Double> after) {}

    /// How it stands in the file.
    private record Form(String post, boolean given, int patients, String why, List<Step> steps,
            List<Effect> effects) {}

    public StoredPost {
        steps = List.copyOf(steps);
        effects = List.copyOf(effects);
    }

    /// What is given, before it is measured.
    static StoredPost of(PostProcessing given) {
        return new StoredPost(given, true, 0, "as given", List.of(), List.of());
    }

    /// Nothing is applied, and why.
    static StoredPost none(boolean given, int patients, String why) {
        return new StoredPost(PostProcessing.NONE, given, patients, why, List.of(), List.of());
    }

    /// The post-processing in a file; nothing where there is none.
    ///
    /// @throws IOException where the file cannot be read or is damaged
    static Optional<StoredPost> read(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        try {
            Form f = YAML.readValue(Files.readString(file), Form.class);
            return Optional.of(new StoredPost(PostProcessing.parse(f.post), f.given, f.patients, f.why,
                    f.steps, f.effects));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: "
                    + (e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage())
                    + "; delete it to have label maps without post-processing", e);
        }
    }

    void write(Path file) throws IOException {
        var form = new Form(post.text(), given, patients, why, steps, effects);
        WholeFile.writeText(file,
                "# how label maps of this run are cleaned; predict --post none leaves it out\n"
                        + YAML.writeValueAsString(form).replaceFirst("^---\\s*", ""));
    }

    /// One line, such as `1:smallest=10, chosen on 12 validation patients`.
    public String summary() { return post.text() + ": " + why; }

    /// What it did, a line per class and metric: `class 1: lesion_recall 0.61 -> 0.60`.
    public List<String> told() {
        var lines = new ArrayList<String>();
        for (Effect e : effects) {
            if (e.before().isEmpty() && e.after().isEmpty()) continue;
            lines.add("class " + e.classIndex() + ": " + e.metric() + " " + number(e.before()) + " -> "
                    + number(e.after()));
        }
        return lines;
    }

    private static String number(Optional<Double> value) {
        return value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("-");
    }
}
