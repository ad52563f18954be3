package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
class RealDataTest {
    static Path data(String name) {
        Path folder = Path.of("../../shared/data", name);
        assumeTrue(Files.isDirectory(folder),
                () -> "skipped: there is no " + folder.toAbsolutePath().normalize());
        return folder;
    }

    @Test
    void the_hippocampus_set_has_three_classes_at_one_mm() throws IOException {
        Dataset dataset = Dataset.open(data("msd_hippocampus"));
        assertThat(dataset.cases().size()).isGreaterThanOrEqualTo(200);
        assertThat(dataset.classes()).isEqualTo(3);
        Case first = dataset.cases().getFirst();
        Volume image = first.image();
        assertThat(image.grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(first.labels(3, image).count(1)).isPositive();
    }

    @Test
    void the_retina_set_is_in_colour_and_has_two_eyes_of_each_child() throws IOException {
        Dataset dataset = Dataset.open(data("chasedb1")).grouped("Image_(\\d+)");
        assertThat(dataset.cases().size()).isGreaterThanOrEqualTo(20);
        assertThat(dataset.cases().stream().map(Case::patient).distinct())
                .hasSize(dataset.cases().size() / 2);
        Volume image = dataset.cases().getFirst().image();
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.grid().shape()).hasToString("960 x 999");
        assertThat(dataset.cases().getFirst().labels(2, image).count(1)).isBetween(40_000, 90_000);
    }
}
