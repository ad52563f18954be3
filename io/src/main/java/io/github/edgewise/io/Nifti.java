package io.github.edgewise.io;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// NIfTI-1 in one file, `.nii` or `.nii.gz` (whether it is compressed is decided by its bytes).
///
/// x runs fastest in the file as it does in a [Volume], so values are copied through. A fourth axis counts as
/// channels. Scaled values are slope * stored + intercept. Images are written as float32, label maps as
/// uint8.
final class Nifti implements VolumeFormat {
    @Override
    public List<String> extensions() { return List.of(".nii.gz", ".nii"); }

    @Override
    public Volume read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            NiftiHeader header = NiftiHeader.read(in, file);
            in.skipNBytes(header.dataStart() - NiftiHeader.SIZE);
            Grid grid = header.grid(file);
            float[] values = new float[Math.multiplyExact(grid.voxels(), header.channels())];
            readValues(in, header, values, file);
            return new Volume(grid, values);
        } catch (EOFException | ZipException e) {
            throw new IOException(file + " is cut off or damaged: it ends before its last voxel", e);
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

    private static void readValues(InputStream in, NiftiHeader header, float[] values, Path file)
            throws IOException {
        NiftiHeader.Type type = header.type(file);
        byte[] chunk = new byte[(1 << 16) / type.bytes() * type.bytes()];
        for (int i = 0; i < values.length;) {
            int wanted = (int) Math.min(chunk.length, (long) (values.length - i) * type.bytes());
            int came = in.readNBytes(chunk, 0, wanted);
            if (came < wanted) {
                long all = (long) values.length * type.bytes();
                throw new IOException(
                        file + " is cut off: " + all + " bytes of voxels were expected, but only "
                                + ((long) i * type.bytes() + came) + " came");
            }
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, wanted).order(header.order());
            while (buffer.hasRemaining()) {
                values[i++] = (float) (header.slope() * type.next(buffer) + header.intercept());
            }
        }
    }

    @Override
    public void write(Path file, Volume volume) throws IOException {
        byte[] header = NiftiHeader.bytes(volume.grid(), volume.channels(), NiftiHeader.Type.FLOAT32);
        write(file, header, out -> {
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(NiftiHeader.WRITTEN);
            for (float value : volume.values()) {
                if (!chunk.hasRemaining()) {
                    out.write(chunk.array());
                    chunk.clear();
                }
                chunk.putFloat(value);
            }
            out.write(chunk.array(), 0, chunk.position());
        });
    }

    @Override
    public void write(Path file, LabelMap labels) throws IOException {
        write(file, NiftiHeader.bytes(labels.grid(), 1, NiftiHeader.Type.UINT8),
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
