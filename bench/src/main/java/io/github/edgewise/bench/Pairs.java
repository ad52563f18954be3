package io.github.edgewise.bench;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/// A reference of 182 x 218 x 182 voxels at 1 mm and a prediction of it that errs as networks do.
enum Pairs {
    /// One class, 1 % of the image: 120 balls, most moved by a voxel or two, some missed, some invented.
    LESIONS(2),
    /// Three classes in folds, 20 % of the image, the borders off by about a voxel, with specks.
    BRAIN(4),
    /// As folded, but prediction and reference in two halves of the image: nothing is near.
    APART(4);

    private static final Shape SHAPE = Shape.of(182, 218, 182);
    private final int classes;

    Pairs(int classes) { this.classes = classes; }

    LabelMap reference() { return draw(false); }

    LabelMap prediction() { return draw(true); }

    private LabelMap draw(boolean predicted) {
        byte[] labels = new byte[SHAPE.voxels()];
        if (this == LESIONS) balls(labels, predicted);
        else folds(labels, predicted);
        return new LabelMap(Grid.of(SHAPE), classes, labels);
    }

    private static void balls(byte[] labels, boolean predicted) {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 120; i++) {
            double radius = 2 + 6 * random.nextDouble() * random.nextDouble();
            double z = 20 + 140 * random.nextDouble();
            double y = 20 + 170 * random.nextDouble();
            double x = 20 + 140 * random.nextDouble();
            double moved = 2 * random.nextDouble();
            int fate = random.nextInt(10);
            if (fate == (predicted ? 0 : 1)) continue; // missed, invented
            double off = predicted ? moved : 0;
            ball(labels, z + off, y - off / 2, x, predicted ? radius * 0.95 : radius);
        }
        ball(labels, 90, predicted ? 108 : 107, 90, 19);
        ball(labels, predicted ? 121 : 120, 150, 60, 18);
    }

    private static void ball(byte[] labels, double cz, double cy, double cx, double radius) {
        for (int z = (int) (cz - radius); z <= cz + radius; z++) {
            for (int y = (int) (cy - radius); y <= cy + radius; y++) {
                for (int x = (int) (cx - radius); x <= cx + radius; x++) {
                    double d = Math.pow(z - cz, 2) + Math.pow(y - cy, 2) + Math.pow(x - cx, 2);
                    if (d <= radius * radius) labels[SHAPE.index(z, y, x)] = 1;
                }
            }
        }
    }

    private void folds(byte[] labels, boolean predicted) {
        var random = new SplittableRandom(2);
        double off = predicted ? 0.8 : 0;
        for (int z = 0, i = 0; z < SHAPE.depth(); z++) {
            for (int y = 0; y < SHAPE.height(); y++) {
                for (int x = 0; x < SHAPE.width(); x++, i++) {
                    boolean speck = random.nextInt(50_000) == 0;
                    double head = Math.hypot(Math.hypot((z - 91) / 75., (y - 109) / 92.), (x - 91) / 75.);
                    if (head > 1) continue;
                    if (this == APART && z < 91 == predicted) continue;
                    double fold = wave(z + off) * wave(y + 40) + wave(y + off) * wave(x + 40)
                            + wave(x + off) * wave(z + 40) + (predicted ? 0.15 * wave(3. * (x + y)) : 0);
                    int k = fold > 0.8 ? 1 : fold > 0.4 ? 2 : fold > -0.05 ? 3 : 0;
                    labels[i] = (byte) (predicted && speck ? 1 : k);
                }
            }
        }
    }

    private static double wave(double at) { return Math.sin(at * 2 * Math.PI / 30); }

    /// Writes the pairs as bytes, `z, y, x`, for other programs to measure on: `lesions_reference.raw` and so
    /// on, into the folder named.
    static void main(String[] args) throws IOException {
        for (Pairs pair : values()) {
            String name = pair.name().toLowerCase(Locale.ROOT);
            Files.write(Path.of(args[0], name + "_reference.raw"), pair.reference().labels());
            Files.write(Path.of(args[0], name + "_prediction.raw"), pair.prediction().labels());
        }
    }
}
