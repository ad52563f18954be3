package io.github.edgewise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {
    @Test
    void devices_have_names() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
        assertThat(Device.parse("cuda")).isEqualTo(new Device(Device.Kind.CUDA, 0)).hasToString("cuda:0");
        assertThat(Device.parse("cuda:3")).hasToString("cuda:3");
        assertThat(Device.parse("mps")).hasToString("mps");
        for (String wrong : List.of("", "gpu", "cpu:1", "mps:0", "cuda:", "cuda:-1", "cuda:999", "CUDA")) {
            assertThatThrownBy(() -> Device.parse(wrong)).as(wrong)
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining("'" + wrong + "'");
        }
    }

    @Test
    void auto_is_the_first_device_that_can_be_used() {
        assertThat(Device.parse("auto")).isEqualTo(Device.all().getFirst());
        assertThat(Device.all()).endsWith(Device.CPU);
        assertThat(Device.CPU.whyNot()).isEmpty();
    }

    @Test
    void a_device_that_cannot_be_used_says_why_and_leaves_the_one_in_use() {
        Device missing = new Device(Device.Kind.CUDA, 98);
        Device before = Engine.device();
        assertThatThrownBy(() -> Engine.use(missing)).isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cuda:98 is not available: ");
        assertThat(Engine.device()).isEqualTo(before);
    }

    @Test
    void a_tensor_is_where_it_was_made() {
        Tensor tensor = Tensors.of(Device.CPU, new float[]{1, 2}, 2);
        assertThat(Device.of(tensor)).isEqualTo(Device.CPU);
        assertThat(Tensors.on(Device.CPU, tensor)).as("no copy").isSameAs(tensor);
    }

    @Test
    void the_driver_of_graphics_cards_may_be_missing() {
        assertThat(CudaDriver.cards()).allSatisfy(card -> assertThat(card.name()).isNotEmpty());
        assertThat(CudaDriver.card(98)).isEmpty();
    }

    @Test
    void libraries_that_are_missing_are_named_before_anything_is_loaded() {
        assertThat(CudaLibraries.missing(_ -> true)).isEmpty();
        List<String> missing = CudaLibraries
                .missing(name -> !name.contains("cudnn") && !name.contains("nccl"));
        assertThat(missing).containsExactly("libnccl.so.2", "libcudnn.so.9");
        assertThatThrownBy(() -> CudaLibraries.require(missing)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("needs libnccl.so.2, libcudnn.so.9, which")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_libtorch_of_ones_own_must_be_there_and_have_the_version(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> OwnLibTorch.folder(folder)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds no libtorch");
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.createFile(lib.resolve("libtorch.so"));
        assertThat(OwnLibTorch.folder(folder)).isEqualTo(lib);
        assertThat(OwnLibTorch.folder(lib)).isEqualTo(lib);
        Files.writeString(folder.resolve("version.py"), "__version__ = '2.9.1+cu128'\ndebug = False\n");
        assertThatThrownBy(() -> OwnLibTorch.folder(folder)).hasMessageContaining("of version 2.9.1+cu128");
        Files.writeString(folder.resolve("build-version"), "2.10.0+cu126\n");
        assertThat(OwnLibTorch.folder(folder)).isEqualTo(lib);
    }
}
