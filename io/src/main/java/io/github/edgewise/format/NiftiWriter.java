package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes NIfTI headers for writing: NIfTI-1, or NIfTI-2 if an axis is too long or the file to copy from is
/// NIfTI-2.
final class NiftiWriter {
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int ALIGNED = 2;
    private static final int MILLIMETRES = 2;
    private static final List<NiftiField> RESET = List.of(NiftiField.INTENT, NiftiField.INTENT_PARAMETERS,
            NiftiField.INTENT_NAME, NiftiField.CAL_MAX, NiftiField.CAL_MIN, NiftiField.INTERCEPT,
            NiftiField.VOX_OFFSET);

    private NiftiWriter() {}

    /// The header of an image, followed by the four bytes that mean "no extensions".
    ///
    /// If `like` is a NIfTI file on exactly the same grid, everything in its header (qform, sform, units,
    /// description and so on) is copied number by number, except what describes its values. Otherwise the
    /// affine becomes the sform, with the code of its space, or 2 (aligned) for an unknown space.
    ///
    /// @param pair true if the voxels go into a separate file
    static byte[] header(Grid grid, int channels, VoxelType type, boolean pair, Optional<Path> like)
            throws IOException {
        Optional<NiftiHeader> model = like.isPresent() ? Nifti.header(like.get()) : Optional.empty();
        model = model.filter(h -> h.version() > 0 && NiftiGeometry.of(h).grid().equals(grid));
        boolean sameAxes = model.isPresent()
                && model.get().channels(like.orElseThrow()) == channels
                && model.get().voxel(like.orElseThrow()).samples() == 1;
        long[] dim = sameAxes ? dim(model.get()) : dim(grid.shape(), channels);
        boolean tooLong = false;
        for (long n : dim) {
            tooLong |= n > Short.MAX_VALUE;
        }
        int version = tooLong || (model.isPresent() && model.get().version() == 2) ? 2 : 1;
        int size = version == 2 ? NiftiHeader.SIZE_2 : NiftiHeader.SIZE;
        ByteBuffer out = ByteBuffer.allocate(size + 4).order(ORDER).putInt(0, size);
        if (model.isPresent()) copy(model.get(), out, version);
        else describe(grid, out, version);
        for (NiftiField field : RESET) {
            field.fill(out, version, 0);
        }
        for (int i = 0; i < 8; i++) {
            NiftiField.DIM.put(out, version, i, (double) dim[i]);
        }
        NiftiField.DATATYPE.put(out, version, 0, NiftiHeader.code(type));
        NiftiField.BITPIX.put(out, version, 0, 8 * type.bytes());
        NiftiField.SLOPE.put(out, version, 0, 1);
        if (!pair) NiftiField.VOX_OFFSET.put(out, version, 0, size + 4);
        byte[] magic = ((pair ? "ni" : "n+") + version + "\0" + (version == 2 ? "\r\n\u001a\n" : ""))
                .getBytes(StandardCharsets.ISO_8859_1);
        out.put(version == 2 ? 4 : 344, magic);
        return out.array();
    }

    private static long[] dim(NiftiHeader model) {
        long[] dim = new long[8];
        dim[0] = model.integer(NiftiField.DIM, 0);
        for (int axis = 1; axis < 8; axis++) {
            dim[axis] = model.dim(axis);
        }
        return dim;
    }

    private static long[] dim(Shape s, int channels) {
        boolean flat = s.axes() == 2;
        int axes = channels == 1 ? s.axes() : flat ? 5 : 4; // 2-D with channels: x, y, 1, 1, channels
        return new long[]{axes, s.width(), s.height(), s.depth(), flat ? 1 : channels, flat ? channels : 1, 1,
            1};
    }

    private static void copy(NiftiHeader from, ByteBuffer out, int version) {
        for (NiftiField field : NiftiField.values()) {
            for (int i = 0; i < field.count(); i++) {
                field.put(out, version, i, from.number(field, i));
            }
        }
    }

    private static void describe(Grid grid, ByteBuffer out, int version) {
        NiftiField.PIXDIM.fill(out, version, 1);
        NiftiField.PIXDIM.put(out, version, 1, grid.spacing().x());
        NiftiField.PIXDIM.put(out, version, 2, grid.spacing().y());
        NiftiField.PIXDIM.put(out, version, 3, grid.spacing().z());
        NiftiField.UNITS.put(out, version, 0, MILLIMETRES);
        byte[] name = "Edgewise".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < name.length; i++) {
            NiftiField.DESCRIPTION.put(out, version, i, name[i]);
        }
        int space = grid.orientation().space();
        NiftiField.SFORM_CODE.put(out, version, 0, space > 0 ? space : ALIGNED);
        for (int i = 0; i < 12; i++) {
            NiftiField.SROW.put(out, version, i, grid.orientation().affine().get(i));
        }
    }
}
