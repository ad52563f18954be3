package io.github.edgewise.export;

import io.github.edgewise.file.TemporaryFolder;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A package of bioimage.io in one zip file, which Fiji (deepImageJ and others over JDLL) and QuPath open:
/// the networks as ONNX and, if there is one, as TorchScript; both give probabilities.
///
/// @param networks of equal channels, classes and axes
/// @param about what people say about them
/// @param written when the package is written
record BioimageioPackage(List<Model> networks, ModelMetadata metadata, About about, Instant written) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    BioimageioPackage {
        networks = List.copyOf(networks);
    }

    /// Writes the package and runs the networks in it.
    ///
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException where the file cannot be written, differs too much, or breaks a rule of the format
    double write(Path zip) throws IOException {
        BioimageioPreprocessing.of(metadata.description().preparation().channels(), List.of()); // can be said
        var exact = OutputComparison.of(networks, metadata);
        var difference = new double[1];
        WholeFile.fill(zip, part -> {
            Path around = part.toAbsolutePath().getParent();
            try (var temporary = TemporaryFolder.in(around == null ? Path.of("") : around, "bioimageio")) {
                Path folder = Files.createDirectory(temporary.folder().resolve("package"));
                difference[0] = OutputComparison.required(fill(folder, exact), zip);
                pack(folder, part);
            }
            try (FileSystem written = FileSystems.newFileSystem(part)) {
                List<String> faults = BioimageioRules.faults(written.getPath("/"));
                if (!faults.isEmpty()) {
                    throw new IOException(zip + " was not written, because bioimage.io does not allow it: "
                            + String.join("; ", faults));
                }
            }
        });
        return difference[0];
    }

    /// Writes the files of the package into a folder and returns how far the networks are off.
    private double fill(Path folder, OutputComparison exact) throws IOException {
        Path onnx = folder.resolve(BioimageioDescription.ONNX);
        OnnxFile.write(onnx, networks, metadata, false);
        double difference = exact.fromOnnx(onnx);
        if (networks.size() == 1) {
            Path script = folder.resolve(BioimageioDescription.SCRIPT);
            ScriptFile.of(networks.getFirst(), true).save(script);
            difference = Math.max(difference, exact.fromTorchScript(script, true));
        }
        Shape patch = metadata.description().patch();
        Volume image = SampleImage.of(metadata.description());
        Volume seen = Normalisation.of(image, metadata.description().preparation().channels());
        float[] probabilities = OutputComparison.probabilities(networks, seen.values(), 1, patch,
                metadata.description().classes());
        difference = Math.max(difference, difference(onnx, seen, probabilities));
        new NpyFile(shape(metadata.description().channels()), image.values())
                .write(folder.resolve(BioimageioDescription.INPUT));
        new NpyFile(shape(metadata.description().classes()), probabilities)
                .write(folder.resolve(BioimageioDescription.OUTPUT));
        LabelMap labels = LabelMap.mostProbable(new Volume(image.grid(), probabilities));
        try (OutputStream out = Files.newOutputStream(folder.resolve(BioimageioDescription.COVER))) {
            ImageIO.write(CoverPicture.of(image, labels), "png", out);
        }
        Files.writeString(folder.resolve(BioimageioDescription.README),
                new BioimageioReadme(about, metadata, difference).text());
        if (!about.licenceText().isEmpty()) {
            Files.writeString(folder.resolve(BioimageioDescription.LICENCE), about.licenceText() + "\n");
        }
        Files.writeString(folder.resolve(BioimageioDescription.FILE), description(folder, probabilities));
        return difference;
    }

    private static double difference(Path onnx, Volume seen, float[] expected) throws IOException {
        double largest = 0;
        try (PatchLogits network = OnnxNetworks.open(onnx, Runtime.getRuntime().availableProcessors())
                .output("probabilities")) {
            float[] found = network.logits(seen.values(), 1, seen.grid().shape());
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs(found[i] - expected[i]);
                largest = difference <= largest ? largest : difference; // NaN is the largest
            }
        }
        return largest;
    }

    private List<Integer> shape(int channels) {
        Shape patch = metadata.description().patch();
        var shape = new ArrayList<>(List.of(1, channels));
        if (patch.axes() == 3) shape.add(patch.depth());
        shape.addAll(List.of(patch.height(), patch.width()));
        return shape;
    }

    private String description(Path folder, float[] probabilities) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            sums.put(String.valueOf(file.getFileName()), sha256(file));
        }
        float highest = 0;
        for (float probability : probabilities) {
            highest = Math.max(highest, probability);
        }
        return yaml(new BioimageioDescription(about, metadata, written, sums, highest).tree());
    }

    static String yaml(ObjectNode description) { return YAML.writeValueAsString(description); }

    /// The checksum of a file.
    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                var digest = new DigestOutputStream(OutputStream.nullOutputStream(),
                        MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// The files of the package that are there, the description first.
    private static List<Path> files(Path folder) {
        return List
                .of(BioimageioDescription.FILE, BioimageioDescription.README, BioimageioDescription.LICENCE,
                        BioimageioDescription.COVER, BioimageioDescription.ONNX, BioimageioDescription.SCRIPT,
                        BioimageioDescription.INPUT, BioimageioDescription.OUTPUT)
                .stream().map(folder::resolve)
                .filter(Files::exists).toList();
    }

    private static void pack(Path folder, Path zip) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Path file : files(folder)) {
                var entry = new ZipEntry(String.valueOf(file.getFileName()));
                entry.setTimeLocal(NO_TIME); // equal bytes every time
                out.putNextEntry(entry);
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
