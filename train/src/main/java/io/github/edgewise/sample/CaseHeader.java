package io.github.edgewise.sample;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// The contents of the file of a prepared case, except its arrays.
///
/// @param key what the case was prepared from
/// @param name of the case
/// @param grid of the image
/// @param channels of the image
/// @param classes of the labels
/// @param supervision the labels and distances of the case
/// @param stages the grid of every stage and how far its maps reach
/// @param members number of voxels of every class that patches can be cut around
/// @param foreground the box around all foreground
record CaseHeader(String key, String name, Grid grid, int channels, int classes, TargetSpec supervision,
        List<Stage> stages, List<Integer> members, Extent foreground) {
    CaseHeader {
        stages = List.copyOf(stages);
        members = List.copyOf(members);
    }

    /// A stage without its labels and maps.
    record Stage(Grid grid, List<List<Float>> extents) {
        Stage {
            extents = List.copyOf(extents);
        }
    }

    static CaseHeader of(String key, Sample sample) {
        List<Integer> members = new ArrayList<>();
        for (int k = 0; k < sample.classes(); k++) {
            members.add(sample.members(k));
        }
        return new CaseHeader(key, sample.name(), sample.grid(), sample.channels(), sample.classes(),
                sample.supervision(),
                sample.truths().stream().map(t -> new Stage(t.grid(), t.extents())).toList(), members,
                sample.foreground());
    }

    /// The lengths of the arrays in bytes: the image; of every stage the labels, the map and the regions of
    /// every class, and the centre lines; and the voxels of every class that patches can be cut around.
    List<Long> lengths() {
        var lengths = new ArrayList<Long>();
        lengths.add(4L * channels * grid.voxels());
        for (Stage stage : stages) {
            lengths.add((long) stage.grid.voxels());
            for (int k = 0; k < stage.extents.size(); k++) {
                lengths.add(4L * stage.grid.voxels());
            }
            for (int k = 0; supervision.regions() && k < classes; k++) {
                lengths.add(k == 0 ? 0 : 4L * stage.grid.voxels());
            }
            lengths.add(supervision.centreLines() ? (long) stage.grid.voxels() : 0);
        }
        members.forEach(n -> lengths.add(4L * n));
        return lengths;
    }

    byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        write(out, key);
        write(out, name);
        write(out, grid);
        out.writeInt(channels);
        out.writeInt(classes);
        out.writeDouble(supervision.reachMm());
        write(out, supervision.slices().name());
        write(out, supervision.zeroLevel().name());
        for (TargetMap map : TargetMap.values()) {
            out.writeBoolean(supervision.maps().contains(map));
        }
        for (Size size : supervision.stages()) {
            out.writeByte(1);
            out.writeInt(size.z());
            out.writeInt(size.y());
            out.writeInt(size.x());
        }
        out.writeByte(0);
        for (Stage stage : stages) {
            write(out, stage.grid);
            out.writeInt(stage.extents.size());
            for (List<Float> extents : stage.extents) {
                out.writeInt(extents.size());
                for (float mm : extents) {
                    out.writeFloat(mm);
                }
            }
        }
        for (int n : members) {
            out.writeInt(n);
        }
        for (int n : new int[]{foreground.z(), foreground.y(), foreground.x(), foreground.lastZ(),
            foreground.lastY(), foreground.lastX()}) {
            out.writeInt(n);
        }
        return bytes.toByteArray();
    }

    /// The header in bytes that [#bytes()] wrote.
    static CaseHeader parse(byte[] bytes) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        String key = text(in);
        String name = text(in);
        Grid grid = grid(in);
        int channels = in.readInt();
        int classes = in.readInt();
        double reach = in.readDouble();
        Slices slices = Slices.valueOf(text(in));
        ZeroLevel zeroLevel = ZeroLevel.valueOf(text(in));
        var maps = EnumSet.noneOf(TargetMap.class);
        for (TargetMap map : TargetMap.values()) {
            if (in.readBoolean()) maps.add(map);
        }
        var sizes = new ArrayList<Size>();
        while (in.readByte() == 1) {
            sizes.add(new Size(in.readInt(), in.readInt(), in.readInt()));
        }
        var stages = new ArrayList<Stage>();
        for (int s = 0; s < sizes.size(); s++) {
            Grid own = grid(in);
            var extents = new ArrayList<List<Float>>();
            for (int left = in.readInt(); left > 0; left--) {
                var map = new ArrayList<Float>();
                for (int n = in.readInt(); n > 0; n--) {
                    map.add(in.readFloat());
                }
                extents.add(List.copyOf(map));
            }
            stages.add(new Stage(own, extents));
        }
        var members = new ArrayList<Integer>();
        for (int k = 0; k < classes; k++) {
            members.add(in.readInt());
        }
        var foreground = new Extent(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(),
                in.readInt());
        return new CaseHeader(key, name, grid, channels, classes,
                new TargetSpec(reach, slices, sizes, zeroLevel, maps),
                stages, members, foreground);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // writeUTF ends at 65,535
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private static void write(DataOutputStream out, Grid grid) throws IOException {
        Shape s = grid.shape();
        for (int n : new int[]{s.axes(), s.depth(), s.height(), s.width()}) {
            out.writeInt(n);
        }
        Spacing w = grid.spacing();
        for (double mm : new double[]{w.z(), w.y(), w.x()}) {
            out.writeDouble(mm);
        }
        for (double mm : grid.orientation().affine()) {
            out.writeDouble(mm);
        }
        out.writeInt(grid.orientation().space());
    }

    private static Grid grid(DataInputStream in) throws IOException {
        var shape = new Shape(in.readInt(), in.readInt(), in.readInt(), in.readInt());
        var spacing = new Spacing(in.readDouble(), in.readDouble(), in.readDouble());
        var affine = new ArrayList<Double>();
        for (int i = 0; i < 12; i++) {
            affine.add(in.readDouble());
        }
        return new Grid(shape, spacing, new Orientation(affine, in.readInt()));
    }
}
