package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportPackageTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(41, 35), new Spacing(1, 0.0005, 0.0007)), 3, 0.1, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "{network: 'uNet:width=2,depth=2', "
                + "images: {values: IMAGE}, length: {epochs: 1, steps: 2}, machine: {precision: FLOAT32}}");
        Ran.command("train", folder.resolve("data"), "--out", folder.resolve("run"), "--recipe", recipe)
                .well();
        Ran.command("train", folder.resolve("data"), "--out", folder.resolve("folds"), "--recipe", recipe,
                "--fold",
                "all/2").well();
    }

    @Test
    void a_run_becomes_a_package_a_bundle_and_a_repository() throws IOException {
        Path about = Files.writeString(folder.resolve("about.yaml"),
                "{name: Phantom lesions, licence: CC0-1.0}");
        Path zip = folder.resolve("out/model.zip");
        Ran ran = Ran.command("export", folder.resolve("run"), "--bioimageio", zip, "--about", about).well();
        assertThat(ran.out()).contains("differ by").contains("at most");
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            assertThat(Files.readString(files.getPath("rdf.yaml"))).contains("name: \"Phantom lesions\"",
                    "license: \"CC0-1.0\"");
        }
        Path bundle = folder.resolve("out/bundle");
        Ran.command("export", folder.resolve("run"), "--monai", bundle).well();
        assertThat(bundle.resolve("models/model.pt")).exists();
        Path repository = folder.resolve("out/repository");
        Ran.command("export", folder.resolve("folds"), "--triton", repository).well();
        assertThat(repository.resolve("Edgewise-model-folds/1/model.onnx")).exists();
    }

    @Test
    void packages_replace_no_input_and_mix_with_no_files() throws IOException {
        Path run = folder.resolve("run");
        Path about = Files.writeString(folder.resolve("about.zip"), "{name: Phantom lesions}");
        Map<String, String> before = InputsStayTest.tree(folder);
        Ran.command("export", run, "--bioimageio", about, "--about", about).failed(3,
                "would replace an input");
        for (String option : new String[]{"--monai", "--triton"}) {
            Ran.command("export", run, option, run).failed(3, "is not empty");
            Ran.command("export", run, option, folder.resolve("r.yaml")).failed(3, "is a file");
        }
        Ran.command("export", folder.resolve("folds"), "--monai", folder.resolve("new")).failed(3,
                "holds one network, not 2");
        Ran.command("export", folder.resolve("data"), "--triton", folder.resolve("new")).failed(3,
                "no run in");
        Ran.command("export", run, "--triton", folder.resolve("new"), "--about", folder.resolve("r.yaml"))
                .failed(3,
                        "there is no \"network\"");
        Ran.command("export", run, "--triton", folder.resolve("new"), "--about", folder.resolve("no.yaml"))
                .failed(3,
                        "no.yaml");
        assertThat(InputsStayTest.tree(folder)).isEqualTo(before);
    }
}
