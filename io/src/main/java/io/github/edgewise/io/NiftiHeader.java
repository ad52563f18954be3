package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The 348 bytes before the voxels of a NIfTI-1 file, numbers at the offsets that the standard gives.
///
/// @param buffer the bytes, in the order of the machine that wrote them
record NiftiHeader(ByteBuffer buffer) {
    static final int SIZE = 348;
    static final ByteOrder WRITTEN = ByteOrder.LITTLE_ENDIAN;
    private static final int DATA_START = 352;
    private static final int DIM = 40;
    private static final int PIXDIM = 76;
    private static final int QUATERNION = 256;
    private static final int OFFSET = 268;
    private static final int SROW = 280;

    /// The codes of the voxel types.
    private static final Map<Integer, VoxelType> TYPES = Map.of(2, VoxelType.UINT8, 4, VoxelType.INT16, 8,
            VoxelType.INT32, 16, VoxelType.FLOAT32, 64, VoxelType.FLOAT64, 256, VoxelType.INT8, 512,
            VoxelType.UINT16, 768, VoxelType.UINT32, 1024, VoxelType.INT64, 1280, VoxelType.UINT64);

    static NiftiHeader read(InputStream in, Path file) throws IOException {
        return read(in.readNBytes(SIZE), file);
    }

    static NiftiHeader read(byte[] bytes, Path file) throws IOException {
        if (bytes.length < SIZE) throw new EOFException(file + " is shorter than a NIfTI header");
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = buffer.getInt(0);
        if (size == Integer.reverseBytes(SIZE)) {
            buffer.order(ByteOrder.BIG_ENDIAN);
        } else if (size == 540 || size == Integer.reverseBytes(540)) {
            throw new IOException(
                    file + " is NIfTI-2, which this version does not read; convert it to NIfTI-1");
        } else if (size != SIZE) {
            throw new IOException(file + " is no NIfTI file");
        }
        String magic = new String(bytes, 344, 3, StandardCharsets.ISO_8859_1);
        if (!magic.equals("n+1")) {
            throw new IOException(
                    file + " is ANALYZE or half of a .hdr/.img pair, which this version does not read; "
                            + "convert it to one .nii file");
        }
        return new NiftiHeader(buffer);
    }

    ByteOrder order() { return buffer.order(); }

    int dataStart() { return Math.max(DATA_START, (int) buffer.getFloat(108)); }

    VoxelType type(Path file) throws IOException {
        int code = buffer.getShort(70);
        VoxelType type = TYPES.get(code);
        if (type != null) return type;
        throw new IOException(
                file + " holds voxels of NIfTI type " + code + ", which this version does not read");
    }

    /// 1 where the file says no scaling, by a slope that is 0 or not finite.
    double slope() {
        float slope = buffer.getFloat(112);
        return isScaled() ? slope : 1;
    }

    double intercept() {
        float intercept = buffer.getFloat(116);
        return isScaled() && Float.isFinite(intercept) ? intercept : 0;
    }

    private boolean isScaled() { return buffer.getFloat(112) != 0 && Float.isFinite(buffer.getFloat(112)); }

    private int dim(int axis) {
        return axis <= buffer.getShort(DIM) ? Math.max(1, buffer.getShort(DIM + 2 * axis)) : 1;
    }

    int channels() { return dim(4) * dim(5) * dim(6) * dim(7); }

    Grid grid(Path file) throws IOException {
        int axes = buffer.getShort(DIM);
        if (axes < 1 || axes > 7 || buffer.getShort(DIM + 2) < 1) {
            throw new IOException(file + " has a damaged header: " + axes + " axes");
        }
        boolean flat = axes <= 2 || (axes == 5 && dim(3) == 1 && dim(4) == 1);
        Shape shape = flat ? Shape.of(dim(2), dim(1)) : Shape.of(dim(3), dim(2), dim(1));
        Orientation orientation = orientation(shape);
        List<Double> m = orientation.affine();
        return new Grid(shape, new Spacing(flat ? 1 : length(m, 2), length(m, 1), length(m, 0)), orientation);
    }

    /// The length of a column of the affine: mm between voxels along that axis.
    private static double length(List<Double> m, int column) {
        double square = 0;
        for (int row = 0; row < 3; row++) {
            square += m.get(4 * row + column) * m.get(4 * row + column);
        }
        double length = Math.sqrt(square);
        return length > 0 && Double.isFinite(length) ? rounded(length) : 1;
    }

    /// The header's numbers are 32-bit floats: 0.97 must not come out as 0.9700000286102295.
    private static double rounded(double value) { return Double.parseDouble(Float.toString((float) value)); }

    /// The affine in mm: the sform where its code is not 0, else the qform, else the plain spacing (nibabel's
    /// order).
    private Orientation orientation(Shape shape) {
        double mm = switch (buffer.get(123) & 7) {
            case 1 -> 1000;
            case 3 -> 0.001;
            default -> 1;
        };
        var m = new ArrayList<Double>();
        int code = buffer.getShort(254);
        if (code > 0) {
            for (int i = 0; i < 12; i++) {
                m.add(mm * buffer.getFloat(SROW + 4 * i));
            }
            return new Orientation(m, code);
        }
        code = buffer.getShort(252);
        double[] w = {mm * step(1), mm * step(2), mm * step(3)};
        if (code > 0) {
            double[][] r = rotation();
            double flip = buffer.getFloat(PIXDIM) < 0 ? -1 : 1;
            for (int row = 0; row < 3; row++) {
                m.addAll(List.of(r[row][0] * w[0], r[row][1] * w[1], flip * r[row][2] * w[2],
                        mm * buffer.getFloat(OFFSET + 4 * row)));
            }
            return new Orientation(m, code);
        }
        return Orientation.plain(new Spacing(shape.axes() == 2 ? 1 : w[2], w[1], w[0]));
    }

    private double step(int axis) {
        double step = Math.abs(buffer.getFloat(PIXDIM + 4 * axis));
        return step > 0 && Double.isFinite(step) ? step : 1;
    }

    /// The rotation of the quaternion (a, b, c, d), a from its unit length.
    private double[][] rotation() {
        double b = buffer.getFloat(QUATERNION);
        double c = buffer.getFloat(QUATERNION + 4);
        double d = buffer.getFloat(QUATERNION + 8);
        double rest = 1 - b * b - c * c - d * d;
        double a = 0;
        if (rest < 1e-7) {
            double length = Math.sqrt(b * b + c * c + d * d);
            b /= length;
            c /= length;
            d /= length;
        } else {
            a = Math.sqrt(rest);
        }
        return new double[][]{{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
            {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
            {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c}};
    }

    /// A header to write, with the four bytes after it that say "no extensions". The affine goes into the
    /// sform.
    static byte[] bytes(Grid grid, int channels, VoxelType type) {
        ByteBuffer out = ByteBuffer.allocate(DATA_START).order(WRITTEN);
        Shape s = grid.shape();
        boolean flat = s.axes() == 2;
        int axes = channels == 1 ? s.axes() : flat ? 5 : 4; // 2-D with channels: x, y, 1, 1, channels
        short[] dim = {(short) axes, (short) s.width(), (short) s.height(), (short) s.depth(),
            (short) (flat ? 1 : channels), (short) (flat ? channels : 1), 1, 1};
        float[] pixdim = {1, (float) grid.spacing().x(), (float) grid.spacing().y(),
            (float) grid.spacing().z(), 1, 1, 1,
            1};
        out.putInt(0, SIZE);
        for (int i = 0; i < 8; i++) {
            out.putShort(DIM + 2 * i, dim[i]);
            out.putFloat(PIXDIM + 4 * i, pixdim[i]);
        }
        TYPES.forEach((code, t) -> {
            if (t == type) out.putShort(70, (short) (int) code);
        });
        out.putShort(72, (short) (8 * type.bytes()));
        out.putFloat(108, DATA_START);
        out.putFloat(112, 1);
        out.put(123, (byte) 2);
        out.put(148, "Edgewise".getBytes(StandardCharsets.ISO_8859_1));
        out.putShort(254, (short) Math.max(1, grid.orientation().space()));
        for (int i = 0; i < 12; i++) {
            out.putFloat(SROW + 4 * i, grid.orientation().affine().get(i).floatValue());
        }
        out.put(344, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
        return out.array();
    }
}
