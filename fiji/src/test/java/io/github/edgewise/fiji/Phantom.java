package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;

/// A stack of cells: two balls of class 1 that touch, a tube of class 2, voxels of 0.5 x 0.5 x 2 µm.
final class Phantom {
    static final int DEPTH = 9;
    private static final int HEIGHT = 61;
    private static final int WIDTH = 83;
    private static final double SLICE = 2;
    private static final double PIXEL = 0.5;

    private Phantom() {}

    static ImagePlus labels(String title) { return drawn(title, 0, false); }

    /// The labels one pixel to the right.
    static ImagePlus shifted(String title) { return drawn(title, 1, false); }

    /// An image: 50 in the background, 150 in class 1, 200 in class 2.
    static ImagePlus scan(String title) { return drawn(title, 0, true); }

    private static ImagePlus drawn(String title, int shift, boolean isScan) {
        var stack = new ImageStack(WIDTH, HEIGHT);
        for (int z = 0; z < DEPTH; z++) {
            var slice = new ByteProcessor(WIDTH, HEIGHT);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int label = label(z, y, x - shift);
                    slice.set(x, y, !isScan ? label : label == 0 ? 50 : 100 + 50 * label);
                }
            }
            stack.addSlice("", slice);
        }
        var image = new ImagePlus(title, stack);
        image.setDimensions(1, DEPTH, 1);
        image.setDisplayRange(0, isScan ? 255 : 2);
        return Images.sized(image, SLICE, PIXEL, PIXEL, "um");
    }

    private static int label(int z, int y, int x) {
        if (z == 0 || z == DEPTH - 1) return 0;
        double up = (z - 4) * SLICE;
        if (ball(up, y - 26, x - 24, 8) || ball(up, y - 34, x - 42, 6)) return 1;
        double bend = y - 30 - 14 * Math.sin((x - 50) / 9.0);
        return x > 58 && x < 78 && Math.hypot(bend * PIXEL, up / 3) < 2.4 ? 2 : 0;
    }

    private static boolean ball(double up, int down, int right, double radius) {
        return up * up + PIXEL * PIXEL * (down * down + right * right) < radius * radius;
    }
}
