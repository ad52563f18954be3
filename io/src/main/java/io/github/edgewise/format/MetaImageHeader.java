package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/// The header of a MetaImage file.
///
/// @param text its fields
/// @param sizes the length of every axis, the fastest axis first
record MetaImageHeader(TextHeader text, List<Long> sizes) {
    private static final String LAST = "elementdatafile";

    MetaImageHeader {
        sizes = List.copyOf(sizes);
    }

    static MetaImageHeader read(FileBytes in, Path file) throws IOException {
        var fields = new HashMap<String, String>();
        while (!fields.containsKey(LAST)) {
            String line = TextHeader.line(in, file).orElse("=");
            int equals = line.indexOf('=');
            if (equals < 1) {
                if (line.isBlank()) continue;
                throw new IOException(
                        file + " is not a MetaImage file, or damaged: its header has no ElementDataFile");
            }
            fields.put(line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                    line.substring(equals + 1).strip());
        }
        var text = new TextHeader(file, fields);
        List<Long> sizes = Arrays.stream(text.integers("dimsize")).boxed().toList();
        long axes = text.integer("ndims");
        if (axes != sizes.size()) throw text.wrong("DimSize", text.require("dimsize"));
        if (axes < 2 || axes > 4) {
            throw new IOException(
                    file + " has " + axes + " axes, but only 2 or 3 can be read, or 4 with channels last");
        }
        return new MetaImageHeader(text, sizes);
    }

    boolean isLocal() { return text.get(LAST, "").equalsIgnoreCase("LOCAL"); }

    /// The file with the numbers of an `.mhd`.
    Path dataFile() throws IOException {
        String name = text.require(LAST);
        if (name.startsWith("LIST") || name.contains("%")) {
            throw new IOException(text.file()
                    + " has its voxels in several data files, but only one can be read; merge them first");
        }
        return text.beside(name);
    }

    private boolean isTrue(String field) { return text.get(field, "").matches("(?i)true|t|1"); }

    boolean isText() { return text.has("binarydata") && !isTrue("binarydata"); }

    boolean isCompressed() { return isTrue("compresseddata"); }

    long skip() throws IOException { return text.has("headersize") ? text.integer("headersize") : 0; }

    ByteOrder order() {
        String newer = "binarydatabyteordermsb";
        return isTrue(text.has(newer) ? newer : "elementbyteordermsb")
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
    }

    VoxelType type() throws IOException {
        String name = text.require("elementtype").toUpperCase(Locale.ROOT);
        return switch (name) {
            case "MET_CHAR" -> VoxelType.INT8;
            case "MET_UCHAR", "MET_ASCII_CHAR" -> VoxelType.UINT8;
            case "MET_SHORT" -> VoxelType.INT16;
            case "MET_USHORT" -> VoxelType.UINT16;
            case "MET_INT", "MET_LONG" -> VoxelType.INT32;
            case "MET_UINT", "MET_ULONG" -> VoxelType.UINT32;
            case "MET_LONG_LONG" -> VoxelType.INT64;
            case "MET_ULONG_LONG" -> VoxelType.UINT64;
            case "MET_FLOAT" -> VoxelType.FLOAT32;
            case "MET_DOUBLE" -> VoxelType.FLOAT64;
            default -> throw new IOException(text.file() + " has voxels of the unknown type " + name);
        };
    }

    /// The number of values that are interleaved in each voxel, one per channel.
    int interleaved() throws IOException {
        String field = "elementnumberofchannels";
        return text.has(field) ? Raw.count(text.file(), text.integers(field)) : 1;
    }

    /// The total number of values.
    int count() throws IOException {
        long[] lengths = sizes.stream().mapToLong(n -> n).toArray();
        return Raw.count(text.file(), Raw.count(text.file(), lengths), interleaved());
    }

    /// The length of every axis as stored, the fastest first.
    List<Integer> axes() throws IOException {
        var axes = new ArrayList<Integer>();
        if (interleaved() > 1) axes.add(interleaved());
        for (long size : sizes) {
            axes.add((int) size);
        }
        return axes;
    }

    Grid grid() throws IOException {
        count();
        int n = sizes.size();
        int inSpace = Math.min(3, n);
        double mm = LengthUnit.millimetres(unit()).orElse(1);
        double[] spacing = numbers(n, "elementspacing", "elementsize");
        double[] origin = numbers(n, "offset", "position", "origin");
        double[] matrix = numbers(n * n, "transformmatrix", "rotation", "orientation");
        var steps = new ArrayList<double[]>();
        for (int k = 0; k < inSpace; k++) {
            double[] step = new double[3];
            step[k] = matrix.length == 0 ? 1 : 0;
            for (int i = 0; i < inSpace && matrix.length > 0; i++) {
                step[i] = matrix[k * n + i];
            }
            steps.add(World.scaled(step, mm * (spacing.length == 0 ? 1 : Math.abs(spacing[k]))));
        }
        double[] first = new double[3];
        for (int i = 0; i < inSpace && origin.length > 0; i++) {
            first[i] = mm * origin[i];
        }
        Shape shape = inSpace == 2
                ? Shape.of((int) (long) sizes.get(1), (int) (long) sizes.get(0))
                : Shape.of((int) (long) sizes.get(2), (int) (long) sizes.get(1), (int) (long) sizes.get(0));
        return World.LPS.grid(shape, steps, first, 1, text.file());
    }

    private String unit() { return text.get("distanceunits", ""); }

    /// What a user should know about the header.
    List<String> warnings() {
        boolean known = LengthUnit.isNone(unit()) || LengthUnit.millimetres(unit()).isPresent();
        return known ? List.of() : List.of(LengthUnit.unknown(unit()));
    }

    /// The numbers of the first of these fields that exists; none if none of them exists.
    private double[] numbers(int count, String... fields) throws IOException {
        for (String field : fields) {
            if (text.has(field)) return text.numbers(field, text.require(field), count);
        }
        return new double[0];
    }

    /// The header to write, without the lines on compression and on the data file.
    static String text(Grid grid, int channels, VoxelType type) {
        Shape s = grid.shape();
        int n = s.axes();
        var matrix = new StringBuilder();
        var spacings = new StringBuilder();
        for (int k = 0; k < n; k++) {
            double[] step = World.LPS.column(grid.orientation(), k);
            double length = World.length(step);
            spacings.append(' ').append(length);
            for (int i = 0; i < n; i++) {
                matrix.append(' ').append(step[i] / length + 0.0);
            }
        }
        var origin = new StringBuilder();
        for (int i = 0; i < n; i++) {
            origin.append(' ').append(World.LPS.column(grid.orientation(), 3)[i] + 0.0);
        }
        return "ObjectType = Image\nNDims = " + n + "\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
                + "TransformMatrix =" + matrix + "\nOffset =" + origin + "\nElementSpacing =" + spacings
                + "\nDimSize = " + s.width() + " " + s.height() + (n == 3 ? " " + s.depth() : "")
                + (channels > 1 ? "\nElementNumberOfChannels = " + channels : "") + "\nElementType = "
                + name(type) + "\n";
    }

    private static String name(VoxelType type) {
        return switch (type) {
            case INT8 -> "MET_CHAR";
            case UINT8 -> "MET_UCHAR";
            case INT16 -> "MET_SHORT";
            case UINT16 -> "MET_USHORT";
            case INT32 -> "MET_INT";
            case UINT32 -> "MET_UINT";
            case INT64 -> "MET_LONG_LONG";
            case UINT64 -> "MET_ULONG_LONG";
            case FLOAT32 -> "MET_FLOAT";
            case FLOAT64 -> "MET_DOUBLE";
        };
    }
}
