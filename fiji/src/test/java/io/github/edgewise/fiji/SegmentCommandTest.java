package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ShortProcessor;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentCommandTest {
    private final Commands commands = new Commands();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() { commands.close(); }

    private Map<String, Object> inputs(ImagePlus image, int channels, int axes, String result)
            throws IOException {
        Path model = ThresholdModel.write(folder.resolve("model.onnx"), channels, axes);
        return Map.of("image", image, "model", model.toFile(), "result", result);
    }

    private ImagePlus segmented(ImagePlus image, int channels, int axes, String result) throws IOException {
        return commands.output(SegmentCommand.class, "segmentation", ImagePlus.class,
                inputs(image, channels, axes, result));
    }

    /// An odd size, larger than a window; values above 100 in a corner.
    private static ImagePlus corner(int depth) {
        ImagePlus image = Images.sized(Images.counted(16, 1, depth, 7, 5), 2, 0.5, 0.25, "µm");
        for (int z = 0; z < depth; z++) {
            for (int y = 0; y < 7; y++) {
                for (int x = 0; x < 5; x++) {
                    image.getStack().getProcessor(z + 1).set(x, y, z == 0 && y < 2 && x < 3 ? 150 : 50);
                }
            }
        }
        return image;
    }

    @Test
    void labels_are_an_8_bit_stack_with_the_calibration_of_the_image() throws IOException {
        for (int axes : new int[]{2, 3}) {
            ImagePlus image = corner(3);
            ImagePlus labels = segmented(image, 1, axes, "labels");
            assertThat(labels.getBitDepth()).isEqualTo(8);
            assertThat(labels.getDimensions()).containsExactly(5, 7, 1, 3, 1);
            assertThat(labels.getCalibration().equals(image.getCalibration())).isTrue();
            assertThat(labels.getTitle()).isEqualTo("counted-labels");
            for (int z = 0; z < 3; z++) {
                for (int y = 0; y < 7; y++) {
                    for (int x = 0; x < 5; x++) {
                        assertThat(labels.getStack().getProcessor(z + 1).get(x, y))
                                .isEqualTo(z == 0 && y < 2 && x < 3 ? 1 : 0);
                    }
                }
            }
        }
    }

    @Test
    void probabilities_are_32_bit_channels_with_the_names_of_the_classes() throws IOException {
        ImagePlus probabilities = segmented(corner(3), 1, 2, "probabilities");
        assertThat(probabilities.getDimensions()).containsExactly(5, 7, 2, 3, 1);
        assertThat(probabilities.getBitDepth()).isEqualTo(32);
        int bright = probabilities.getStackIndex(2, 1, 1);
        assertThat(probabilities.getStack().getProcessor(bright).getf(0, 0))
                .isCloseTo((float) (1 / (1 + Math.exp(-2))), within(1e-6f));
        assertThat(probabilities.getStack().getProcessor(bright).getf(4, 6))
                .isCloseTo((float) (1 / (1 + Math.exp(2))), within(1e-6f));
        assertThat(probabilities.getStack().getSliceLabel(bright)).isEqualTo("bright");
        assertThat(probabilities.getStack().getSliceLabel(1)).isEqualTo("background");
    }

    @Test
    void outlines_without_a_screen_are_the_overlay_of_the_image() throws IOException {
        ImagePlus image = corner(3);
        assertThat(commands.run(SegmentCommand.class, inputs(image, 1, 2, "rois")).getOutput("segmentation"))
                .isNull();
        Roi[] rois = image.getOverlay().toArray();
        assertThat(rois).hasSize(1);
        assertThat(rois[0].getName()).isEqualTo("bright, slice 1");
        assertThat(rois[0].getBounds()).isEqualTo(new Rectangle(0, 0, 3, 2));
        assertThat(rois[0].getPosition()).isEqualTo(1);
    }

    @Test
    void colours_and_composites_are_channels() throws IOException {
        ImagePlus labels = segmented(Images.colours(0xffffff, 0xff0000, 0x1010c0), 3, 2, "labels");
        assertThat(ImageConversion.volume(labels).values()).containsExactly(1, 0, 0);
        ImagePlus composite = Images.counted(32, 2, 1, 1, 5);
        composite.getStack().getProcessor(1).set(0, 0, 0);
        ImagePlus two = segmented(composite, 2, 2, "labels");
        assertThat(ImageConversion.volume(two).values()).as("0 and 1000, cut off at 255").containsOnly(1);
    }

    @Test
    void hounsfield_units_reach_the_network() throws IOException {
        var ct = new ImagePlus("ct",
                new ShortProcessor(2, 1, new short[]{(short) 32858, (short) 32878}, null));
        ct.getCalibration().setSigned16BitCalibration();
        assertThat(ImageConversion.volume(segmented(ct, 1, 2, "labels")).values()).as("90 and 110")
                .containsExactly(0, 1);
    }

    @Test
    void mistakes_are_refused_with_a_sentence() throws IOException {
        ImagePlus image = corner(1);
        assertThat(commands.refusal(SegmentCommand.class, inputs(image, 2, 2, "labels")))
                .contains("2 channels", "1 channels");
        assertThat(commands.refusal(SegmentCommand.class, inputs(image, 1, 3, "labels"))).contains("3-D",
                "2-D");
        assertThat(commands.refusal(SegmentCommand.class, inputs(image, 1, 2, "mask"))).contains("'mask'");
        Path none = folder.resolve("none.onnx");
        assertThat(commands.refusal(SegmentCommand.class, Map.of("image", image, "model", none.toFile())))
                .contains("there is no file", "none.onnx");
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
        assertThat(commands.refusal(SegmentCommand.class, Map.of("image", image, "model", text.toFile())))
                .contains("text.onnx is not a model");
    }

    @Test
    void selections_of_classes_by_hand() {
        ImagePlus labels = Images.labels("a", """
                11.
                ..2
                1..

                ...
                2..
                ...
                """);
        var rois = ClassRois.of(ImageConversion.labels(labels), List.of(), labels);
        assertThat(rois).extracting(Roi::getName).containsExactly("class 1, slice 1", "class 2, slice 1",
                "class 2, slice 2");
        assertThat(rois.getFirst().getBounds()).isEqualTo(new Rectangle(0, 0, 2, 3));
        assertThat(rois.getFirst().contains(1, 0)).isTrue();
        assertThat(rois.getFirst().contains(0, 1)).isFalse();
        assertThat(rois.getFirst().contains(0, 2)).isTrue();
        assertThat(rois.get(1).contains(2, 1)).isTrue();
        assertThat(rois.get(2).getPosition()).isEqualTo(2);
        assertThat(
                Stream.of(rois.get(0), rois.get(1)).map(roi -> Objects.requireNonNull(roi.getStrokeColor())))
                .doesNotHaveDuplicates();
    }
}
