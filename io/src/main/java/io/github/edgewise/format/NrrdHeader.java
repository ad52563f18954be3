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
import java.util.Map;
import java.util.regex.Pattern;

/// The header of an NRRD file.
///
/// @param text its fields
/// @param sizes the length of every axis, the fastest axis first
/// @param channelAxis the axis that counts channels; -1 if there is none
record NrrdHeader(TextHeader text, List<Long> sizes, int channelAxis) {
    private static final Pattern VECTOR = Pattern.compile("none|\\(([^)]*)\\)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final Map<String, VoxelType> TYPES = types();

    NrrdHeader {
        sizes = List.copyOf(sizes);
    }

    private static Map<String, VoxelType> types() {
        var names = new HashMap<String, VoxelType>();
        Map.of(VoxelType.INT8, "signed char,int8,int8_t", VoxelType.UINT8,
                "uchar,unsigned char,uint8,uint8_t",
                VoxelType.INT16, "short,short int,signed short,signed short int,int16,int16_t",
                VoxelType.UINT16, "ushort,unsigned short,unsigned short int,uint16,uint16_t",
                VoxelType.INT32, "int,signed int,int32,int32_t",
                VoxelType.UINT32, "uint,unsigned int,uint32,uint32_t",
                VoxelType.INT64,
                "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t",
                VoxelType.UINT64,
                "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t",
                VoxelType.FLOAT32, "float", VoxelType.FLOAT64, "double")
                .forEach((type, list) -> List.of(list.split(",", -1)).forEach(n -> names.put(n, type)));
        return names;
    }

    static NrrdHeader read(FileBytes in, Path file) throws IOException {
        if (!TextHeader.line(in, file).orElse("").matches("NRRD000\\d")) {
            throw new IOException(file + ": an NRRD file was expected, but its first line is not NRRD000x");
        }
        var fields = new HashMap<String, String>();
        while (true) {
            String line = TextHeader.line(in, file).orElse("");
            if (line.isEmpty()) break;
            int colon = line.indexOf(": ");
            int pair = line.indexOf(":=");
            if (line.startsWith("#") || (pair >= 0 && (colon < 0 || pair < colon))) continue;
            if (colon < 0) throw new IOException(file + " is damaged: its header has the line " + line);
            String name = name(line.substring(0, colon));
            if (fields.put(name, line.substring(colon + 2).strip()) != null) {
                throw new IOException(file + " is damaged: its header has " + name + " twice");
            }
        }
        return of(new TextHeader(file, fields));
    }

    /// The documented name of a field. Some fields have two names.
    private static String name(String written) {
        String name = written.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "datafile" -> "data file";
            case "lineskip" -> "line skip";
            case "byteskip" -> "byte skip";
            default -> name;
        };
    }

    private static NrrdHeader of(TextHeader text) throws IOException {
        var sizes = new ArrayList<Long>();
        for (long size : text.integers("sizes")) {
            sizes.add(size);
        }
        if (text.integer("dimension") != sizes.size()) throw text.wrong("sizes", text.require("sizes"));
        int channels = -1;
        List<String> axes = directions(text);
        List<String> kinds = List.of(text.get("kinds", "").split("\\s+", -1));
        for (int axis = 0; axis < sizes.size(); axis++) {
            boolean ofSpace = axes.isEmpty()
                    ? kinds.size() != sizes.size() || kinds.get(axis).matches("domain|space|\\?+|none")
                    : axis < axes.size() && !axes.get(axis).equals("none");
            if (ofSpace) continue;
            if (channels >= 0) {
                throw new IOException(text.file() + " has two axes of channels, but only one can be read");
            }
            channels = axis;
        }
        if (channels < 0 && sizes.size() == 4) channels = 3;
        int ofSpace = sizes.size() - (channels < 0 ? 0 : 1);
        if (ofSpace < 2 || ofSpace > 3 || (channels > 0 && channels < ofSpace)) {
            throw new IOException(text.file() + " has " + sizes.size() + " axes, " + ofSpace
                    + " of them in space, but only 2 or 3 of them can be read, with an axis of channels before "
                    + "or after them");
        }
        return new NrrdHeader(text, sizes, channels);
    }

    /// The direction of every axis, as written; none if the header has none.
    private static List<String> directions(TextHeader text) {
        return VECTOR.matcher(text.get("space directions", "")).results().map(m -> m.group()).toList();
    }

    VoxelType type() throws IOException {
        String name = text.require("type").toLowerCase(Locale.ROOT);
        VoxelType type = TYPES.get(name);
        if (type == null) throw new IOException(text.file() + " has voxels of the unknown type " + name);
        return type;
    }

    ByteOrder order() throws IOException {
        if (type().bytes() == 1) return ByteOrder.LITTLE_ENDIAN;
        return switch (text.require("endian").toLowerCase(Locale.ROOT)) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw text.wrong("endian", text.require("endian"));
        };
    }

    String encoding() throws IOException { return text.require("encoding").toLowerCase(Locale.ROOT); }

    long lineSkip() throws IOException { return text.has("line skip") ? text.integer("line skip") : 0; }

    long byteSkip() throws IOException { return text.has("byte skip") ? text.integer("byte skip") : 0; }

    /// The file with the numbers of an `.nhdr`.
    Path dataFile() throws IOException {
        String name = text.require("data file");
        if (name.startsWith("LIST") || name.contains("%")) {
            throw new IOException(text.file()
                    + " has its voxels in several data files, but only one can be read; merge them first");
        }
        return text.beside(name);
    }

    int channels() { return channelAxis < 0 ? 1 : (int) (long) sizes.get(channelAxis); }

    boolean channelsFirst() { return channelAxis == 0; }

    /// The total number of values.
    int count() throws IOException {
        return Raw.count(text.file(), sizes.stream().mapToLong(s -> s).toArray());
    }

    Grid grid() throws IOException {
        count();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < sizes.size(); axis++) {
            if (axis != channelAxis) axes.add(axis);
        }
        int[] n = axes.stream().mapToInt(axis -> (int) (long) sizes.get(axis)).toArray();
        Shape shape = n.length == 2 ? Shape.of(n[1], n[0]) : Shape.of(n[2], n[1], n[0]);
        List<String> directions = directions(text);
        String space = text.get("space", "");
        World world = space.isEmpty() ? World.RAS : world(space);
        double[] spacings = spacings();
        var steps = new ArrayList<double[]>();
        for (int i = 0; i < n.length; i++) {
            double[] step = new double[3];
            if (directions.isEmpty()) step[i] = spacings[axes.get(i)] * mm("units");
            else step = vector("space directions", directions.get(axes.get(i)));
            steps.add(step);
        }
        double[] origin = text.has("space origin")
                ? vector("space origin", text.require("space origin"))
                : new double[3];
        return world.grid(shape, steps, origin, space.isEmpty() ? 0 : 1, text.file());
    }

    /// The axes of a space such as `left-posterior-superior`, or of its three letters. `scanner-xyz` and the
    /// spaces that give only their handedness do not name the sides of the patient. They count as RAS.
    private World world(String space) throws IOException {
        String name = space.toLowerCase(Locale.ROOT);
        if (name.matches("(scanner-xyz|3d-(right|left)-handed)")) return World.RAS;
        String[] words = name.split("-", -1);
        return World.of(words.length == 3
                ? "" + words[0].charAt(0) + words[1].charAt(0) + words[2].charAt(0)
                : name, text.file());
    }

    private double[] spacings() throws IOException {
        double[] spacings = text.has("spacings")
                ? text.numbers("spacings", text.require("spacings").replaceAll("(?i)nan", "NaN"),
                        sizes.size())
                : sizes.stream().mapToDouble(n -> 1).toArray();
        for (int i = 0; i < spacings.length; i++) {
            if (Double.isNaN(spacings[i])) spacings[i] = 1;
        }
        return spacings;
    }

    /// A vector of two or three numbers in mm.
    private double[] vector(String field, String written) throws IOException {
        double[] v = text.numbers(field, written);
        if (v.length < 2 || v.length > 3) throw text.wrong(field, written);
        return World.scaled(Arrays.copyOf(v, 3), mm("space units"));
    }

    /// The length of a unit in mm; 1 if there is none, or if it is unknown.
    private double mm(String field) throws IOException {
        double[] units = QUOTED.matcher(text.get(field, "")).results()
                .flatMapToDouble(m -> LengthUnit.millimetres(m.group(1)).stream()).distinct().toArray();
        if (units.length > 1) throw text.wrong(field, text.require(field));
        return units.length == 0 ? 1 : units[0];
    }

    /// What a user should know about the header.
    List<String> warnings() throws IOException {
        String field = directions(text).isEmpty() ? "units" : "space units";
        List<String> units = QUOTED.matcher(text.get(field, "")).results().map(m -> m.group(1))
                .filter(unit -> !LengthUnit.isNone(unit)).toList();
        boolean known = units.isEmpty()
                || units.stream().anyMatch(u -> LengthUnit.millimetres(u).isPresent());
        return known ? List.of() : List.of(LengthUnit.unknown(units.getFirst()));
    }

    /// The length of every axis, the fastest first.
    List<Integer> axes() { return sizes.stream().map(n -> (int) (long) n).toList(); }

    private static String name(VoxelType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            default -> type.label();
        };
    }

    /// The header to write, without the line on the encoding and the line that ends the header.
    static String text(Grid grid, int channels, VoxelType type) {
        Shape s = grid.shape();
        boolean more = channels > 1;
        var axes = new StringBuilder();
        for (int k = 0; k < s.axes(); k++) {
            axes.append(vector(World.LPS.column(grid.orientation(), k))).append(' ');
        }
        return "NRRD0004\n# written by Edgewise\ntype: " + name(type) + "\ndimension: "
                + (s.axes() + (more ? 1 : 0))
                + "\nspace: left-posterior-superior\nsizes: " + s.width() + " " + s.height()
                + (s.axes() == 3 ? " " + s.depth() : "") + (more ? " " + channels : "")
                + "\nspace directions: " + axes.toString().strip() + (more ? " none" : "")
                + "\nkinds:" + " domain".repeat(s.axes()) + (more ? " list" : "")
                + "\nendian: little\nspace origin: "
                + vector(World.LPS.column(grid.orientation(), 3)) + "\n";
    }

    private static String vector(double[] v) {
        return "(" + (v[0] + 0.0) + "," + (v[1] + 0.0) + "," + (v[2] + 0.0) + ")";
    }
}
