package io.github.edgewise.phantom;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.SplittableRandom;

/// Generates head scans with small, irregular lesions: FLAIR-like tissue classes, smooth bias, blur and
/// noise.
///
/// All geometry is in mm, so lesions stay round on anisotropic voxels. Lesions of class 1 are about as bright
/// as cortex and the rim of the ventricles, so intensity alone does not find them; classes 2, 3 and so on are
/// darker or brighter. Image `i` depends on the recipe and `i` alone.
///
/// @param grid voxels and spacing of every image
/// @param classes background and at least one lesion class
/// @param foreground the share of voxels that are lesion, on average; single images vary from half to one and
///     a half
/// @param seed of all random choices
public record Phantom(Grid grid, int classes, double foreground, long seed) {
    private static final double LESIONS = 7;

    /// An image and its labels.
    public record Scan(Volume image, LabelMap labels) {}

    public Phantom {
        if (classes < 2 || classes > 6) {
            throw new InvalidInputException("a phantom has 2 to 6 classes, not " + classes);
        }
        if (!(foreground > 0 && foreground <= 0.1)) {
            throw new InvalidInputException(
                    "the foreground share lies above 0 and at most 0.1, not " + foreground);
        }
    }

    /// Images of 128 x 128 pixels of 1 mm, 1 % lesion; or of 32 x 64 x 64 voxels of 3 x 1.5 x 1.5 mm, 0.5 %.
    public static Phantom of(int axes, long seed) {
        return axes == 2
                ? new Phantom(Grid.of(Shape.of(128, 128)), 2, 0.01, seed)
                : new Phantom(Grid.of(Shape.of(32, 64, 64), new Spacing(3, 1.5, 1.5)), 2, 0.005, seed);
    }

    /// Image number `index`.
    public Scan make(int index) {
        var random = new SplittableRandom(seed * 1_000_003L + index);
        var head = new Head(grid, random);
        float[] tissue = new float[grid.voxels()];
        Shape s = grid.shape();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    tissue[i] = (float) head.intensity(z, y, x);
                }
            }
        }
        byte[] labels = new byte[tissue.length];
        addLesions(head, tissue, labels, random);
        return new Scan(new Volume(grid, new Scanner(grid, random).scan(tissue)),
                new LabelMap(grid, classes, labels));
    }

    private void addLesions(Head head, float[] tissue, byte[] labels, SplittableRandom random) {
        double wanted = foreground * labels.length * (0.5 + random.nextDouble());
        double typical = foreground * labels.length / LESIONS;
        int painted = 0;
        for (int n = 0; painted < wanted && n < 200; n++) {
            int k = 1 + n % (classes - 1);
            double voxels = typical * Math.exp(0.7 * normal(random));
            painted += new PhantomLesion(grid, head, voxels, random).paint(k, tissue, labels);
        }
    }

    /// About normal, mean 0 and deviation 1.
    static double normal(SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum - 6;
    }
}
