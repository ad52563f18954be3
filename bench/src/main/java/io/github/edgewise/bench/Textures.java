package io.github.edgewise.bench;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.SplittableRandom;

/// Label maps from kind to cruel.
enum Textures {
    /// Balls of many sizes.
    BLOBS,
    /// Every other voxel at random.
    NOISE50,
    /// One voxel in a hundred at random.
    NOISE1,
    /// Twenty single voxels.
    POINTS,
    /// Half of the image.
    PLANE,
    /// A skewed lattice of single voxels.
    LATTICE;

    LabelMap draw(Shape s, int classes) {
        var random = new SplittableRandom(1);
        byte[] labels = new byte[s.voxels()];
        switch (this) {
            case BLOBS -> {
                for (int ball = 0; ball < 60; ball++) {
                    ball(labels, s, random, 1 + ball % (classes - 1));
                }
            }
            case NOISE50 -> fill(labels, i -> random.nextInt(2) == 0);
            case NOISE1 -> fill(labels, i -> random.nextInt(100) == 0);
            case POINTS -> {
                for (int i = 0; i < 20; i++) {
                    labels[random.nextInt(labels.length)] = 1;
                }
            }
            case PLANE -> fill(labels, i -> i < labels.length / 2);
            case LATTICE -> fill(labels, i -> {
                int z = i / s.width() / s.height();
                int y = i / s.width() % s.height();
                return (37 * (i % s.width()) + 61 * y + 17 * z) % 211 == 0;
            });
        }
        return new LabelMap(Grid.of(s), classes, labels);
    }

    private interface Inside {
        boolean at(int index);
    }

    private static void fill(byte[] labels, Inside inside) {
        for (int i = 0; i < labels.length; i++) {
            if (inside.at(i)) labels[i] = 1;
        }
    }

    private static void ball(byte[] labels, Shape s, SplittableRandom random, int k) {
        int radius = s.width() / 40 + random.nextInt(s.width() / 12);
        int cz = random.nextInt(s.depth());
        int cy = random.nextInt(s.height());
        int cx = random.nextInt(s.width());
        for (int z = Math.max(0, cz - radius); z < Math.min(s.depth(), cz + radius); z++) {
            for (int y = Math.max(0, cy - radius); y < Math.min(s.height(), cy + radius); y++) {
                for (int x = Math.max(0, cx - radius); x < Math.min(s.width(), cx + radius); x++) {
                    int dz = z - cz;
                    int dy = y - cy;
                    int dx = x - cx;
                    if (dz * dz + dy * dy + dx * dx < radius * radius) labels[s.index(z, y, x)] = (byte) k;
                }
            }
        }
    }
}
