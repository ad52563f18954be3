package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// MetaImage, ITK's own format: a text header with the numbers after it (`.mha`) or in a separate file
/// (`.mhd` with `.raw` or `.zraw`).
///
/// It reads all number types, both byte orders, text, zlib and gzip, interleaved channels, and a fourth axis
/// as channels. It writes `.mha`, with images uncompressed and label maps compressed by zlib, and `.mhd` with
/// `.raw`. Coordinates are LPS. A 2-D file keeps only the two coordinates in its plane. Source: the format's
/// documentation and Kitware/MetaIO.
final class MetaImage implements VolumeFormat {
    @Override
    public List<String> extensions() { return List.of(".mha", ".mhd"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.matches("(?s)(ObjectType|NDims|Comment|ObjectSubType)\\s*=.*")
                && text.contains("DimSize") && text.contains("NDims");
    }

    @Override
    public List<Path> parts(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            MetaImageHeader header = MetaImageHeader.read(in, file);
            return header.isLocal() ? List.of(file) : List.of(file, header.dataFile());
        }
    }

    @Override
    public List<Path> written(Path file) {
        return Volumes.hasExtension(file, ".mhd") ? List.of(file, Raw.beside(file)) : List.of(file);
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            MetaImageHeader header = MetaImageHeader.read(in, file);
            header.grid(); // errors in the header are reported before errors in the voxels
            if (header.isLocal()) return stored(header, in, file);
            Path data = header.dataFile();
            try (var other = new FileBytes(data, Raw.from(data, 0), Files.size(data))) {
                return stored(header, other, data);
            }
        }
    }

    private static Stored stored(MetaImageHeader header, FileBytes in, Path data) throws IOException {
        int count = header.count();
        if (header.isText()) return stored(header, header.text().ascii(in, count), List.of());
        if (header.isCompressed()) {
            long at = in.position();
            try (FileBytes unpacked = unpacked(data, at, Files.size(data) - at)) {
                Stored stored = stored(header, unpacked);
                unpacked.finish();
                return stored;
            }
        }
        long skip = header.skip();
        long tail = Files.size(data) - in.position() - (long) count * header.type().bytes();
        in.skip(Math.max(0, skip < 0 ? tail : skip), "voxels");
        return stored(header, in);
    }

    private static Stored stored(MetaImageHeader header, FileBytes in) throws IOException {
        return stored(header, in.voxels(header.type(), header.order(), header.count()), in.warnings());
    }

    private static Stored stored(MetaImageHeader header, float[] values, List<String> warnings)
            throws IOException {
        int channels = header.interleaved();
        var volume = new Volume(header.grid(), Raw.turned(values, values.length / channels, channels));
        var all = new ArrayList<>(header.warnings());
        all.addAll(warnings);
        return new Stored(volume, "MetaImage", header.type().label(), header.axes(), all);
    }

    /// Opens a zlib or gzip stream. Its first bytes decide which it is.
    private static FileBytes unpacked(Path data, long at, long left) throws IOException {
        InputStream in = Raw.from(data, at);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        if (gzip) return FileBytes.gunzip(data, in, left);
        return new FileBytes(data, new BufferedInputStream(new InflaterInputStream(in), 1 << 16),
                left * FileBytes.MOST_UNPACKED);
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        String header = MetaImageHeader.text(volume.grid(), volume.channels(), type);
        int channels = volume.channels();
        float[] values = Raw.turned(volume.values(), channels, volume.values().length / channels);
        write(file, header, out -> Raw.write(out, values, type));
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        String header = MetaImageHeader.text(labels.grid(), 1, VoxelType.UINT8);
        if (Volumes.hasExtension(file, ".mhd")) {
            write(file, header, out -> out.write(labels.labels()));
            return;
        }
        var packed = new Counter(); // the size comes before the bytes, so they are packed twice
        deflate(packed, labels);
        WholeFile.write(file, out -> {
            out.write((header + "CompressedData = True\nCompressedDataSize = " + packed.bytes
                    + "\nElementDataFile = LOCAL\n").getBytes(StandardCharsets.UTF_8));
            deflate(out, labels);
        });
    }

    private static void deflate(OutputStream out, LabelMap labels) throws IOException {
        var packed = new DeflaterOutputStream(out);
        packed.write(labels.labels());
        packed.finish();
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) { bytes++; }

        @Override
        public void write(byte[] b, int from, int count) { bytes += count; }
    }

    private static void write(Path file, String header, WholeFile.Content voxels) throws IOException {
        if (Volumes.hasExtension(file, ".mhd")) {
            Path raw = Raw.beside(file);
            byte[] text = (header + "CompressedData = False\nElementDataFile = " + raw.getFileName() + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            WholeFile.writePair(raw, voxels, file, out -> out.write(text));
            return;
        }
        WholeFile.write(file, out -> {
            out.write((header + "CompressedData = False\nElementDataFile = LOCAL\n")
                    .getBytes(StandardCharsets.UTF_8));
            voxels.writeTo(out);
        });
    }
}
