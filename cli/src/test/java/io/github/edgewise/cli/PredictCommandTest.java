package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private void run(Object... arguments) {
        assertThat(Edgewise.run(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new)))
                .isZero();
    }

    /// A turned, left-handed qform beside an sform with another code, in micrometres.
    private static void place(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.put(123, (byte) 3).putFloat(76, -1).putFloat(80, 700).putFloat(84, 900).putFloat(88, 2500);
        f.putShort(252, (short) 1).putShort(254, (short) 4);
        f.putFloat(256, 0.1f).putFloat(260, -0.2f).putFloat(264, 0.3f).putFloat(268, -31_500.25f);
        float[] rows = {-0.7f, 12.1f, 3.3f, 7e4f, 690.3f, 0.11f, 1f, 8e4f, -5f, 893.7f, 2490.1f, 9e4f};
        for (int i = 0; i < 12; i++) {
            f.putFloat(280 + 4 * i, rows[i]);
        }
        f.put(148, "from a scanner".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(file, bytes);
    }

    @Test
    void label_maps_and_probabilities_lie_where_the_image_lies_to_the_bit() throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii"), scan.labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        run("train", data, "--out", folder.resolve("run"), "--recipe", recipe);
        Path image = data.resolve("images/p0.nii");
        place(image);
        run("predict", folder.resolve("run"), image, "-o", folder.resolve("out"));
        byte[] before = Files.readAllBytes(image);
        byte[] after = Files.readAllBytes(folder.resolve("out/p0.nii"));
        for (int[] part : new int[][]{{76, 108}, {123, 124}, {148, 228}, {252, 328}}) {
            assertThat(Arrays.copyOfRange(after, part[0], part[1]))
                    .isEqualTo(Arrays.copyOfRange(before, part[0], part[1]));
        }
        Stored labels = Volumes.stored(folder.resolve("out/p0.nii"));
        assertThat(labels.type()).isEqualTo("uint8");
        assertThat(labels.volume().grid()).isEqualTo(Volumes.read(image).grid());
    }
}
