package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DistanceMapCommandTest {
    private static final String ONE_VOXEL = """
            .....
            .....
            .....

            .....
            .2...
            .....

            .....
            .....
            .....
            """;

    private final Commands commands = new Commands();

    @AfterEach
    void close() { commands.close(); }

    private ImagePlus map(ImagePlus labels, Object... settings) {
        return commands.output(DistanceMapCommand.class, "distances", ImagePlus.class,
                inputs(labels, settings));
    }

    private String refusal(ImagePlus labels, Object... settings) {
        return commands.refusal(DistanceMapCommand.class, inputs(labels, settings));
    }

    private static Map<String, Object> inputs(ImagePlus labels, Object... settings) {
        var inputs = new HashMap<String, Object>(Map.of("image", labels));
        for (int i = 0; i < settings.length; i += 2) {
            inputs.put((String) settings[i], settings[i + 1]);
        }
        return inputs;
    }

    private static float at(ImagePlus map, int z, int y, int x) {
        return map.getStack().getProcessor(z + 1).getf(x, y);
    }

    @Test
    void distances_by_hand_in_micrometres_of_an_anisotropic_stack() {
        ImagePlus labels = Images.sized(Images.labels("cells.tif", ONE_VOXEL), 2, 0.5, 0.25, "µm");
        ImagePlus map = map(labels, "classIndex", 2);
        assertThat(map.getBitDepth()).isEqualTo(32);
        assertThat(map.getDimensions()).containsExactly(5, 3, 1, 3, 1);
        assertThat(map.getCalibration().equals(labels.getCalibration())).isTrue();
        assertThat(map.getTitle()).isEqualTo("cells-distance");
        assertThat(at(map, 1, 1, 1)).as("half of the shortest side, inside").isCloseTo(-0.125f,
                within(1e-7f));
        assertThat(at(map, 1, 1, 2)).isCloseTo(0.125f, within(1e-7f));
        assertThat(at(map, 1, 1, 4)).isCloseTo(0.625f, within(1e-7f));
        assertThat(at(map, 1, 0, 1)).isCloseTo(0.25f, within(1e-7f));
        assertThat(at(map, 0, 1, 1)).isCloseTo(1, within(1e-7f));
        assertThat(at(map, 2, 2, 4)).isCloseTo((float) Math.sqrt(1 + 0.0625 + 0.625 * 0.625), within(1e-6f));
        assertThat(commands.notes()).isEmpty();
    }

    @Test
    void equals_the_map_of_the_library_for_every_zero_level_unit_and_odd_size() {
        var random = new Random(5);
        Map<String, Double> units = Map.of("µm", 1e-3, "mm", 1.0, "cm", 10.0, "inch", 25.4);
        units.forEach((unit, mm) -> {
            int depth = 1 + random.nextInt(5);
            int height = 1 + random.nextInt(9);
            int width = 1 + random.nextInt(13);
            var drawing = new StringBuilder();
            byte[] values = new byte[depth * height * width];
            for (int i = 0; i < values.length; i++) {
                if (i > 0 && i % width == 0) drawing.append(i % (width * height) == 0 ? "\n\n" : "\n");
                values[i] = (byte) (i == 0 ? 3 : random.nextInt(4));
                drawing.append(values[i]);
            }
            ImagePlus labels = Images.sized(Images.labels("a", drawing.toString()), 3.5, 0.7, 0.2, unit);
            Shape shape = depth == 1 ? Shape.of(height, width) : Shape.of(depth, height, width);
            var grid = Grid.of(shape, new Spacing(depth == 1 ? 1 : 3.5 * mm, 0.7 * mm, 0.2 * mm));
            for (ZeroLevel level : ZeroLevel.values()) {
                float[] expected = SignedDistance.of(new LabelMap(grid, 4, values)).with(level).forClass(3)
                        .mm();
                ImagePlus map = map(labels, "classIndex", 3, "zeroLevel",
                        level.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                float[] found = ImageConversion.volume(map).values();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).as("%s %s %d", unit, level, i).isEqualTo((float) (expected[i] / mm));
                }
            }
        });
    }

    @Test
    void separate_slices_do_not_see_each_other() {
        ImagePlus labels = Images.sized(Images.labels("a", """
                .1...
                .....

                .....
                .....

                ....1
                .....
                """), 0.1, 1, 1, "mm");
        ImagePlus volume = map(labels);
        ImagePlus separate = map(labels, "slices", "separate");
        assertThat(at(volume, 1, 0, 1)).isCloseTo(0.05f, within(1e-6f));
        assertThat(at(separate, 0, 0, 4)).isEqualTo(2.5f);
        assertThat(at(separate, 2, 0, 1)).isEqualTo(2.5f);
        assertThat(at(separate, 0, 0, 1)).isEqualTo(-0.5f);
        assertThat(at(separate, 1, 0, 1)).as("the diagonal of the empty slice")
                .isEqualTo((float) Math.sqrt(29));
        assertThat(separate.getCalibration().pixelDepth).isEqualTo(0.1);
    }

    @Test
    void a_clip_is_a_length_in_the_unit_of_the_image() {
        ImagePlus map = map(Images.sized(Images.labels("a", "1......."), 1, 2, 2, "µm"), "clip", 4.0);
        float[] row = ImageConversion.volume(map).values();
        assertThat(row).containsExactly(new float[]{-1, 1, 3, 4, 4, 4, 4, 4}, within(1e-6f));
    }

    @Test
    void a_mask_of_0_and_255_has_class_1_which_255_names_too() {
        ImagePlus mask = Images.sized(Images.labels("mask", "##.."), 1, 1, 1, "mm");
        assertThat(ImageConversion.volume(map(mask)).values()).containsExactly(-1.5f, -0.5f, 0.5f, 1.5f);
        assertThat(ImageConversion.volume(map(mask, "classIndex", 255)).values())
                .containsExactly(-1.5f, -0.5f, 0.5f, 1.5f);
        assertThat(ImageConversion.volume(map(mask, "classIndex", 0)).values())
                .containsExactly(1.5f, 0.5f, -0.5f, -1.5f);
        assertThat(refusal(mask, "classIndex", 2)).contains("class 2", "2 classes (0-1)");
    }

    @Test
    void an_empty_mask_and_an_absent_class_give_a_constant_and_a_note() {
        ImagePlus empty = map(Images.sized(Images.labels("empty", "...."), 1, 1, 1, "mm"));
        assertThat(ImageConversion.volume(empty).values()).containsOnly(4);
        assertThat(commands.notes()).hasSize(1).first().asString().contains("class 1", "empty", "constant");
        ImagePlus absent = map(Images.sized(Images.labels("a", "2..."), 1, 1, 1, "mm"));
        assertThat(ImageConversion.volume(absent).values()).containsOnly(4);
        ImagePlus full = map(Images.sized(Images.labels("full", "1111"), 1, 1, 1, "mm"));
        assertThat(ImageConversion.volume(full).values()).containsOnly(-4);
    }

    @Test
    void pixels_without_a_unit_are_noted() {
        ImagePlus map = map(Images.labels("cells", "1.."));
        assertThat(ImageConversion.volume(map).values()).containsExactly(-0.5f, 0.5f, 1.5f);
        assertThat(commands.notes()).hasSize(1).first().asString().contains("cells has no unit of length");
    }

    @Test
    void mistakes_are_refused_with_a_sentence() {
        ImagePlus labels = Images.sized(Images.labels("a", "12.."), 1, 1, 1, "mm");
        assertThat(refusal(labels, "classIndex", 3)).contains("class 3", "3 classes (0-2)");
        assertThat(refusal(labels, "clip", -1.0)).contains("clip", "-1");
        assertThat(refusal(labels, "clip", Double.NaN)).contains("clip", "NaN");
        assertThat(refusal(labels, "zeroLevel", "surface")).contains("'surface'", "face, centre");
        assertThat(refusal(labels, "slices", "both")).contains("'both'", "volume or separate");
        assertThat(refusal(Images.counted(32, 1, 1, 40, 40))).contains("counted holds 256 at (22, 36)");
    }

    @Test
    void the_labels_stay_as_they_were() {
        ImagePlus labels = Images.sized(Images.labels("a", "##.."), 1, 1, 1, "mm");
        map(labels);
        assertThat(((ByteProcessor) labels.getProcessor()).getPixelsCopy())
                .isEqualTo(new byte[]{-1, -1, 0, 0});
    }
}
