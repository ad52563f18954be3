package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// NIfTI-1 in one file, `.nii` or `.nii.gz` (whether it is compressed is decided by its bytes).
///
/// x runs fastest in the file as it does in a [Volume], so values are copied through. A fourth axis counts as
/// channels. Scaled values are slope * stored + intercept. Images are written as float32, label maps as
/// uint8.
final class Nifti implements VolumeFormat {
    @Override
    public List<String> extensions() { return List.of(".nii.gz", ".nii"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        if (head.length < NiftiHeader.SIZE) return false;
        int size = ByteBuffer.wrap(head).getInt();
        return List.of(348, 540).contains(size) || List.of(348, 540).contains(Integer.reverseBytes(size));
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NiftiHeader header = NiftiHeader.read(in.next(NiftiHeader.SIZE, "header"), file);
            in.skip(header.dataStart() - NiftiHeader.SIZE, "voxels");
            Grid grid = header.grid(file);
            long count = Math.multiplyExact(grid.shape().count(), header.channels());
            float[] values = in.voxels(header.type(file), header.order(), count, header.slope(),
                    header.intercept());
            in.finish();
            return new Stored(new Volume(grid, values), "NIfTI-1", header.type(file).label(),
                    in.warnings());
        }
    }

    /// The bytes of a file, decompressed where it is compressed.
    static InputStream open(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        byte[] header = NiftiHeader.bytes(volume.grid(), volume.channels(), type);
        write(file, header, out -> {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(NiftiHeader.WRITTEN);
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
        write(file, NiftiHeader.bytes(labels.grid(), 1, VoxelType.UINT8),
                out -> out.write(labels.labels()));
    }

    private static void write(Path file, byte[] header, AtomicFile.Content voxels) throws IOException {
        AtomicFile.write(file, out -> {
            if (Volumes.hasExtension(file, ".gz")) {
                try (OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
                    gzip.write(header);
                    voxels.writeTo(gzip);
                }
            } else {
                out.write(header);
                voxels.writeTo(out);
            }
        });
    }

}
