package io.github.edgewise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Npy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
    @TempDir
    private Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void name() { file = folder.resolve("w.safetensors"); }

    private static String hex(Tensor tensor) throws IOException {
        var hex = new StringBuilder();
        Tensor plain = tensor.contiguous();
        TensorMemory.each(plain, piece -> {
            while (piece.hasRemaining()) {
                hex.append(String.format("%02x", piece.get()));
            }
        });
        return Dtype.of(plain) + " " + TensorMemory.shape(plain) + " " + hex;
    }

    private static Map<String, String> hex(Map<String, Tensor> tensors) throws IOException {
        var hex = new HashMap<String, String>();
        for (var e : tensors.entrySet()) {
            hex.put(e.getKey(), hex(e.getValue()));
        }
        return hex;
    }

    /// One tensor of each type, and some odd ones.
    private static Map<String, Tensor> all() {
        var all = new LinkedHashMap<String, Tensor>();
        float[] odd = {Float.NaN, Float.NEGATIVE_INFINITY, -0f, 1.5f};
        for (Dtype type : Dtype.values()) {
            boolean whole = List.of(Dtype.I64, Dtype.I32, Dtype.U8, Dtype.BOOL).contains(type);
            all.put(type.name(), Tensors.of(whole ? new float[]{1, 0, 1, 1} : odd, 2, 2).to(type.scalar()));
        }
        all.put("scalar", Tensors.of(new float[]{3}, 1).sum());
        all.put("none", Tensors.of(new float[0], 0, 3));
        all.put("turned", Tensors.of(new float[]{1, 2, 3, 4, 5, 6}, 2, 3).t());
        all.put("ä \"/\\\n\u2028\ud83d\ude00", Tensors.of(new float[]{1}, 1));
        all.put("", Tensors.of(new float[]{2}, 1).to(ScalarType.Byte));
        return all;
    }

    @Test
    void tensors_of_every_type_come_back_bit_for_bit() throws IOException {
        new SafeTensors(all(), Map.of("ä\n", "\"")).write(file);
        SafeTensors read = SafeTensors.read(file);
        assertThat(hex(read.tensors())).hasSize(13).isEqualTo(hex(all()));
        assertThat(hex(read.tensors())).containsEntry("turned",
                "F32 [3, 2] 0000803f00008040" + "000000400000a040" + "000040400000c040");
        assertThat(read.metadata()).isEqualTo(Map.of("ä\n", "\""));
        new SafeTensors(Map.of(), Map.of()).write(file);
        assertThat(SafeTensors.read(file).tensors()).isEmpty();
    }

    @Test
    void a_file_of_python_is_read_and_written_to_the_same_numbers() throws IOException {
        Files.write(file, Npy.bytes("statedict/types.safetensors"));
        SafeTensors read = SafeTensors.read(file);
        assertThat(read.tensors()).hasSize(12);
        assertThat(hex(read.tensors())).containsEntry("float32", "F32 [4] 0000c03f000000800000c07f0000807f")
                .containsEntry("float16", "F16 [4] 003e0080007e007c")
                .containsEntry("bfloat16", "BF16 [4] c03f0080ffff807f")
                .containsEntry("bool", "BOOL [4] 01000101").containsEntry("empty", "F32 [0, 3] ")
                .containsEntry("scalar", "I64 [] 0700000000000000").containsKey("ä \"/\n");
        Path own = folder.resolve("own.safetensors");
        read.write(own);
        assertThat(hex(SafeTensors.read(own).tensors())).isEqualTo(hex(read.tensors()));
    }

    private static byte[] bytes(String header, int data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).array();
    }

    private static String one(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            F32  | [2]                       | [0,8]  | 7 | "a" ends at byte 8 of 7; the file is cut off
            F32  | [2]                       | [0,8]  | 9 | 1 bytes after the last tensor
            F32  | [2]                       | [0,4]  | 4 | "a" has 4 bytes, but F32 of shape [2] needs 8
            F32  | [1]                       | [1,5]  | 5 | no tensor owns the bytes before "a"
            F32  | [1]                       | [-4,0] | 4 | "a" overlaps another tensor
            F32  | [1]                       | [4,0]  | 4 | no tensor owns the bytes before "a"
            F32  | [-1]                      | [0,4]  | 4 | an axis of -1 in shape [-1]
            F32  | [4611686018427387904,4,0] | [0,0]  | 0 | is too large for any machine
            F32  | [9223372036854775808]     | [0,4]  | 4 | out of range
            F32  | [1.0]                     | [0,4]  | 4 | "a" has VALUE_NUMBER_FLOAT where VALUE_NUMBER_INT
            F32  | 1                         | [0,4]  | 4 | "a" has VALUE_NUMBER_INT where START_ARRAY belongs
            F32  | [1]                       | [0]    | 4 | "a" needs dtype, shape and two data_offsets
            F8   | [4]                       | [0,4]  | 4 | numbers of type F8 cannot be read, only [F64,
            """)
    void what_does_not_fit_is_named(String dtype, String shape, String offsets, int data, String message)
            throws IOException {
        assertRefused(bytes(one(dtype, shape, offsets), data), message);
    }

    private void assertRefused(byte[] content, String message) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(() -> SafeTensors.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is damaged or not a safetensors file: ")
                .hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    @Test
    void a_header_that_is_none_is_refused_before_memory_is_taken() throws IOException {
        assertRefused(new byte[7], "it has 7 bytes");
        for (long length : new long[]{1L << 60, -1, 0, 9, 1L << 31}) {
            byte[] file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
            assertRefused(file,
                    "its header would have " + Long.toUnsignedString(length) + " bytes, but the file has 16");
        }
        assertRefused(bytes("[1]", 0), "START_ARRAY where START_OBJECT belongs");
        assertRefused(bytes("{\"a\":1}", 0), "\"a\" has VALUE_NUMBER_INT where START_OBJECT belongs");
        assertRefused(bytes("{} {}", 0), "text after the header");
        assertRefused(bytes("{\"__metadata__\":{\"a\":1}}", 0), "where VALUE_STRING belongs");
        assertRefused(bytes("{\"a\":{\"b\":1}}", 0), "\"a\" has a key \"b\"");
        String twice = one("F32", "[1]", "[0,4]");
        assertRefused(bytes("{" + twice.substring(1, twice.length() - 1) + "," + twice.substring(1), 4),
                "Duplicate");
        assertRefused(bytes("{\"a\":".repeat(3000), 0), "\"a\"");
        String overlap = twice.substring(0, twice.length() - 1) + ","
                + twice.replace("\"a\"", "\"b\"").substring(1);
        assertRefused(bytes(overlap, 4), "overlaps another tensor");
        String axes = "[" + "1,".repeat(40) + "1]";
        assertRefused(bytes(one("F32", axes, "[0,4]"), 4), "more than 32 axes");
    }

    @Test
    void nothing_but_an_io_exception_comes_of_damaged_files() throws IOException {
        new SafeTensors(all(), Map.of("key", "value")).write(file);
        byte[] whole = Files.readAllBytes(file);
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        RandomGenerator random = new SplittableRandom(5);
        var outcomes = new ArrayList<Boolean>();
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                // mostly where it matters
                int at = random.nextInt(4) == 0 ? random.nextInt(whole.length) : random.nextInt(8 + header);
                damaged[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "0123456789[]{},:\"-.eE".charAt(random.nextInt(21));
            }
            if (random.nextInt(5) == 0) damaged = Arrays.copyOf(damaged, random.nextInt(whole.length + 20));
            Files.write(file, damaged);
            try (var _ = new PointerScope()) {
                outcomes.add(SafeTensors.read(file).tensors().isEmpty());
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
        assertThat(outcomes.size()).as("read none the less").isBetween(10, 1500);
    }
}
