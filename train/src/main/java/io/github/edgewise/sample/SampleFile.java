package io.github.edgewise.sample;

import io.github.edgewise.file.WholeFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A prepared case in a file: 32 bytes, a [CaseHeader], and the arrays that it counts, each from a multiple
/// of 64 on.
///
/// | bytes | what |
/// |---|---|
/// | 0 to 7 | `EDGECASE` read as one number |
/// | 8 to 11 | the version |
/// | 12 to 15 | CRC-32C of all that follows |
/// | 16 to 23 | the length of the file |
/// | 24 to 27 | the length of the header |
///
/// Numbers are in the byte order of the machine. A file from a machine of the other order does not start
/// with the right number and is written again.
final class SampleFile {
    private static final long MAGIC = 0x4544474543415345L;
    private static final int VERSION = 3;
    private static final int CHECKSUM = 12;
    private static final int LENGTH = 16;
    private static final int HEADER_LENGTH = 24;
    private static final int HEADER = 32;
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 20;

    private SampleFile() {}

    /// Writes a case beside its place and moves it there.
    static void write(Path file, String key, Sample sample) throws IOException {
        WholeFile.fill(file, part -> {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                new Output(channel).write(CaseHeader.of(key, sample), arrays(sample));
            }
        });
    }

    private static List<MemorySegment> arrays(Sample sample) {
        var arrays = new ArrayList<MemorySegment>();
        arrays.add(sample.values());
        for (CaseTarget truth : sample.truths()) {
            arrays.add(truth.labels());
            arrays.addAll(truth.distances());
            arrays.addAll(truth.regions());
            arrays.add(truth.centreLines());
        }
        arrays.addAll(sample.members());
        return arrays;
    }

    private static long aligned(long at) { return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

    /// Collects bytes, and writes and sums them up a chunk at a time.
    private static final class Output {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());
        private final CRC32C sum = new CRC32C();
        private long written;

        Output(FileChannel channel) { this.channel = channel; }

        void write(CaseHeader header, List<MemorySegment> arrays) throws IOException {
            byte[] description = header.bytes();
            long length = (long) HEADER + description.length;
            for (MemorySegment array : arrays) {
                length = aligned(length) + array.byteSize();
            }
            buffer.putLong(MAGIC).putInt(VERSION).putInt(0).flip();
            send();
            buffer.putLong(length).putInt(description.length).putInt(0);
            add(MemorySegment.ofArray(description));
            for (MemorySegment array : arrays) {
                long at = written + buffer.position();
                add(MemorySegment.ofArray(new byte[(int) (aligned(at) - at)]));
                add(array);
            }
            buffer.flip();
            sum.update(buffer.duplicate());
            send();
            buffer.putInt((int) sum.getValue()).flip();
            written = CHECKSUM;
            send();
        }

        private void add(MemorySegment array) throws IOException {
            for (long from = 0; from < array.byteSize();) {
                if (!buffer.hasRemaining()) {
                    buffer.flip();
                    sum.update(buffer.duplicate());
                    send();
                }
                int n = (int) Math.min(buffer.remaining(), array.byteSize() - from);
                MemorySegment.copy(array, from, MemorySegment.ofBuffer(buffer), 0, n);
                buffer.position(buffer.position() + n);
                from += n;
            }
        }

        private void send() throws IOException {
            while (buffer.hasRemaining()) {
                written += channel.write(buffer, written);
            }
            buffer.clear();
        }
    }

    /// The case in a file, mapped; none where there is no file, or it is not whole or of another key.
    static Optional<Sample> read(Path file, String key) throws IOException {
        if (!Files.isRegularFile(file)) return Optional.empty();
        MemorySegment all;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < HEADER) return Optional.empty();
            all = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
        if (!isWhole(all)) return Optional.empty();
        int length = all.get(ValueLayout.JAVA_INT, HEADER_LENGTH);
        CaseHeader header = CaseHeader.parse(all.asSlice(HEADER, length).toArray(ValueLayout.JAVA_BYTE));
        if (!header.key().equals(key)) return Optional.empty();
        var arrays = new ArrayList<MemorySegment>();
        long at = (long) HEADER + length;
        for (long bytes : header.lengths()) {
            at = aligned(at);
            arrays.add(all.asSlice(at, bytes));
            at += bytes;
        }
        return Optional.of(sample(header, arrays.iterator()));
    }

    /// True if a file begins as this class writes it.
    static boolean isSample(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return false;
        ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(first, 0);
        }
        return !first.hasRemaining()
                && (first.getLong(0) == MAGIC || first.getLong(0) == Long.reverseBytes(MAGIC));
    }

    private static boolean isWhole(MemorySegment all) {
        if (all.get(ValueLayout.JAVA_LONG, 0) != MAGIC || all.get(ValueLayout.JAVA_INT, 8) != VERSION
                || all.get(ValueLayout.JAVA_LONG, LENGTH) != all.byteSize()) {
            return false;
        }
        var sum = new CRC32C();
        for (long at = LENGTH; at < all.byteSize(); at += CHUNK) {
            sum.update(all.asSlice(at, Math.min(CHUNK, all.byteSize() - at)).asByteBuffer());
        }
        return (int) sum.getValue() == all.get(ValueLayout.JAVA_INT, CHECKSUM);
    }

    private static Sample sample(CaseHeader header, Iterator<MemorySegment> arrays) {
        MemorySegment image = arrays.next();
        var truths = new ArrayList<CaseTarget>();
        for (CaseHeader.Stage stage : header.stages()) {
            MemorySegment labels = arrays.next();
            var maps = new ArrayList<MemorySegment>();
            for (int k = 0; k < stage.extents().size(); k++) {
                maps.add(arrays.next());
            }
            var regions = new ArrayList<MemorySegment>();
            for (int k = 0; header.supervision().regions() && k < header.classes(); k++) {
                regions.add(arrays.next());
            }
            truths.add(new CaseTarget(stage.grid(), header.classes(), labels, maps, stage.extents(), regions,
                    arrays.next()));
        }
        var members = new ArrayList<MemorySegment>();
        header.members().forEach(_ -> members.add(arrays.next()));
        return new Sample(header.name(), header.grid(), image, header.supervision(), truths, members,
                header.foreground());
    }
}
