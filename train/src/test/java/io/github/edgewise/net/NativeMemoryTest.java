package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Resident;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.loss.TermGradients;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {
    private static final Plan FLAT = Plans.of(Shape.of(32, 32), 1, 3);

    @TempDir
    Path folder;

    @Test
    void closing_a_model_frees_its_weights_without_a_collection() throws IOException {
        Engine.start(1, 1);
        var large = new UNet(32, 4); // 25 MiB of weights
        Plan wide = Plans.of(Shape.of(64, 64), 1, 3);
        for (int i = 0; i < 5; i++) {
            large.build(wide).close();
        }
        long before = Resident.mebibytes();
        for (int i = 0; i < 30; i++) {
            large.build(wide).close();
        }
        assertThat(Resident.mebibytes() - before).isLessThan(60);
    }

    @Test
    void a_model_outlives_the_scope_it_was_built_in_and_is_closed_by_any_thread() throws Exception {
        Engine.start(1, 1);
        Model model;
        try (var _ = new PointerScope()) {
            model = new UNet(4, 1).build(FLAT);
        }
        assertThat(model.weights()).isPositive();
        try (var _ = new PointerScope()) {
            assertThat(model.forward(Tensors.of(new float[1024], 1, 1, 32, 32)).size(1)).isEqualTo(3);
        }
        Thread.ofPlatform().start(model::close).join();
        model.close(); // twice is harmless
        assertThatThrownBy(model::weights).as("a closed model").isInstanceOf(NullPointerException.class);
    }

    @Test
    void forward_and_losses_outside_of_a_native_scope_survive_collections() throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:ErrorFile=" + folder.resolve("crash"),
                "-XX:-CreateCoredumpOnCrash", "-XX:+UseSerialGC", "-Xmx128m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-cp",
                System.getProperty("java.class.path"), Program.class.getName()).redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("all passes done");
    }

    /// Passes of every network and every loss without a scope, while another thread collects all the time.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Engine.start(1, 1);
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    System.gc();
                    LockSupport.parkNanos(20_000_000);
                }
            });
            var networks = List.of(new UNet(4, 2), new UNet(4, 2, 2, true, UNet.Down.POOLED), new ENet(),
                    new ReferenceUNet(4));
            for (Network network : networks) {
                passes(network, network.build(FLAT));
            }
            byte[] labels = new byte[1024];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (i % 32 < 12 ? 0 : i % 7 < 3 ? 1 : 2);
            }
            var map = new LabelMap(Grid.of(Shape.of(32, 32)), 3, labels);
            for (String name : Losses.names()) {
                passes(name, map);
            }
            for (String wrapper : Losses.wrappers()) {
                passes(wrapper + "(diceCrossEntropy)", map);
            }
            System.out.println("all passes done");
        }

        private static void passes(Network network, Model model) {
            for (int i = 0; i < 15; i++) {
                List<Tensor> stages = model.stages(Tensors.of(new float[2048], 2, 1, 32, 32));
                double sum = stages.getLast().square().mean().item_double();
                if (!Double.isFinite(sum)) throw new IllegalStateException(network + " gave " + sum);
                model.forward(Tensors.of(new float[1024], 1, 1, 32, 32)).sum().backward();
            }
        }

        private static void passes(String name, LabelMap map) {
            WeightedSum loss = WeightedSum.of(Losses.parse(name));
            for (int i = 0; i < 6; i++) {
                Tensor logits = Tensors.of(new float[3072], 1, 3, 32, 32).set_requires_grad(true);
                TermGradients terms = TermGradients.of(loss, Prediction.of(logits), Target.of(List.of(map)),
                        TrainingTime.START);
                double sum = terms.total(List.of(1.)).sum().item_double();
                if (!Double.isFinite(sum)) throw new IllegalStateException(name + " gave " + sum);
            }
        }
    }
}
