package io.github.edgewise.distance;

import io.github.edgewise.file.ByteStore;

/// One float per voxel, in an array or in memory that a file is mapped to.
interface VoxelStore {
    void read(long at, float[] to, int offset, int length);

    void write(long at, float[] from, int offset, int length);

    /// The least number of neighbouring values that should be read and written together.
    int span();

    static VoxelStore of(float[] values) {
        return new VoxelStore() {
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
    static VoxelStore of(ByteStore memory) {
        return new VoxelStore() {
            @Override
            public void read(long at, float[] to, int offset, int length) {
                memory.get(at, to, offset, length);
            }

            @Override
            public void write(long at, float[] from, int offset, int length) {
                memory.put(at, from, offset, length);
            }

            @Override
            public int span() { return 1024; } // a page of memory
        };
    }
}
