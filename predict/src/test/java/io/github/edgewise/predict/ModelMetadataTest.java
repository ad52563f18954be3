package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelMetadataTest {
    private static final Normalisation CT = new Normalisation(Normalisation.Of.DATA_SET, -1024.5, 1e-7,
            1.0 / 3,
            7);

    private static ModelMetadata solid() {
        var preparation = new Preparation(true, List.of(CT, Normalisation.NONZERO), Preparation.Axes.IN_PLANE,
                new Spacing(7.5, 0.1, 1.0 / 3), 0, "LPS");
        return new ModelMetadata("uNet:width=16", 5,
                new ModelDescription(2, 3, Shape.of(8, 32, 16), preparation, List.of(0, 2)),
                new Size(2, 16, 8),
                List.of("background", "left, or \"upper\"", "rechts µ"),
                PostProcessing.parse("1:smallest=10.25,threshold=0.4;2:largest,fill"));
    }

    private static ModelMetadata flat() {
        var preparation = new Preparation(false, List.of(Normalisation.RANGE), Preparation.Axes.NONE,
                Spacing.UNIT, 256);
        return new ModelMetadata("eNet", 1,
                new ModelDescription(1, 2, Shape.of(256, 256), preparation, List.of()), new Size(1, 8, 8),
                List.of(), PostProcessing.NONE);
    }

    @Test
    void what_is_written_is_read_again_to_the_last_digit() {
        for (ModelMetadata each : List.of(solid(), flat())) {
            assertThat(ModelMetadata.of(each.properties())).isEqualTo(each);
        }
        assertThat(solid().properties()).containsEntry("edgewise.patch", "8 32 16")
                .containsEntry("edgewise.stride", "2 16 8").containsEntry("edgewise.mirrors", "0 2")
                .containsEntry("edgewise.channel.1", "NONZERO")
                .containsEntry("edgewise.class.0", "background");
        assertThat(flat().properties()).containsEntry("edgewise.patch", "256 256")
                .containsEntry("edgewise.post", "none").doesNotContainKey("edgewise.class.0");
    }

    @Test
    void what_is_missing_or_not_understood_is_named() {
        var properties = new LinkedHashMap<>(solid().properties());
        properties.remove("edgewise.patch");
        assertThatThrownBy(() -> ModelMetadata.of(properties)).isInstanceOf(InvalidInputException.class)
                .hasMessage("the model lacks its property edgewise.patch");
        for (String text : List.of("8", "8 a 16", "", "0 32 16")) {
            properties.put("edgewise.patch", text);
            assertThatThrownBy(() -> ModelMetadata.of(properties)).isInstanceOf(InvalidInputException.class)
                    .hasMessage("the model's property edgewise.patch is not understood: " + text);
        }
        properties.put("edgewise.patch", "8 32 15");
        assertThatThrownBy(() -> ModelMetadata.of(properties)).hasMessageContaining("not a multiple");
        properties.put("edgewise.patch", "8 32 16");
        properties.put("edgewise.channel.0", "DATA_SET 1 2");
        assertThatThrownBy(() -> ModelMetadata.of(properties))
                .hasMessageContaining("edgewise.channel.0 is not understood: DATA_SET 1 2");
    }

    @Test
    void weights_and_input_are_said_and_a_raw_input_is_a_format_of_its_own() {
        ModelMetadata raw = flat().with(ModelMetadata.Weights.INT8).with(ModelMetadata.Input.RAW);
        assertThat(ModelMetadata.of(raw.properties())).isEqualTo(raw).isNotEqualTo(flat());
        assertThat(raw.properties()).containsEntry("edgewise.format", "2")
                .containsEntry("edgewise.weights", "INT8").containsEntry("edgewise.input", "RAW");
        assertThat(flat().properties()).containsEntry("edgewise.format", "1");
        var before = new LinkedHashMap<>(flat().properties()); // as earlier versions wrote it
        before.remove("edgewise.weights");
        before.remove("edgewise.input");
        assertThat(ModelMetadata.of(before)).isEqualTo(flat());
        before.put("edgewise.input", "cooked");
        assertThatThrownBy(() -> ModelMetadata.of(before))
                .hasMessageContaining("edgewise.input is not understood: cooked");
    }

    @Test
    void a_newer_format_names_the_version_that_wrote_it() {
        var properties = new LinkedHashMap<>(flat().properties());
        properties.put("edgewise.format", "3");
        properties.put("edgewise.version", "9.1");
        assertThatThrownBy(() -> ModelMetadata.of(properties)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("format 3 of Edgewise 9.1");
    }
}
