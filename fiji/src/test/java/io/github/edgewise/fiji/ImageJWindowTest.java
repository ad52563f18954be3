package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.ImagePlus;
import ij.io.FileSaver;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The macros of docs/how-to/fiji.md in a real ImageJ with windows, on a screen in memory.
@Tag("slow")
class ImageJWindowTest {
    private static final int PATIENCE = 120;
    private static final Path PAGE = Path.of("../docs/how-to/fiji.md");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void the_macros_of_the_page_do_what_it_says() throws IOException, InterruptedException {
        assumeTrue(Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "xvfb-run"))),
                "xvfb-run is not installed, so there is no screen for ImageJ");
        ImagePlus reference = save(Phantom.labels("reference.tif"));
        save(Phantom.shifted("prediction.tif"));
        save(Phantom.scan("scan.tif"));
        Path model = ThresholdModel.write(folder.resolve("net.onnx"), 1, 2);
        String page = Pattern.compile("```ijm\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1)).collect(Collectors.joining());
        String macro = """
                open("%1$s/scan.tif");
                open("%1$s/prediction.tif");
                open("%1$s/reference.tif");
                %2$s
                selectWindow("reference-distance");
                saveAs("Tiff", "%1$s/distance.tif");
                selectWindow("scan-labels");
                saveAs("Tiff", "%1$s/labels.tif");
                File.saveString("" + roiManager("count") + " " + RoiManager.getName(0), "%1$s/rois.txt");
                place("scan.tif", 0, 100);
                roiManager("show all without labels");
                place("labels.tif", 430, 100);
                place("distance.tif", 860, 100);
                selectWindow("Scores of prediction.tif");
                setLocation(0, 440, 560, 300);
                selectWindow("ROI Manager");
                setLocation(700, 440);
                wait(500);
                run("Capture Screen ");
                saveAs("PNG", "%1$s/screen.png");
                File.saveString("done", "%1$s/done.txt");

                function place(title, x, y) {
                    selectWindow(title);
                    setSlice(5);
                    setLocation(x, y, 400, 320);
                }
                """.formatted(folder, page.replace("/models/net.onnx", model.toString())
                .replace("\"scores.csv\"", "\"" + folder + "/scores.csv\""));
        String log = imagej(macro);

        assertThat(folder.resolve("done.txt")).as(log).exists();
        LabelMap labels = ImageConversion.labels(reference);
        Volume map = Volumes.read(folder.resolve("distance.tif"));
        assertThat(map.grid().shape()).isEqualTo(labels.grid().shape());
        assertThat(map.grid().spacing()).isEqualTo(labels.grid().spacing());
        float[] mm = SignedDistance.of(labels).forClass(1).mm();
        for (int i = 0; i < mm.length; i++) {
            assertThat(map.values()[i]).isEqualTo((float) (mm[i] / 1e-3));
        }
        assertThat(Files.readAllLines(folder.resolve("scores.csv"))).hasSize(7).first().asString()
                .endsWith("Class,Metric,Value,Unit,Note");
        assertThat(Files.readString(folder.resolve("rois.txt")))
                .startsWith(Phantom.DEPTH - 2 + " bright, slice ");
        float[] segmented = Volumes.read(folder.resolve("labels.tif")).values();
        for (int i = 0; i < segmented.length; i++) {
            assertThat(segmented[i]).isEqualTo(labels.at(i) == 0 ? 0 : 1);
        }
        Path kept = Files.createDirectories(Path.of("target")).resolve("imagej-screen.png");
        Files.write(kept, Files.readAllBytes(folder.resolve("screen.png"))); // to look at
    }

    private ImagePlus save(ImagePlus image) {
        new FileSaver(image).saveAsTiff(folder.resolve(image.getTitle()).toString());
        return image;
    }

    private String imagej(String macro) throws IOException, InterruptedException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        try (OutputStream out = Files.newOutputStream(plugins.resolve("Edgewise_.jar"));
                var jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("plugins.config"));
            for (String line : List.of("Exact Distance Map|DistanceMapCommand",
                    "Score against Reference|ScoreCommand", "Segment with Edgewise Model|SegmentCommand")) {
                int bar = line.indexOf('|');
                jar.write(("Plugins>Edgewise, \"" + line.substring(0, bar) + "\", "
                        + PlainImageJ.class.getName()
                        + "(\"" + line.substring(bar + 1) + "\")\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = Files.writeString(folder.resolve("macro.ijm"), macro);
        Path log = folder.resolve("log.txt");
        var builder = new ProcessBuilder("xvfb-run", "-a", "-s", "-screen 0 1280x800x24",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.util.prefs.userRoot=" + folder,
                "-Duser.home=" + folder, "-Dplugins.dir=" + folder, "-cp",
                System.getProperty("java.class.path"),
                "ij.ImageJ", "-ijpath", folder.toString(), "-macro", file.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        for (int i = 0; i < PATIENCE && !Files.exists(folder.resolve("done.txt")); i++) {
            if (process.waitFor(1, TimeUnit.SECONDS)) break;
        }
        process.descendants().forEach(ProcessHandle::destroy); // its windows would ask whether to save
        process.destroy();
        return Files.readString(log);
    }
}
