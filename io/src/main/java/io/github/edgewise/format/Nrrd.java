package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// NRRD: a text header with the numbers after it (`.nrrd`) or in a separate file (`.nhdr`).
///
/// It reads all types except `block`, the encodings raw, ascii, hex and gzip, both byte orders, every space
/// that names the patient's axes, and one axis of channels, the first or the last. Units of length other than
/// mm are converted. It writes the space LPS, `.nrrd` with gzip and `.nhdr` raw. Source: "Definition of NRRD
/// File Format", version 5, of the teem library.
final class Nrrd implements VolumeFormat {
    @Override
    public List<String> extensions() { return List.of(".nrrd", ".nhdr"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith("NRRD000");
    }

    @Override
    public List<Path> parts(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NrrdHeader header = NrrdHeader.read(in, file);
            return header.text().has("data file") ? List.of(file, header.dataFile()) : List.of(file);
        }
    }

    @Override
    public List<Path> written(Path file) {
        return Volumes.hasExtension(file, ".nhdr") ? List.of(file, Raw.beside(file)) : List.of(file);
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (FileBytes in = FileBytes.open(file)) {
            NrrdHeader header = NrrdHeader.read(in, file);
            header.grid(); // errors in the header are reported before errors in the voxels
            if (!header.text().has("data file")) return stored(header, in, file);
            Path data = header.dataFile();
            try (var other = new FileBytes(data, Raw.from(data, 0), Files.size(data))) {
                return stored(header, other, data);
            }
        }
    }

    /// @param in the data after the header, or the separate data file
    private static Stored stored(NrrdHeader header, FileBytes in, Path data) throws IOException {
        for (long i = 0; i < header.lineSkip() && TextHeader.line(in, data).isPresent(); i++) {
        }
        int count = header.count();
        long bytes = (long) count * header.type().bytes();
        long skip = header.byteSkip();
        switch (header.encoding()) {
            case "raw" -> {
                long tail = Files.size(data) - in.position() - bytes;
                in.skip(Math.max(0, skip < 0 ? tail : skip), "voxels");
                return stored(header, in);
            }
            case "gzip", "gz" -> {
                long at = in.position();
                try (FileBytes unpacked = FileBytes.gunzip(data, Raw.from(data, at), Files.size(data) - at)) {
                    unpacked.skip(Math.max(0, skip), "voxels");
                    Stored stored = stored(header, unpacked);
                    unpacked.finish();
                    return stored;
                }
            }
            case "ascii", "text", "txt" -> {
                return stored(header, header.text().ascii(in, count), List.of());
            }
            case "hex" -> {
                in.require(2 * bytes, "voxels");
                return stored(header, new FileBytes(data, new Hex(in, data), bytes));
            }
            default -> throw new IOException(data + " has the encoding " + header.encoding()
                    + ", but only raw, gzip, ascii and hex can be read; unpack it with another tool first");
        }
    }

    private static Stored stored(NrrdHeader header, FileBytes in) throws IOException {
        float[] values = in.voxels(header.type(), header.order(), header.count());
        return stored(header, values, in.warnings());
    }

    private static Stored stored(NrrdHeader header, float[] values, List<String> warnings)
            throws IOException {
        int channels = header.channels();
        var volume = new Volume(header.grid(), header.channelsFirst()
                ? Raw.turned(values, values.length / channels, channels)
                : values);
        var all = new ArrayList<>(header.warnings());
        all.addAll(warnings);
        return new Stored(volume, "NRRD", header.type().label(), header.axes(), all);
    }

    /// Bytes from hexadecimal text, two digits per byte. White space between them is ignored.
    private static final class Hex extends InputStream {
        private final FileBytes in;
        private final Path file;

        Hex(FileBytes in, Path file) {
            this.in = in;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            int high = digit();
            int low = high < 0 ? -1 : digit();
            return low < 0 ? -1 : 16 * high + low;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                int b = read();
                if (b < 0) return i == 0 ? -1 : i;
                bytes[from + i] = (byte) b;
            }
            return count;
        }

        private int digit() throws IOException {
            int c = in.read();
            while (c >= 0 && c <= ' ') c = in.read();
            if (c < 0) return -1;
            int digit = Character.digit(c, 16);
            if (digit < 0) throw new IOException(file + " is damaged: a hexadecimal digit was expected");
            return digit;
        }
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        write(file, volume.grid(), volume.channels(), type, out -> Raw.write(out, volume.values(), type));
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        write(file, labels.grid(), 1, VoxelType.UINT8, out -> out.write(labels.labels()));
    }

    private static void write(Path file, Grid grid, int channels, VoxelType type, WholeFile.Content voxels)
            throws IOException {
        String header = NrrdHeader.text(grid, channels, type);
        if (Volumes.hasExtension(file, ".nhdr")) {
            Path raw = Raw.beside(file);
            byte[] text = (header + "encoding: raw\ndata file: " + raw.getFileName() + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            WholeFile.writePair(raw, voxels, file, out -> out.write(text));
            return;
        }
        WholeFile.write(file, out -> {
            out.write((header + "encoding: gzip\n\n").getBytes(StandardCharsets.UTF_8));
            try (OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
                voxels.writeTo(gzip);
            }
        });
    }
}
