package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import org.junit.jupiter.api.Test;

class VolumeTest {
    @Test
    void a_voxel_is_found_with_x_fastest() {
        var volume = new Volume(Grid.of(Shape.of(2, 3, 4)), new float[48]);
        volume.values()[24 + 12 + 4 + 3] = 5;
        assertThat(volume.channels()).isEqualTo(2);
        assertThat(volume.at(1, 1, 1, 3)).isEqualTo(5);
        assertThat(volume.grid().shape().position(19)).isEqualTo("(1, 1, 3)");
    }

    @Test
    void a_label_beyond_the_classes_is_named_with_its_voxel() {
        assertThatThrownBy(() -> new LabelMap(Grid.of(Shape.of(2, 2)), 3, new byte[]{0, 1, 2, 3}))
                .hasMessage("label 3 at voxel (1, 1), but there are 3 classes (0-2)");
    }

    @Test
    void labels_up_to_255_are_unsigned() {
        var labels = new LabelMap(Grid.of(Shape.of(1, 2)), 256, new byte[]{(byte) 255, 0});
        assertThat(labels.at(0)).isEqualTo(255);
        assertThat(labels.count(255)).isEqualTo(1);
    }

    @Test
    void a_wrong_number_of_values_is_refused() {
        assertThatThrownBy(() -> new Volume(Grid.of(Shape.of(2, 2)), new float[5]))
                .hasMessageContaining("multiple of 4 values, but got 5");
        assertThatThrownBy(() -> new Shape(2, 3, 4, 5)).hasMessageContaining("depth 1");
        assertThatThrownBy(() -> Shape.of(0, 4)).hasMessageContaining("at least one voxel");
        assertThat(Shape.of(3, 4).values(5)).isEqualTo(60);
        assertThatThrownBy(() -> Shape.of(1 << 15, 1 << 15).values(2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 times 32768 x 32768");
        int many = 1 << 21;
        assertThat(Shape.of(many, many, many - 1).count()).isEqualTo(Long.MAX_VALUE - (1L << 42) + 1);
        assertThatThrownBy(() -> Shape.of(many, many, many)).as("2^63")
                .hasMessageContaining("fewer than 2^63");
        assertThatThrownBy(() -> Shape.of(many, many, 2 * many - 1)).as("below 2^64")
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("fewer than 2^63");
        assertThatThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .hasMessageContaining("fewer than 2^63");
    }
}
