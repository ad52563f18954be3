package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's `.npy`: an array of shape `[H, W]`, `[D, H, W]` or `[C, D, H, W]`, in C or Fortran order.
///
/// It reads booleans, integers, and floats of 16 to 64 bits, in both byte orders. The spacing is 1 mm. It
/// writes C order, version 1.0. Source: the format's definition, `numpy.lib.format`.
final class Npy implements VolumeFormat {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z]\\w*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    @Override
    public List<String> extensions() { return List.of(".npy"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        return head.length > MAGIC.length && Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC);
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            byte[] begin = in.next(8, "header");
            if (!recognises(begin, file)) {
                throw new IOException(file + ": an npy file was expected, but its first bytes are of another "
                        + "format");
            }
            String header = header(in, begin[6], file);
            Matcher descr = found(DESCR, header, file);
            String dtype = descr.group(2);
            ByteOrder order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            boolean fortran = found(ORDER, header, file).group(1).equals("True");
            long[] lengths = lengths(found(SHAPE, header, file).group(1), file);
            int count = Raw.count(file, lengths);
            float[] values = in.voxels(type(dtype, file), order, count);
            if (dtype.equals("f2")) {
                for (int i = 0; i < count; i++) {
                    values[i] = Float.float16ToFloat((short) (int) values[i]);
                }
            }
            String stored = dtype.equals("f2") ? "float16" : type(dtype, file).label();
            if (fortran) values = ofFortran(values, lengths);
            return new Stored(new Volume(grid(lengths), values), "npy", stored, axes(lengths, fortran),
                    in.warnings());
        }
    }

    private static String header(FileBytes in, int version, Path file) throws IOException {
        ByteBuffer length = ByteBuffer.wrap(in.next(version == 1 ? 2 : 4, "header"))
                .order(ByteOrder.LITTLE_ENDIAN);
        long bytes = version == 1 ? length.getShort() & 0xffff : length.getInt() & 0xffffffffL;
        if (bytes > LONGEST) throw new IOException(file + " is damaged: its header has " + bytes + " bytes");
        return new String(in.next((int) bytes, "header"), StandardCharsets.UTF_8);
    }

    private static Matcher found(Pattern pattern, String header, Path file) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (matcher.find()) return matcher;
        throw new IOException(file + " is not a plain array of numbers: its header is " + header.strip());
    }

    private static VoxelType type(String dtype, Path file) throws IOException {
        return switch (dtype) {
            case "b1", "u1" -> VoxelType.UINT8;
            case "i1" -> VoxelType.INT8;
            case "u2", "f2" -> VoxelType.UINT16;
            case "i2" -> VoxelType.INT16;
            case "u4" -> VoxelType.UINT32;
            case "i4" -> VoxelType.INT32;
            case "u8" -> VoxelType.UINT64;
            case "i8" -> VoxelType.INT64;
            case "f4" -> VoxelType.FLOAT32;
            case "f8" -> VoxelType.FLOAT64;
            default -> throw new IOException(file + " is an array of dtype " + dtype + ", but only booleans, "
                    + "integers and floats of up to 64 bits can be read; convert it in NumPy");
        };
    }

    /// The lengths in a tuple such as `3, 4, 5`, at least two and at most four.
    private static long[] lengths(String tuple, Path file) throws IOException {
        String[] words = Pattern.compile("\\d+").matcher(tuple).results().map(m -> m.group())
                .toArray(String[]::new);
        if (words.length < 2 || words.length > 4) {
            throw new IOException(file + " is an array of shape (" + tuple
                    + "), but only [H, W], [D, H, W] and [C, D, H, W] can be read");
        }
        long[] lengths = new long[words.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = words[i].length() > 10 ? Long.MAX_VALUE : Long.parseLong(words[i]);
        }
        return lengths;
    }

    /// The lengths of the axes in the order of the file, the fastest first.
    private static List<Integer> axes(long[] lengths, boolean fortran) {
        List<Integer> axes = Arrays.stream(lengths).mapToObj(n -> (int) n).toList();
        return fortran ? axes : axes.reversed();
    }

    private static Grid grid(long[] lengths) {
        int[] n = Arrays.stream(lengths).mapToInt(length -> (int) length).toArray();
        int last = n.length - 1;
        return Grid.of(n.length == 2 ? Shape.of(n[0], n[1]) : Shape.of(n[last - 2], n[last - 1], n[last]));
    }

    /// Converts values from Fortran order (first axis fastest) to C order (last axis fastest).
    private static float[] ofFortran(float[] values, long[] lengths) {
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int step = values.length;
            int from = 0;
            for (int axis = lengths.length - 1; axis >= 0; axis--) {
                int n = (int) lengths[axis];
                step /= n;
                from += rest % n * step;
                rest /= n;
            }
            turned[i] = values[from];
        }
        return turned;
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        Shape s = volume.grid().shape();
        if (volume.channels() > 1 && s.axes() == 2) {
            throw new IOException(
                    "a 2-D image of " + volume.channels() + " channels cannot be written to " + file
                            + ", because its array of three axes would be read as a volume; write .nrrd");
        }
        write(file, s, volume.channels(), type, out -> Raw.write(out, volume.values(), type));
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        write(file, labels.grid().shape(), 1, VoxelType.UINT8, out -> out.write(labels.labels()));
    }

    private static void write(Path file, Shape s, int channels, VoxelType type, WholeFile.Content voxels)
            throws IOException {
        String kind = type.isFloat() ? "f" : type.label().startsWith("u") ? "u" : "i";
        String tuple = (channels > 1 ? channels + ", " : "") + (s.axes() == 3 ? s.depth() + ", " : "")
                + s.height() + ", " + s.width();
        String text = "{'descr': '" + (type.bytes() == 1 ? "|" : "<") + kind + type.bytes()
                + "', 'fortran_order': False, 'shape': (" + tuple + "), }";
        int padded = (MAGIC.length + 4 + text.length() + 1 + 63) / 64 * 64 - MAGIC.length - 4;
        ByteBuffer header = ByteBuffer.allocate(MAGIC.length + 4 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
        header.put(
                (text + " ".repeat(padded - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        WholeFile.write(file, out -> {
            out.write(header.array());
            voxels.writeTo(out);
        });
    }
}
