package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where label maps go, and what they never replace.
class PredictionFolderTest {
    @TempDir
    private Path folder = Path.of("");
    private final Ensemble networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 2)));

    @AfterEach
    void free() { networks.close(); }

    private Path image(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] values = new byte[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i * 7 % 100);
        }
        Volumes.write(file, new LabelMap(Grid.of(Shape.of(8, 8)), 100, values));
        return file;
    }

    private Map<Path, String> content() throws IOException {
        var content = new TreeMap<Path, String>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                content.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }

    private static final class Told implements PredictionFolder.Listener {
        private final List<String> failed = new ArrayList<>();
        private final List<Path> written = new ArrayList<>();

        @Override
        public void begun(Case one) {}

        @Override
        public void written(Case one, Path file) { written.add(file); }

        @Override
        public void failed(Case one, Exception reason) {
            failed.add(one.name() + ": " + reason.getMessage());
        }
    }

    private Told segment(Path out, boolean probabilities, Path... inputs) throws IOException {
        var told = new Told();
        new PredictionFolder(networks, out, probabilities)
                .segment(PredictionFolder.cases(List.of(inputs), 1, note -> {}), told);
        return told;
    }

    private void assertRefused(String message, Path out, Path... inputs) throws IOException {
        Map<Path, String> before = content();
        assertThatThrownBy(() -> segment(out, true, inputs)).isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void images_are_never_replaced_by_their_label_maps() throws IOException {
        Path a = image("scans/a.png");
        image("scans/b.png");
        Path scans = folder.resolve("scans");
        Path link = Files.createSymbolicLink(folder.resolve("link"), scans);
        assertRefused("would replace an input", scans, scans);
        assertRefused("would replace an input", link, scans);
        assertRefused("would replace an input", scans, link);
        assertRefused("would replace an input", folder.resolve("x/../scans"), a);
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.createLink(out.resolve("a.png"), a);
        assertRefused("would replace an input", out, a);
        assertThatThrownBy(
                () -> new PredictionFolder(networks, scans, false).segment(Case.unlabelled("a", List.of(a))))
                .hasMessageContaining("would replace an input");
        assertThat(segment(scans.resolve("masks"), false, scans).written).hasSize(2);
    }

    @Test
    void label_maps_are_not_written_among_images_even_under_other_names() throws IOException {
        Path png = image("scans/a.png");
        Path jpg = Files.copy(png, folder.resolve("scans/b.jpg"));
        assertRefused("holds inputs", folder.resolve("scans"), jpg);
    }

    @Test
    void voxels_beside_a_header_count_too() throws IOException {
        Path header = image("scans/a.mhd");
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.createLink(out.resolve("a.raw"), folder.resolve("scans/a.raw"));
        assertRefused("would replace an input: " + out.resolve("a.raw"), out, header);
    }

    @Test
    void the_masks_of_a_data_set_are_never_replaced() throws IOException {
        for (String name : List.of("a", "b")) {
            image("data/images/" + name + ".png");
            image("data/labels/" + name + ".png");
        }
        Path data = folder.resolve("data");
        assertRefused("would replace an input", data.resolve("labels"), data);
        assertRefused("is a mask of the data set", data.resolve("labels"), data.resolve("images"));
        assertThat(Dataset.open(data).cases()).hasSize(2);
        Path fresh = folder.resolve("new");
        Files.createDirectories(fresh);
        Files.move(data.resolve("images"), fresh.resolve("images"));
        assertThat(segment(fresh.resolve("labels"), false, fresh.resolve("images")).written).hasSize(2);
    }

    @Test
    void two_images_with_one_name_are_refused_before_anything_is_computed() throws IOException {
        Path jpg = Files.copy(image("scans/x.png"), folder.resolve("scans/x.jpg"));
        Path png = folder.resolve("scans/x.png");
        Path out = folder.resolve("out");
        assertRefused(jpg + " and " + png, out, jpg, png);
        assertRefused("would both be written", out, image("A/y.png"), image("B/Y.png"));
        assertRefused("would both be written", out, image("A/y.png"), image("A/y_probabilities.nii.gz"),
                image("B/y.png"));
        assertThat(out).doesNotExist();
    }

    @Test
    void sub_folders_keep_several_folders_apart_and_one_folder_stays_flat() throws IOException {
        for (String place : List.of("siteA", "siteB", "p1/images", "p2/images", "p3/Images")) {
            image(place + "/x.png");
        }
        Path out = folder.resolve("out");
        assertThat(segment(out, false, folder.resolve("siteA"), folder.resolve("siteB")).written)
                .containsExactly(out.resolve("siteA/x.png"), out.resolve("siteB/x.png"));
        assertThat(segment(out, false, folder.resolve("siteA")).written)
                .containsExactly(out.resolve("x.png"));
        assertThat(segment(out, false, folder.resolve("p1/images"), folder.resolve("p2/images"),
                folder.resolve("p3/Images")).written).containsExactly(out.resolve("p1/images/x.png"),
                        out.resolve("p2/images/x.png"), out.resolve("p3/Images/x.png"));
        assertThat(segment(out, false, folder.resolve("siteA"), image("loose.png")).written)
                .containsExactly(out.resolve("siteA/x.png"), out.resolve("loose.png"));
        assertRefused("would both be written", out, folder.resolve("siteA"), folder.resolve("siteA"));
        assertRefused("would replace an input", folder, folder.resolve("siteA"), folder.resolve("siteB"));
    }

    @Test
    void a_damaged_image_does_not_stop_the_others() throws IOException {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            image("scans/" + name + ".nii.gz");
        }
        Path damaged = folder.resolve("scans/b.nii.gz");
        Files.write(damaged, new byte[]{1, 2, 3});
        Volumes.write(folder.resolve("scans/d.nii.gz"),
                new LabelMap(Grid.of(Shape.of(2, 8, 8)), 2, new byte[128]));
        Path out = folder.resolve("out");
        Told told = segment(out, false, folder.resolve("scans"));
        assertThat(told.written).hasSizeBetween(3, 4).contains(out.resolve("e.nii.gz"));
        assertThat(told.failed.getFirst()).startsWith("b: ").contains(damaged.toString());
        assertThat(told.failed.size() + told.written.size()).isEqualTo(5);
        assertThat(out.resolve("b.nii.gz")).doesNotExist();
    }
}
