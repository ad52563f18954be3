package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
    @TempDir
    Path folder;

    private Path save(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
        return file;
    }

    @Test
    void grey_values_are_read_as_stored_in_8_and_16_bits() throws IOException {
        var grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 0, 0, 100);
        assertThat(Volumes.read(save("a.png", grey)).values()).containsExactly(0, 100);
        var deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(1, 0, 0, 40_000);
        assertThat(Volumes.read(save("b.png", deep)).values()).containsExactly(0, 40_000);
    }

    @Test
    void colour_is_three_channels_and_transparency_is_dropped() throws IOException {
        var colour = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        colour.setRGB(0, 0, 0xff102030);
        assertThat(Volumes.read(save("a.png", colour)).values()).containsExactly(16, 32, 48);
        var photo = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            photo.setRGB(i % 8, i / 8, 0xc82814);
        }
        Volume read = Volumes.read(save("b.jpg", photo));
        assertThat(read.channels()).isEqualTo(3);
        assertThat(read.at(0, 0, 4, 4)).isBetween(192f, 208f);
        assertThat(read.at(2, 0, 4, 4)).isBetween(12f, 28f);
    }

    @Test
    void a_one_bit_mask_is_0_and_1() throws IOException {
        var bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setSample(2, 0, 0, 1);
        LabelMap mask = Volumes.readLabels(save("m.png", bits), LabelRule.AS_STORED);
        assertThat(mask.labels()).containsExactly(0, 0, 1);
        assertThat(mask.classes()).isEqualTo(2);
    }

    @Test
    void labels_are_read_by_their_rule() throws IOException {
        var grey = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 0, 0, 2);
        grey.getRaster().setSample(2, 0, 0, 7);
        Path file = save("m.png", grey);
        assertThat(Volumes.readLabels(file, LabelRule.AS_STORED).classes()).isEqualTo(8);
        assertThat(Volumes.readLabels(file, LabelRule.FOREGROUND).labels()).containsExactly(0, 1, 1);
        assertThatThrownBy(() -> Volumes.readLabels(file, 4, LabelRule.AS_STORED)).hasMessageContaining(
                "label 7 at voxel (0, 2) of m.png, but there are 4 classes (0-3)");
    }

    @Test
    void label_maps_are_written_with_their_indices() throws IOException {
        var labels = new LabelMap(Grid.of(Shape.of(2, 2)), 4, new byte[]{0, 1, 2, 3});
        Volumes.write(folder.resolve("l.png"), labels);
        assertThat(Volumes.readLabels(folder.resolve("l.png"), LabelRule.AS_STORED).labels())
                .containsExactly(0, 1, 2, 3);
        assertThatThrownBy(() -> Volumes.write(folder.resolve("l.jpg"), labels))
                .hasMessageContaining("write .png");
        assertThatThrownBy(
                () -> Volumes.write(folder.resolve("v.png"), new LabelMap(Grid.of(Shape.of(2, 2, 1)), 2,
                        new byte[4])))
                .hasMessageContaining("write .nii.gz");
    }

    @Test
    void a_damaged_picture_and_a_mask_with_fractions_are_named() throws IOException {
        Path broken = Files.writeString(folder.resolve("x.png"), "nothing");
        assertThatThrownBy(() -> Volumes.read(broken))
                .hasMessageContaining("a PNG, JPEG, GIF or BMP picture was expected");
        Volumes.write(folder.resolve("f.nii"), new Volume(Grid.of(Shape.of(1, 2)), new float[]{0, 0.5f}));
        assertThatThrownBy(() -> Volumes.readLabels(folder.resolve("f.nii"), LabelRule.AS_STORED))
                .hasMessageContaining("voxel (0, 1) of f.nii is 0.5");
    }

    @Test
    void grey_of_few_bits_is_as_stored_and_palettes_of_colours_are_labels() throws IOException {
        Path made = Path.of("src/test/resources/formats");
        assertThat(Volumes.readLabels(made.resolve("grey_2_bits.png"), LabelRule.AS_STORED).classes())
                .isEqualTo(4);
        assertThat(Volumes.readLabels(made.resolve("palette_labels_8.png"), LabelRule.AS_STORED).classes())
                .isEqualTo(20);
        assertThat(Volumes.stored(made.resolve("palette_labels_8.png")).warnings())
                .containsExactly(Palette.INDICES);
        assertThat(Volumes.stored(made.resolve("palette_ramp_8.png")).warnings()).isEmpty();
        assertThat(Volumes.read(made.resolve("palette_ramp_8.png")).values()).contains(228);
    }

    @Test
    void a_turned_photo_is_shown_upright() throws IOException {
        Path made = Path.of("src/test/resources/formats");
        Stored turned = Volumes.stored(made.resolve("turned_6.jpg"));
        assertThat(turned.volume().grid().shape()).isEqualTo(Shape.of(24, 16));
        assertThat(turned.volume().at(0, 0, 2, 13)).isGreaterThan(190); // was on the upper left
        assertThat(turned.warnings()).containsExactly("turned according to its EXIF orientation 6");
        assertThat(Volumes.stored(made.resolve("turned_1.jpg")).warnings()).isEmpty();
    }

    @Test
    void whole_numbers_are_written_with_the_bits_they_need() throws IOException {
        var grid = Grid.of(Shape.of(1, 3));
        Path file = folder.resolve("w.png");
        Volumes.write(file, new Volume(grid, new float[]{0, 256, 65_535}));
        assertThat(Volumes.stored(file).type()).isEqualTo("uint16");
        assertThat(Volumes.read(file).values()).containsExactly(0, 256, 65_535);
        Volumes.write(file, new Volume(grid, new float[]{0, 1, 2, 50, 51, 52, 253, 254, 255}));
        assertThat(Volumes.stored(file).type()).isEqualTo("uint8");
        assertThat(Volumes.read(file).values()).containsExactly(0, 1, 2, 50, 51, 52, 253, 254, 255);
        for (float wrong : new float[]{0.5f, -1, 65_536, Float.NaN}) {
            assertThatThrownBy(() -> Volumes.write(file, new Volume(grid, new float[]{0, wrong, 0})))
                    .isInstanceOf(IOException.class).hasMessageContaining("would get " + wrong);
        }
    }
}
