package io.github.edgewise.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The bytes of a TIFF file, read wherever its directories point, and the way through these directories.
///
/// @param file for messages
/// @param channel the open file
/// @param order of all numbers in the file
/// @param big true for BigTIFF, whose offsets have 64 bits
record TiffBytes(Path file, FileChannel channel, ByteOrder order, boolean big) implements Closeable {
    private static final int CLASSIC = 42;
    private static final int BIG = 43;
    private static final int MOST_PAGES = 100_000;

    static TiffBytes open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            var begin = new TiffBytes(file, channel, ByteOrder.LITTLE_ENDIAN, false).at(0, 8);
            ByteOrder order = begin.get(0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            int version = begin.order(order).getShort(2);
            if (begin.get(0) != begin.get(1) || (version != CLASSIC && version != BIG)) {
                throw new IOException(file + ": a TIFF file was expected, but its first bytes are another's");
            }
            return new TiffBytes(file, channel, order, version == BIG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The bytes of one place in the file, in its byte order.
    ByteBuffer at(long offset, long count) throws IOException {
        long size = channel.size();
        if (offset < 0 || count < 0 || count > size || offset > size - count) {
            throw new IOException(file + " is cut off or damaged: it has " + size + " bytes, but " + count
                    + " were expected from byte " + offset + " on");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, Integer.MAX_VALUE - 8)).order(order);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    /// The bytes of an offset: 8 in BigTIFF, else 4.
    int room() { return big ? 8 : 4; }

    /// The next offset, or the number of values of a field, which takes as many bytes.
    long offset(ByteBuffer bytes) { return big ? bytes.getLong() : bytes.getInt() & 0xffffffffL; }

    /// The directories of all pages, in their order.
    List<TiffDirectory> directories() throws IOException {
        var directories = new ArrayList<TiffDirectory>();
        Set<Long> seen = new HashSet<>();
        long next = offset(at(room(), room()));
        while (next != 0) {
            if (!seen.add(next)) throw new IOException(file + " is damaged: its pages run in a circle");
            if (seen.size() > MOST_PAGES) {
                throw new IOException(file + " has more than " + MOST_PAGES + " pages");
            }
            long count = big ? at(next, 8).getLong() : at(next, 2).getShort() & 0xffff;
            if (count < 0 || count > 0xffff) {
                throw new IOException(file + " is damaged: a page has " + count + " fields");
            }
            long first = next + (big ? 8 : 2);
            long link = first + count * (4 + 2L * room());
            directories.add(TiffDirectory.of(this, at(first, link - first)));
            next = offset(at(link, room()));
        }
        if (directories.isEmpty()) throw new IOException(file + " is damaged: it has no pages");
        return directories;
    }

    @Override
    public void close() throws IOException { channel.close(); }
}
