package io.github.edgewise.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.fixture.Npy;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptTest {
    /// Prints the largest difference between the logits that Java wrote and those of Python, then the names.
    private static final String CHECK = """
            import sys, array, torch
            def floats(file, *shape):
                return torch.tensor(array.array("f", open(file, "rb").read())).reshape(shape)
            before, after = torch.jit.load("before.pt"), torch.jit.load("after.pt")
            x, y = floats("x.raw", 2, 1, 16, 16), floats("y.raw", 2, 2, 16, 16)
            print(torch.__version__)
            print(float((after(x) - y).abs().max()), float((before(x) - y).abs().max()))
            print(list(before.state_dict()) == list(after.state_dict()))
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Tensor images = Doubles.of(Npy.read("torchscript/x.npy"), ScalarType.Float, 2, 1, 16, 16);

    private TorchScript golden(String name) throws IOException {
        return TorchScript.load(Files.write(folder.resolve("before.pt"),
                Npy.bytes("torchscript/" + name + ".pt")));
    }

    /// The losses of 20 steps.
    private List<Double> train(TorchScript network) {
        Engine.start(1, 1);
        var labels = new LabelMap(Grid.of(Shape.of(16, 16)), 2, square());
        Target target = Target.of(List.of(labels, labels));
        var loss = new GeneralizedDiceLoss().plus(0.01, new BoundaryLoss());
        var optimizer = new Adam(network.parameters(), new AdamOptions(0.05));
        var losses = new ArrayList<Double>();
        for (int step = 0; step < 20; step++) {
            try (var _ = new PointerScope()) {
                optimizer.zero_grad();
                Tensor value = loss.value(Prediction.of(network.forward(images)), target);
                value.backward();
                optimizer.step();
                losses.add(value.item_double());
            }
        }
        return losses;
    }

    private static byte[] square() {
        var mask = new byte[256];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i / 16 >= 4 && i / 16 < 9 && i % 16 >= 6 && i % 16 < 12 ? 1 : 0);
        }
        return mask;
    }

    /// The largest between two tensors of one shape.
    private static double difference(Tensor a, Tensor b) { return a.sub(b).abs().max().item_double(); }

    @ParameterizedTest
    @ValueSource(strings = {"scripted", "traced"})
    void an_exported_network_computes_what_it_did_in_python(String name) throws IOException {
        Tensor expected = Doubles.of(Npy.read("torchscript/" + name + "_y.npy"), ScalarType.Float, 2, 2, 16,
                16);
        assertThat(difference(golden(name).forward(images), expected)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripted", "traced"})
    void a_trained_network_is_the_same_after_saving(String name) throws IOException {
        TorchScript network = golden(name);
        List<Double> losses = train(network);
        assertThat(losses.getLast()).isLessThan(0.9 * losses.getFirst());
        Path file = folder.resolve("after.pt");
        network.save(file);
        network.save(file); // over the first
        assertThat(difference(TorchScript.load(file).forward(images), network.forward(images))).isZero();
        assertThat(difference(golden(name).forward(images), network.forward(images))).isGreaterThan(0.01);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsOnly("before.pt", "after.pt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripted", "traced"})
    void python_reads_what_was_saved(String name) throws Exception {
        Optional<String> python = python();
        assumeTrue(python.isPresent(), "no python3 with torch on this machine");
        TorchScript network = golden(name);
        train(network);
        network.module().eval();
        network.save(folder.resolve("after.pt"));
        write("x.raw", images);
        write("y.raw", network.forward(images));
        boolean ran = run(python.orElseThrow(), CHECK);
        List<String> lines = Files.readAllLines(folder.resolve("printed"));
        assertThat(ran).as(String.join("\n", lines)).isTrue();
        String[] differences = lines.get(1).split(" ", -1);
        assertThat(Double.parseDouble(differences[0])).as("PyTorch " + lines.get(0)).isLessThan(1e-5);
        assertThat(Double.parseDouble(differences[1])).as("training changed it").isGreaterThan(0.01);
        assertThat(lines.get(2)).as("the names of the weights").isEqualTo("True");
    }

    private Optional<String> python() throws Exception {
        for (String name : List.of("python3", "/usr/bin/python3")) {
            if (run(name, "import torch")) return Optional.of(name);
        }
        return Optional.empty();
    }

    /// Whether a script ran to its end; what it printed is in the file `printed`.
    private boolean run(String python, String script) throws Exception {
        try {
            Process process = new ProcessBuilder(python, "-c", script).directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("printed").toFile()).start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private void write(String name, Tensor tensor) throws IOException {
        float[] values = Tensors.floats(tensor);
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name), bytes.array());
    }

    @Test
    void weights_that_collect_no_gradient_are_left_out() throws IOException {
        TorchScript network = golden("scripted");
        assertThat(network.parameters().size()).isEqualTo(10);
        Tensor fixed = network.parameters().get(4).set_requires_grad(false);
        float[] before = Tensors.floats(fixed);
        assertThat(network.parameters().size()).isEqualTo(9);
        train(network);
        assertThat(Tensors.floats(fixed)).isEqualTo(before);
    }

    @Test
    void weights_of_a_graphics_card_come_to_the_processor() throws IOException {
        golden("scripted");
        Path file = folder.resolve("cuda.pt");
        try (var from = new ZipFile(folder.resolve("before.pt").toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                String text = new String(from.getInputStream(entry).readAllBytes(), ISO_8859_1);
                // where the pickle says on which device the weights were, with the length of the name
                to.write(text.replace("X\3\0\0\0cpu", "X\6\0\0\0cuda:0").getBytes(ISO_8859_1));
            }
        }
        assertThat(difference(TorchScript.load(file).forward(images), golden("scripted").forward(images)))
                .isZero();
    }

    @Test
    void a_network_without_weights_to_train_is_refused() {
        var empty = new TorchScript(new JitModule(new QualifiedName("Empty")));
        assertThatThrownBy(empty::parameters).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no weights to train").hasMessageContaining("freeze");
    }

    @Test
    void a_network_that_returns_more_than_a_tensor_is_refused() {
        var pair = new JitModule(new QualifiedName("Pair"));
        pair.define("def forward(self, x):\n  return (x, x)\n");
        assertThatThrownBy(() -> new TorchScript(pair).forward(images))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("returns a Tuple, but a loss needs one tensor");
    }

    @Test
    void a_file_that_holds_no_network_is_named_in_one_line() throws IOException {
        Path file = Files.writeString(folder.resolve("w.pt"), "no network");
        assertThatThrownBy(() -> TorchScript.load(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("w.pt is not TorchScript").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> TorchScript.load(folder.resolve("none.pt")))
                .isInstanceOf(NoSuchFileException.class).hasMessageContaining("none.pt");
    }

    @Test
    void a_disk_without_room_is_told_before_the_engine_ends_the_process() throws IOException {
        var huge = new JitModule(new QualifiedName("Huge"));
        huge.register_buffer("b", Tensors.of(new float[1], 1).expand(1L << 50));
        assertThatThrownBy(() -> new TorchScript(huge).save(folder.resolve("huge.pt")))
                .isInstanceOf(FileSystemException.class).hasMessageContaining("huge.pt: needs up to")
                .hasMessageContaining("MiB are free");
        assertThat(folder.resolve("huge.pt")).doesNotExist();
    }

    @Test
    void a_folder_that_is_missing_is_made() throws IOException {
        TorchScript network = golden("traced");
        Path file = folder.resolve("none/w.pt");
        network.save(file);
        assertThat(file).isNotEmptyFile();
    }
}
