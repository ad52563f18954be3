package io.github.edgewise.file;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/// A sequence of bytes that may be longer than an array can be. It is an array, or a file that is mapped to
/// memory in pieces. Several threads may copy from it and to it at the same time.
///
/// Floats are little-endian and begin at multiples of four bytes.
public final class ByteStore implements AutoCloseable {
    private static final int PIECE = 1 << 30;

    private final List<ByteBuffer> pieces;
    private final List<FloatBuffer> floats;
    private final long first;
    private final long size;

    private ByteStore(List<ByteBuffer> pieces, List<FloatBuffer> floats, long first, long size) {
        this.pieces = pieces;
        this.floats = floats;
        this.first = first;
        this.size = size;
    }

    private static ByteStore of(List<ByteBuffer> pieces, long size) {
        return new ByteStore(pieces,
                pieces.stream().map(piece -> piece.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()).toList(),
                0,
                size);
    }

    /// The bytes of an array; not a copy.
    public static ByteStore of(byte[] bytes) { return of(List.of(ByteBuffer.wrap(bytes)), bytes.length); }

    /// A part of a file, mapped to memory. A file that is too short grows if the mode allows it.
    ///
    /// Until the mapping is closed, the file occupies its space on the disk, even if it is deleted.
    public static ByteStore map(FileChannel file, MapMode mode, long from, long size) throws IOException {
        var pieces = new ArrayList<ByteBuffer>();
        for (long at = 0; at < size; at += PIECE) {
            pieces.add(file.map(mode, from + at, Math.min(PIECE, size - at)));
        }
        return of(pieces, size);
    }

    /// The number of bytes.
    public long size() { return size; }

    /// A part of these bytes; not a copy.
    ///
    /// @param from a multiple of 4 if floats are read or written
    public ByteStore slice(long from, long length) {
        requireInside(from, length);
        return new ByteStore(pieces, floats, first + from, length);
    }

    /// Copies the bytes from `at` on into `to[offset..)`.
    public void get(long at, byte[] to, int offset, int length) {
        requireInside(at, length);
        for (int done = 0; done < length;) {
            long place = first + at + done;
            int start = (int) (place % PIECE);
            int some = Math.min(length - done, PIECE - start);
            pieces.get((int) (place / PIECE)).get(start, to, offset + done, some);
            done += some;
        }
    }

    /// Copies `from[offset..)` to the bytes from `at` on.
    public void put(long at, byte[] from, int offset, int length) {
        requireInside(at, length);
        for (int done = 0; done < length;) {
            long place = first + at + done;
            int start = (int) (place % PIECE);
            int some = Math.min(length - done, PIECE - start);
            pieces.get((int) (place / PIECE)).put(start, from, offset + done, some);
            done += some;
        }
    }

    /// Copies the floats from float number `at` on into `to[offset..)`.
    public void get(long at, float[] to, int offset, int length) {
        requireInside(at * Float.BYTES, (long) length * Float.BYTES);
        for (int done = 0; done < length;) {
            long place = first / Float.BYTES + at + done;
            int start = (int) (place % (PIECE / Float.BYTES));
            int some = Math.min(length - done, PIECE / Float.BYTES - start);
            floats.get((int) (place / (PIECE / Float.BYTES))).get(start, to, offset + done, some);
            done += some;
        }
    }

    /// Copies `from[offset..)` to the floats from float number `at` on.
    public void put(long at, float[] from, int offset, int length) {
        requireInside(at * Float.BYTES, (long) length * Float.BYTES);
        for (int done = 0; done < length;) {
            long place = first / Float.BYTES + at + done;
            int start = (int) (place % (PIECE / Float.BYTES));
            int some = Math.min(length - done, PIECE / Float.BYTES - start);
            floats.get((int) (place / (PIECE / Float.BYTES))).put(start, from, offset + done, some);
            done += some;
        }
    }

    private void requireInside(long at, long length) {
        if (at < 0 || length < 0 || at > size - length) {
            throw new IndexOutOfBoundsException(length + " bytes from byte " + at
                    + " on are outside of the " + size + " bytes there are");
        }
    }

    /// Returns mapped memory to the system immediately, if this Java version can. Otherwise this happens when
    /// nothing refers to it any more. Slices must not be used afterwards.
    @Override
    public void close() { pieces.stream().filter(ByteBuffer::isDirect).forEach(ByteStore::unmap); }

    private static void unmap(ByteBuffer piece) {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            type.getMethod("invokeCleaner", ByteBuffer.class).invoke(instance.get(null), piece);
        } catch (ReflectiveOperationException e) {
            // no such method: the collector unmaps it
        }
    }
}
