package io.github.edgewise.compare;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Lesion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The scores of one run on its held-out cases; `scores.json` in its folder.
///
/// @param rows one per case, class and metric
/// @param lesions of the references, by the name of the case, and whether the run found them
public record RunScores(List<Row> rows, Map<String, List<Lesion>> lesions) {
    private static final JsonMapper JSON = JsonMapper.builder().addMixIn(Lesion.class, LesionForm.class)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /// How a lesion stands in a file; the core knows no JSON.
    private interface LesionForm {
        @JsonProperty("class")
        @JsonAlias("k")
        int classIndex();
    }

    /// One score.
    ///
    /// @param caseName the case
    /// @param classIndex the class
    /// @param metric its name
    /// @param value measured or a penalty; nothing where undefined
    /// @param unit `mm` or empty
    /// @param note why there is no value, or a penalty; else empty
    public record Row(String caseName, @JsonProperty("class") @JsonAlias("k") int classIndex, String metric,
            Optional<Double> value, String unit,
            String note) {
        /// True if a class was missed or invented and the value is a penalty.
        public boolean isPenalty() { return value.isPresent() && !note.isEmpty(); }
    }

    public RunScores {
        rows = List.copyOf(rows);
        lesions = Collections.unmodifiableMap(new LinkedHashMap<>(lesions)); // keeps the order, so equal runs write equal files
    }

    static RunScores of(Evaluation scores, Map<String, List<Lesion>> lesions) {
        return new RunScores(scores.rows().stream().map(r -> new Row(r.caseName(), r.classIndex(), r.metric(),
                r.number(), r.unit(), r.note())).toList(), lesions);
    }

    static RunScores read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readString(file), RunScores.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage()
                    + "; delete it to score the run again", e);
        }
    }

    void write(Path file) throws IOException {
        WholeFile.writeText(file, JSON.writeValueAsString(this));
    }
}
