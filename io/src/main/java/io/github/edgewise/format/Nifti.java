package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// NIfTI-1 and NIfTI-2 in one file (`.nii`) or two (`.hdr`, `.img`), and ANALYZE 7.5, with or without gzip.
/// The bytes decide which it is.
///
/// In the file x is the fastest axis, as in a [Volume], so values are copied in their order. All axes beyond
/// the third count as channels, and so do colours. Scaled values are slope * stored + intercept.
/// [NiftiGeometry] gives the geometry. Header extensions are ignored.
final class Nifti implements VolumeFormat {
    @Override
    public List<String> extensions() { return List.of(".nii.gz", ".hdr.gz", ".nii", ".hdr"); }

    @Override
    public List<String> companions() { return List.of(".img.gz", ".img"); }

    @Override
    public boolean recognises(byte[] head, Path file) { return NiftiHeader.declaredSize(head) > 0; }

    @Override
    public String ending(byte[] head, boolean isCompressed) { return isCompressed ? ".nii.gz" : ".nii"; }

    @Override
    public List<Path> parts(Path file) throws IOException {
        if (!isPair(file)) return List.of(file);
        Path header = headerFile(file);
        try (FileBytes in = FileBytes.open(header)) {
            if (NiftiHeader.read(in, header).single()) return List.of(header);
        }
        return List.of(header, voxelFile(header));
    }

    @Override
    public List<Path> written(Path file) {
        if (!isPair(file)) return List.of(file);
        String stem = Volumes.stem(file);
        String gz = Volumes.hasExtension(file, ".gz") ? ".gz" : "";
        return List.of(file.resolveSibling(stem + ".hdr" + gz), file.resolveSibling(stem + ".img" + gz));
    }

    /// The header of a file, or of the header file beside it; empty for other formats.
    static Optional<NiftiHeader> header(Path file) throws IOException {
        if (Files.isDirectory(file)) return Optional.empty();
        Path beside = headerFile(file);
        if (NiftiHeader.declaredSize(FileBytes.head(beside)) == 0) return Optional.empty();
        try (FileBytes in = FileBytes.open(beside)) {
            return Optional.of(NiftiHeader.read(in, beside));
        }
    }

    @Override
    public Stored read(Path file) throws IOException {
        Path headerFile = headerFile(file);
        try (FileBytes in = FileBytes.open(headerFile)) {
            NiftiHeader header = NiftiHeader.read(in, headerFile);
            if (header.single()) return read(header, in, headerFile);
        }
        Path voxels = voxelFile(headerFile);
        try (FileBytes of = FileBytes.open(headerFile); FileBytes in = FileBytes.open(voxels)) {
            return read(NiftiHeader.read(of, headerFile), in, voxels);
        }
    }

    private static Stored read(NiftiHeader header, FileBytes in, Path file) throws IOException {
        NiftiHeader.Voxel voxel = header.voxel(file);
        NiftiGeometry geometry = NiftiGeometry.of(header);
        in.skip(header.dataStart(file) - in.position(), "voxels");
        long count = geometry.grid().shape().count() * header.channels(file);
        float[] values = in.voxels(voxel.type(), header.order(), count, header.slope(file),
                header.intercept(file));
        in.finish();
        if (voxel.samples() > 1) values = planes(values, voxel.samples(), geometry.grid().voxels());
        var warnings = new ArrayList<>(geometry.warnings());
        long bits = header.integer(NiftiField.BITPIX, 0);
        if (bits != 8L * voxel.bytes()) {
            warnings.add("voxels of type " + voxel.label() + " have " + 8 * voxel.bytes()
                    + " bits, but the header says " + bits + "; the type is used");
        }
        warnings.addAll(in.warnings());
        return new Stored(new Volume(geometry.grid(), values), header.format(), voxel.label(),
                header.axes().stream().map(Math::toIntExact).toList(), warnings);
    }

    /// Separates interleaved colours: every image of `voxels` voxels becomes one image per colour.
    private static float[] planes(float[] together, int colours, int voxels) {
        float[] planes = new float[together.length];
        for (int image = 0; image < together.length; image += colours * voxels) {
            for (int c = 0; c < colours; c++) {
                for (int i = 0; i < voxels; i++) {
                    planes[image + c * voxels + i] = together[image + i * colours + c];
                }
            }
        }
        return planes;
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        byte[] header = NiftiWriter.header(volume.grid(), volume.channels(), type, isPair(file), like);
        write(file, header, out -> {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(NiftiWriter.ORDER);
            for (float value : volume.values()) {
                if (chunk.remaining() < type.bytes()) {
                    out.write(chunk.array(), 0, chunk.position());
                    chunk.clear();
                }
                type.put(chunk, value);
            }
            out.write(chunk.array(), 0, chunk.position());
        });
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        write(file, NiftiWriter.header(labels.grid(), 1, VoxelType.UINT8, isPair(file), like),
                out -> out.write(labels.labels()));
    }

    private static void write(Path file, byte[] header, WholeFile.Content voxels) throws IOException {
        if (isPair(file)) {
            List<Path> both = new Nifti().written(file);
            WholeFile.writePair(both.getLast(), packed(file, voxels), both.getFirst(),
                    packed(file, out -> out.write(header)));
        } else {
            WholeFile.write(file, packed(file, out -> {
                out.write(header);
                voxels.writeTo(out);
            }));
        }
    }

    private static WholeFile.Content packed(Path file, WholeFile.Content content) {
        if (!Volumes.hasExtension(file, ".gz")) return content;
        return out -> {
            try (OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
                content.writeTo(gzip);
            }
        };
    }

    private static boolean isPair(Path file) {
        return isVoxels(file) || Volumes.hasExtension(file, ".hdr") || Volumes.hasExtension(file, ".hdr.gz");
    }

    private static boolean isVoxels(Path file) {
        return Volumes.hasExtension(file, ".img") || Volumes.hasExtension(file, ".img.gz");
    }

    /// The file that contains the header of this file; mostly the file itself.
    private static Path headerFile(Path file) throws IOException {
        if (!isVoxels(file) || NiftiHeader.declaredSize(FileBytes.head(file)) > 0) return file;
        return beside(file, List.of(".hdr", ".hdr.gz", ".HDR"), "its header file");
    }

    /// The file with the voxels that belong to a separate header.
    private static Path voxelFile(Path header) throws IOException {
        return beside(header, List.of(".img", ".img.gz", ".IMG"), "its voxel file");
    }

    private static Path beside(Path file, List<String> endings, String what) throws IOException {
        String stem = Volumes.stem(file);
        for (String ending : endings) {
            Path beside = file.resolveSibling(stem + ending);
            if (Files.exists(beside)) return beside;
        }
        throw new IOException(file + ": " + what + " " + stem + endings.getFirst()
                + " was expected beside it, but there is none");
    }
}
