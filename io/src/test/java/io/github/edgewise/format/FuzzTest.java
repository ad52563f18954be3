package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files of every format: readers give an image or an [IOException], soon and in little memory.
///
/// A process with a heap of 256 MiB reads them, one file after the other, so that a reader which believes a
/// header runs out of memory, and one which hangs is noticed.
class FuzzTest {
    private static final int SLOW_FILES = 105_000;
    private static final int QUICK_FILES = 4_000;
    private static final long SLOWEST_MILLIS = 5_000;
    /// Names of folders in which the files lie in turn.
    private static final List<String> ODD_NAMES = List.of("plain", "two words ", "v1.2.nii.gz",
            "M\u00fcller \u8133",
            "-o", "n".repeat(200), "it's \"quoted\" $HOME %20 [1] {a}", "new\nline", "\u0301e");
    private static final int[] EXTREMES = {0, 1, -1, 2, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536,
        1 << 24,
        1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, 348, 540, 0x7fc00000, 0x7f800000, 0x00000001};

    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_few_damaged_files_are_refused_or_read() throws Exception { child(QUICK_FILES, 1); }

    @Test
    @Tag("slow")
    void a_hundred_thousand_damaged_files_are_refused_or_read() throws Exception { child(SLOW_FILES, 2); }

    private void child(int files, long seed) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-cp",
                System.getProperty("java.class.path"), FuzzTest.class.getName(), scratch().toString(),
                String.valueOf(files), String.valueOf(seed)).redirectErrorStream(true)
                .redirectOutput(Redirect.to(said.toFile())).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        String text = Files.readString(said);
        assertThat(ended).as("it hung: %s", text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text).contains(files + " damaged files");
        System.out.println("fuzz: " + text.strip());
    }

    /// In memory where the machine has such a folder.
    private Path scratch() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, "fuzz") : folder;
    }

    /// Reads damaged files in the folder of the first argument, as many as the second says.
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try {
            System.out.println(run(folder, Integer.parseInt(arguments[1]), Long.parseLong(arguments[2])));
        } finally {
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path file : left.sorted((a, b) -> b.compareTo(a)).toList()) {
                    if (!file.getFileName().toString().equals("said.txt")) file.toFile().delete();
                }
            }
        }
    }

    private static String run(Path folder, int files, long seed) throws IOException {
        List<Original> originals = originals(folder);
        var random = new SplittableRandom(seed);
        int read = 0;
        long slowest = 0;
        for (int i = 0; i < files; i++) {
            Original original = originals.get(i % originals.size());
            String name = original.name();
            byte[] damaged = damaged(Files.readAllBytes(original.file()), name, random);
            Path file = folder.resolve(ODD_NAMES.get(i % ODD_NAMES.size())).resolve(name);
            Files.write(file, damaged);
            long start = System.nanoTime();
            try {
                Volume volume = Volumes.read(file);
                if (volume.values().length < volume.grid().voxels())
                    throw new AssertionError("too few values");
                read++;
            } catch (IOException e) {
                String message = String.valueOf(e.getMessage());
                if (!message.contains(String.valueOf(file.getParent()))) throw fault(i, name, damaged, e);
            } catch (RuntimeException | Error e) {
                throw fault(i, name, damaged, e);
            }
            map(file, i, name, damaged);
            long millis = (System.nanoTime() - start) / 1_000_000;
            slowest = Math.max(slowest, millis);
            if (millis > SLOWEST_MILLIS)
                throw fault(i, name, damaged, new IOException("took " + millis + " ms"));
            Files.copy(original.file(), file, StandardCopyOption.REPLACE_EXISTING); // may be half of a pair
        }
        return files + " damaged files of " + originals.size() + " kinds, " + read
                + " still readable, the slowest took "
                + slowest + " ms";
    }

    /// The same through mapped memory, as large label maps are read.
    private static void map(Path file, int i, String name, byte[] damaged) throws IOException {
        try {
            if (LargeNifti.reads(file)) LargeNifti.labels(file, file, share -> {}).close();
        } catch (IOException e) {
            assertThat(e).message().contains(file.getFileName().toString());
        } catch (RuntimeException | Error e) {
            throw fault(i, name, damaged, e);
        }
    }

    private static AssertionError fault(int i, String name, byte[] bytes, Throwable e) throws IOException {
        Path kept = Files.write(Files.createTempFile("fuzz", name), bytes);
        return new AssertionError("file " + i + ", kept as " + kept + ": " + e, e);
    }

    /// Small files of every format that is written, made by its own writer, and of NIfTI in all its kinds.
    private static List<Original> originals(Path folder) throws IOException {
        var originals = new ArrayList<Original>();
        Path made = Files.createDirectories(folder.resolve("made"));
        for (VolumeFormat format : Volumes.formats()) {
            for (String ending : format.extensions()) {
                for (Shape shape : List.of(Shape.of(4, 3, 5), Shape.of(7, 6))) {
                    String stem = "v" + shape.axes() + ending.replace('.', '_');
                    Grid grid = Grid.of(shape, new Spacing(2, 0.5, 1.5));
                    float[] values = new float[grid.voxels()];
                    byte[] labels = new byte[values.length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = i % 250;
                        labels[i] = (byte) (i % 5);
                    }
                    keep(made, stem + "i" + ending, file -> Volumes.write(file, new Volume(grid, values)));
                    keep(made, stem + "l" + ending,
                            file -> Volumes.write(file, new LabelMap(grid, 5, labels)));
                }
            }
        }
        Path nibabel = Path.of("src/test/resources/nifti");
        for (String name : List.of("two.nii", "two_big.nii", "rgb.nii", "int16_big.nii", "float64.nii",
                "slope.nii",
                "extended.nii", "qform_only.nii", "pair.hdr", "pair.img", "analyze.hdr", "analyze.img")) {
            Files.copy(nibabel.resolve(name), made.resolve(name));
        }
        var picture = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        picture.getRaster().setPixel(3, 3, new int[]{200, 100, 50});
        for (String type : List.of("jpg", "png", "gif", "bmp")) {
            ImageIO.write(picture, type, made.resolve("colour." + type).toFile());
        }
        ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_USHORT_GRAY), "png",
                made.resolve("deep.png").toFile());
        Files.copy(Path.of("src/test/resources/formats/ome_XYZCT.tif"), made.resolve("ome.tif"));
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.sorted().toList()) {
                var original = new Original(file, file.getFileName().toString());
                originals.add(original);
                for (String place : ODD_NAMES) {
                    Files.copy(file, Files.createDirectories(folder.resolve(place)).resolve(original.name()));
                }
            }
        }
        return originals;
    }

    private record Original(Path file, String name) {}

    private interface Writer {
        void write(Path file) throws IOException;
    }

    /// Leaves out what a format does not write.
    private static void keep(Path made, String name, Writer writer) {
        try {
            writer.write(made.resolve(name));
        } catch (IOException | IllegalArgumentException e) {
            assertThat(Files.exists(made.resolve(name))).isFalse();
        }
    }

    /// One to four mutations; half of them inside of the compression, where there is one.
    private static byte[] damaged(byte[] original, String name, SplittableRandom random) throws IOException {
        byte[] bytes = original;
        boolean inside = name.endsWith(".gz") && random.nextBoolean();
        if (inside) bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        bytes = bytes.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes = mutated(bytes, random);
        }
        return inside ? gzip(bytes) : bytes;
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        int header = Math.min(bytes.length, random.nextInt(4) == 0 ? bytes.length : 560);
        int at = random.nextInt(header);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> numbers(bytes, at, 2, random);
            case 3 -> numbers(bytes, at, 4, random);
            case 4 -> numbers(bytes, at, 8, random);
            case 5 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            case 6 -> digits(bytes, random);
            default -> {
                int length = random.nextInt(Math.min(16, bytes.length - at) + 1);
                byte[] other = new byte[bytes.length + length];
                System.arraycopy(bytes, 0, other, 0, at + length);
                System.arraycopy(bytes, at, other, at + length, bytes.length - at);
                return other;
            }
        }
        return bytes;
    }

    /// Extreme numbers in place of one to four neighbours, such as the lengths of axes.
    private static void numbers(byte[] bytes, int near, int width, SplittableRandom random) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int count = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
        for (int at = near / width * width; count > 0 && at + width <= bytes.length; at += width, count--) {
            long value = random.nextBoolean()
                    ? EXTREMES[random.nextInt(EXTREMES.length)]
                    : (1L << random.nextInt(8 * width)) + random.nextInt(-1, 2);
            switch (width) {
                case 2 -> buffer.putShort(at, (short) value);
                case 4 -> buffer.putInt(at, (int) value);
                default -> buffer.putLong(at, value);
            }
        }
    }

    /// Other digits in place of some, for headers of text.
    private static void digits(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        for (int i = at; i < Math.min(bytes.length, at + 60); i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                byte[] number = List.of("9", "9999", "99999999", "-1", "0", "1e9", "nan")
                        .get(random.nextInt(7))
                        .getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(number, 0, bytes, i, Math.min(number.length, bytes.length - i));
                return;
            }
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

}
