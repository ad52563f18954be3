package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @Test
    void one_shot_calls_use_the_scalar_kernel_and_long_or_large_work_the_vector_one() {
        assertThat(Kernels.vectorPays(0, 182 * 218 * 182)).isFalse();
        assertThat(Kernels.vectorPays((1 << 26) - 1, 1)).isFalse();
        assertThat(Kernels.vectorPays(1 << 26, 1)).isTrue();
        assertThat(Kernels.vectorPays(0, 1L << 30)).isTrue();
    }

    @Test
    void without_the_module_one_warning_names_the_flag() throws Exception {
        String said = program();
        assertThat(said).contains("ScalarKernel ScalarKernel");
        assertThat(said.lines().filter(line -> line.contains("--add-modules jdk.incubator.vector")))
                .hasSize(1);
    }

    @Test
    void with_the_module_the_vector_kernel_computes_and_nothing_is_said() throws Exception {
        assertThat(program("--add-modules", "jdk.incubator.vector")).contains("VectorKernel VectorKernel")
                .doesNotContain("scalar kernel");
    }

    /// What a new Java says that makes two maps.
    private static String program(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        String path = System.getProperty("jdk.module.path", "");
        command.addAll(List.of("-cp",
                System.getProperty("java.class.path") + java.io.File.pathSeparator + path
                        + java.io.File.pathSeparator + Path.of("target/test-classes")
                        + java.io.File.pathSeparator
                        + Path.of("target/classes"),
                Program.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// Prints the kernels of two maps after asking for the fast one.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Kernels.preferVector();
            SignedDistance maps = SignedDistance.of(Masks.of("..#", "##."));
            maps.forClass(1);
            maps.forClass(0);
            System.out.println(Kernels.next(1).getClass().getSimpleName() + " "
                    + Kernels.next(1).getClass().getSimpleName());
        }
    }
}
