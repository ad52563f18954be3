package io.github.edgewise.format;

import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The header of a NIfTI-1, NIfTI-2 or ANALYZE 7.5 file.
///
/// @param buffer its 348 or 540 bytes, in the byte order of the machine that wrote them
/// @param version 1 or 2; 0 for ANALYZE, whose numbers are at the same offsets as in NIfTI-1
/// @param single true if the voxels follow in the same file
record NiftiHeader(ByteBuffer buffer, int version, boolean single) {
    static final int SIZE = 348;
    static final int SIZE_2 = 540;
    private static final int RGB24 = 128;
    private static final int RGBA32 = 2304;
    private static final int FIRST_CIFTI = 3000;
    private static final int LAST_CIFTI = 3099;
    private static final long FARTHEST_START = 1L << 28;
    private static final Map<Integer, VoxelType> TYPES = Map.of(2, VoxelType.UINT8, 4, VoxelType.INT16, 8,
            VoxelType.INT32, 16, VoxelType.FLOAT32, 64, VoxelType.FLOAT64, 256, VoxelType.INT8, 512,
            VoxelType.UINT16, 768, VoxelType.UINT32, 1024, VoxelType.INT64, 1280, VoxelType.UINT64);
    private static final Map<Integer, String> REFUSED = Map.of(1, "single bits", 32, "complex64", 1536,
            "float128", 1792, "complex128", 2048, "complex256");

    /// How a voxel is stored: as one number, or as three or four bytes of colour.
    ///
    /// @param label the NumPy name of the numbers, or `RGB24` or `RGBA32`
    record Voxel(String label, VoxelType type, int samples) {
        int bytes() { return type.bytes() * samples; }
    }

    /// The header size that the first four bytes declare, 348 or 540; 0 for another format.
    static int declaredSize(byte[] head) {
        if (head.length < SIZE) return 0;
        int size = ByteBuffer.wrap(head).getInt();
        if (size == SIZE || size == SIZE_2) return size;
        int swapped = Integer.reverseBytes(size);
        return swapped == SIZE || swapped == SIZE_2 ? swapped : 0;
    }

    /// Reads the header at the start of a file.
    static NiftiHeader read(FileBytes in, Path file) throws IOException {
        byte[] bytes = in.next(SIZE, "a NIfTI header");
        int size = declaredSize(bytes);
        if (size == 0) {
            throw new IOException(file
                    + ": a NIfTI header was expected, which begins with 348 or 540, but it "
                    + "begins with " + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
        }
        boolean big = ByteBuffer.wrap(bytes).getInt() == size;
        ByteBuffer buffer = ByteBuffer.allocate(size).put(bytes);
        if (size > SIZE) buffer.put(in.next(size - SIZE, "a NIfTI-2 header"));
        buffer.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int at = size == SIZE ? 344 : 4;
        String magic = new String(buffer.array(), at, 3, StandardCharsets.ISO_8859_1);
        String expected = size == SIZE ? "1" : "2";
        boolean single = magic.equals("n+" + expected);
        boolean nifti = single || magic.equals("ni" + expected);
        if (size == SIZE_2) {
            int text = ByteBuffer.wrap(buffer.array(), 8, 4).getInt();
            if (!nifti || (text != 0 && text != 0x0d0a1a0a)) {
                throw new IOException(file + ": the signature of a NIfTI-2 header was expected, but it is "
                        + "damaged, perhaps by a transfer as text");
            }
        }
        var header = new NiftiHeader(buffer, size == SIZE_2 ? 2 : nifti ? 1 : 0, single);
        header.check(file);
        return header;
    }

    private void check(Path file) throws IOException {
        long axes = integer(NiftiField.DIM, 0);
        if (axes < 1 || axes > 7 || integer(NiftiField.DIM, 1) < 1) {
            throw new IOException(file + " has a damaged header: 1 to 7 axes were expected, but it declares "
                    + axes + ", and " + integer(NiftiField.DIM, 1) + " voxels along the first");
        }
        long intent = integer(NiftiField.INTENT, 0);
        if (version == 2 && intent >= FIRST_CIFTI && intent <= LAST_CIFTI) {
            throw new IOException(
                    file + ": an image was expected, but this is a CIFTI-2 table (intent " + intent
                            + ")");
        }
        try {
            long count = Math.multiplyExact(voxel(file).bytes(), 1L);
            for (int axis = 1; axis <= 7; axis++) {
                count = Math.multiplyExact(count, dim(axis));
                if (axis <= 3) Math.toIntExact(dim(axis));
            }
        } catch (ArithmeticException e) {
            throw new IOException(file + " has a damaged header: its axes are " + axes() + " voxels long", e);
        }
    }

    /// `NIfTI-1`, `NIfTI-2` or `ANALYZE`.
    String format() { return version == 0 ? "ANALYZE" : "NIfTI-" + version; }

    ByteOrder order() { return buffer.order(); }

    long integer(NiftiField field, int i) { return field.integer(buffer, version, i); }

    double number(NiftiField field, int i) { return field.number(buffer, version, i); }

    /// The byte at which the voxels begin in their file.
    long dataStart(Path file) throws IOException {
        double offset = number(NiftiField.VOX_OFFSET, 0);
        if (offset > FARTHEST_START) {
            throw new IOException(
                    file + " has a damaged header: its voxels would begin at byte " + (long) offset);
        }
        long least = !single ? 0 : version == 2 ? SIZE_2 + 4 : SIZE + 4;
        return Math.max(least, (long) offset); // NaN counts as 0
    }

    /// The type of a voxel.
    Voxel voxel(Path file) throws IOException {
        int code = (int) integer(NiftiField.DATATYPE, 0);
        if (code == RGB24) return new Voxel("RGB24", VoxelType.UINT8, 3);
        if (code == RGBA32) return new Voxel("RGBA32", VoxelType.UINT8, 4);
        VoxelType type = TYPES.get(code);
        if (type != null) return new Voxel(type.label(), type, 1);
        throw new IOException(
                file + ": whole numbers, float32, float64 or colours were expected, but its voxels "
                        + "are " + REFUSED.getOrDefault(code, "of no type the standard knows")
                        + " (type " + code + ")");
    }

    static int code(VoxelType type) {
        return TYPES.entrySet().stream().filter(e -> e.getValue() == type).findFirst().orElseThrow().getKey();
    }

    /// The slope of the scaling. It is 1 if the file has no scaling (a slope that is 0 or not finite), or if
    /// a voxel is a colour.
    double slope(Path file) throws IOException {
        return isScaled(file) ? number(NiftiField.SLOPE, 0) : 1;
    }

    /// The number that is added to the scaled values.
    ///
    /// @throws IOException where it is not finite but the slope is
    double intercept(Path file) throws IOException {
        if (!isScaled(file)) return 0;
        double intercept = number(NiftiField.INTERCEPT, 0);
        if (Double.isFinite(intercept)) return intercept;
        if (version == 0) return 0; // as in SPM, which added scaling to ANALYZE
        throw new IOException(file + " has a damaged header: its slope is " + number(NiftiField.SLOPE, 0)
                + ", but its intercept is " + intercept);
    }

    private boolean isScaled(Path file) throws IOException {
        double slope = number(NiftiField.SLOPE, 0);
        return slope != 0 && Double.isFinite(slope) && voxel(file).samples() == 1;
    }

    /// The number of voxels along an axis, 1 to 7; 1 if the header says nothing or an impossible number.
    long dim(int axis) {
        return axis <= integer(NiftiField.DIM, 0) ? Math.max(1, integer(NiftiField.DIM, axis)) : 1;
    }

    /// The lengths of all axes.
    List<Long> axes() {
        var axes = new ArrayList<Long>();
        for (int axis = 1; axis <= integer(NiftiField.DIM, 0); axis++) {
            axes.add(dim(axis));
        }
        return axes;
    }

    /// The number of images on the grid in the file: the product of all axes beyond the third, times the
    /// colours.
    long channels(Path file) throws IOException {
        return dim(4) * dim(5) * dim(6) * dim(7) * voxel(file).samples();
    }

    /// The spatial axes. A 2-D image with channels is stored as x, y, 1, 1, channels.
    Shape shape() {
        long axes = integer(NiftiField.DIM, 0);
        boolean flat = axes <= 2 || (axes == 5 && dim(3) == 1 && dim(4) == 1);
        return flat
                ? Shape.of((int) dim(2), (int) dim(1))
                : Shape.of((int) dim(3), (int) dim(2), (int) dim(1));
    }
}
