package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.fixture.ChildJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelsTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";
    /// What the launcher passes instead.
    private static final String LATER = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

    @Test
    void one_shot_calls_use_the_scalar_kernel_and_long_or_large_work_the_vector_one() {
        assertThat(Kernels.vectorPays(0, 182 * 218 * 182)).isFalse();
        assertThat(Kernels.vectorPays((1 << 26) - 1, 1)).isFalse();
        assertThat(Kernels.vectorPays(1 << 26, 1)).isTrue();
        assertThat(Kernels.vectorPays(0, 1L << 26)).isFalse();
        assertThat(Kernels.vectorPays(0, 1L << 27)).isTrue();
    }

    @Test
    void without_the_module_one_warning_names_the_flag() throws Exception {
        String said = program();
        assertThat(said).contains("ScalarKernel ScalarKernel ScalarKernel");
        assertThat(said.lines().filter(line -> line.contains("--add-modules jdk.incubator.vector")))
                .hasSize(1);
    }

    @Test
    void with_the_module_the_vector_kernel_computes_and_nothing_is_said() throws Exception {
        assertThat(program(MODULE)).contains("VectorKernel VectorKernel VectorKernel")
                .doesNotContain("plain Java");
    }

    @Test
    void a_module_that_is_loaded_when_needed_gives_the_vector_kernel_and_java_prints_no_warning()
            throws Exception {
        assertThat(program(LATER)).contains("VectorKernel VectorKernel VectorKernel")
                .doesNotContain("WARNING");
        assertThat(program(MODULE)).contains("WARNING: Using incubator modules");
    }

    @Test
    void a_map_too_large_for_equal_kernels_gets_the_same_one_at_any_time() throws Exception {
        assertThat(program(MODULE)).contains("at first: ScalarKernel VectorKernel");
        assertThat(program()).contains("at first: ScalarKernel ScalarKernel");
        assertThat(Kernels.areEqual(Grid.of(Shape.of(600, 512, 512), new Spacing(1, 0.7, 0.7)))).isTrue();
        assertThat(Kernels.areEqual(Grid.of(Shape.of(3000, 3000)))).isFalse();
    }

    @Test
    void a_jvm_without_c2_takes_lower_envelopes_one_with_short_vectors_the_scalar_kernel_and_both_say_why()
            throws Exception {
        for (String flag : List.of("-XX:TieredStopAtLevel=1", "-Xint")) {
            assertThat(program(MODULE, flag)).contains("EnvelopeKernel EnvelopeKernel EnvelopeKernel")
                    .contains("does not use its compiler C2");
        }
        if (System.getProperty("os.arch").equals("amd64")) {
            assertThat(program(MODULE, "-XX:MaxVectorSize=8")).contains("ScalarKernel ScalarKernel")
                    .contains("hold only 2 numbers");
        }
    }

    /// What a new Java says that makes two maps.
    private static String program(String... flags) throws IOException, InterruptedException {
        List<String> command = ChildJava.command(List.of(flags), Program.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// Prints the kernels of maps before and after asking for the fast one.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Grid small = Grid.of(Shape.of(2, 3));
            Grid long3 = Grid.of(Shape.of(3, 3000), Spacing.of(1.1, 1));
            System.out.println("at first: " + name(small) + " " + name(long3));
            Kernels.preferVector();
            SignedDistance maps = SignedDistance.of(Masks.of("..#", "##."));
            maps.forClass(1);
            maps.forClass(0);
            System.out.println(name(small) + " " + name(small) + " " + name(long3));
        }

        private static String name(Grid grid) {
            return Kernels.next(grid).getClass().getSimpleName();
        }
    }
}
