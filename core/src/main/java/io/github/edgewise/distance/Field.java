package io.github.edgewise.distance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// One float per voxel, in an array or in memory that a file is mapped to.
interface Field {
    void read(long at, float[] row, int length);

    void write(long at, float[] row, int length);

    static Field of(float[] values) {
        return new Field() {
            @Override
            public void read(long at, float[] row, int length) {
                System.arraycopy(values, (int) at, row, 0, length);
            }

            @Override
            public void write(long at, float[] row, int length) {
                System.arraycopy(row, 0, values, (int) at, length);
            }
        };
    }

    /// Little-endian floats.
    static Field of(MemorySegment memory) {
        ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED
                .withOrder(ByteOrder.LITTLE_ENDIAN);
        return new Field() {
            @Override
            public void read(long at, float[] row, int length) {
                MemorySegment.copy(memory, layout, at * Float.BYTES, row, 0, length);
            }

            @Override
            public void write(long at, float[] row, int length) {
                MemorySegment.copy(row, 0, memory, layout, at * Float.BYTES, length);
            }
        };
    }
}
