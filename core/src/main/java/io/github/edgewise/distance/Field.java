package io.github.edgewise.distance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// One float per voxel, in an array or in memory that a file is mapped to.
interface Field {
    void read(long at, float[] to, int offset, int length);

    void write(long at, float[] from, int offset, int length);

    /// Neighbouring values that should be read and written together, at least.
    int span();

    static Field of(float[] values) {
        return new Field() {
            @Override
            public void read(long at, float[] to, int offset, int length) {
                System.arraycopy(values, (int) at, to, offset, length);
            }

            @Override
            public void write(long at, float[] from, int offset, int length) {
                System.arraycopy(from, offset, values, (int) at, length);
            }

            @Override
            public int span() { return 64; }
        };
    }

    /// Little-endian floats.
    static Field of(MemorySegment memory) {
        ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED
                .withOrder(ByteOrder.LITTLE_ENDIAN);
        return new Field() {
            @Override
            public void read(long at, float[] to, int offset, int length) {
                MemorySegment.copy(memory, layout, at * Float.BYTES, to, offset, length);
            }

            @Override
            public void write(long at, float[] from, int offset, int length) {
                MemorySegment.copy(from, offset, memory, layout, at * Float.BYTES, length);
            }

            @Override
            public int span() { return 1024; } // a page of memory
        };
    }
}
