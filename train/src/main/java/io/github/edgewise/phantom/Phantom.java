package io.github.edgewise.phantom;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.SplittableRandom;

/// Generates images whose truth is known: head scans with lesions (FLAIR-like tissue classes), or vessels on
/// an uneven background; smooth bias, blur and noise.
///
/// All geometry is in mm, so lesions stay round on anisotropic voxels. Lesions of class 1 are about as bright
/// as cortex and the rim of the ventricles, so intensity alone does not find them; classes 2, 3 and so on are
/// darker or brighter. Image `i` depends on the recipe and `i` alone.
///
/// @param kind of the objects
/// @param grid voxels and spacing of every image
/// @param classes background and at least one class of objects; vessels have one
/// @param foreground the share of voxels that are objects, on average; single images vary from half to one
///     and a half
/// @param seed of all random choices
public record Phantom(Kind kind, Grid grid, int classes, double foreground, long seed) {
    private static final double LESIONS = 7;
    private static final int MOST_LESIONS = 200;
    private static final int MOST_COMPACT = 3;
    private static final int MOST_TREES = 200;
    private static final double VESSELS = 0.06;
    private static final double VESSELS_OF_VOLUME = 0.01;

    /// What is to be found.
    public enum Kind {
        /// About seven lesions in a head, from tiny to small, as in multiple sclerosis.
        LESIONS,
        /// One to three lesions in a head, which share the foreground, as in stroke.
        STROKE,
        /// Trees of vessels that branch and get thinner and fainter.
        VESSELS
    }

    /// An image and its labels.
    public record Scan(Volume image, LabelMap labels) {}

    public Phantom {
        if (classes < 2 || classes > 6) {
            throw new InvalidInputException("a phantom has 2 to 6 classes, not " + classes);
        }
        if (kind == Kind.VESSELS && classes != 2) {
            throw new InvalidInputException(
                    "vessels are one class beside the background, not " + (classes - 1));
        }
        if (!(foreground > 0 && foreground <= 0.1)) {
            throw new InvalidInputException(
                    "the foreground share lies above 0 and at most 0.1, not " + foreground);
        }
    }

    /// Many small lesions.
    public Phantom(Grid grid, int classes, double foreground, long seed) {
        this(Kind.LESIONS, grid, classes, foreground, seed);
    }

    /// Many small lesions, in images as [#of(Kind, int, long)] has them.
    public static Phantom of(int axes, long seed) { return of(Kind.LESIONS, axes, seed); }

    /// Images of 128 x 128 pixels of 1 mm, 1 % lesion; or of 32 x 64 x 64 voxels of 3 x 1.5 x 1.5 mm, 0.5 %.
    /// Vessels: 6 % of the pixels, or 1 % of 32 x 64 x 64 voxels of 1.5 mm.
    public static Phantom of(Kind kind, int axes, long seed) {
        boolean isVessels = kind == Kind.VESSELS;
        return axes == 2
                ? new Phantom(kind, Grid.of(Shape.of(128, 128)), 2, isVessels ? VESSELS : 0.01, seed)
                : new Phantom(kind, Grid.of(Shape.of(32, 64, 64), new Spacing(isVessels ? 1.5 : 3, 1.5, 1.5)),
                        2, isVessels ? VESSELS_OF_VOLUME : 0.005, seed);
    }

    /// Image number `index`.
    public Scan make(int index) {
        var random = new SplittableRandom(seed * 1_000_003L + index);
        float[] tissue = new float[grid.voxels()];
        byte[] labels = new byte[tissue.length];
        if (kind == Kind.VESSELS) {
            addVessels(tissue, labels, random);
        } else {
            addLesions(head(tissue, random), tissue, labels, random);
        }
        return new Scan(new Volume(grid, new Scanner(grid, random).scan(tissue)),
                new LabelMap(grid, classes, labels));
    }

    private Head head(float[] tissue, SplittableRandom random) {
        var head = new Head(grid, random);
        Shape s = grid.shape();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    tissue[i] = (float) head.intensity(z, y, x);
                }
            }
        }
        return head;
    }

    private void addVessels(float[] tissue, byte[] labels, SplittableRandom random) {
        double wanted = foreground * labels.length * (0.5 + random.nextDouble());
        var vessels = new PhantomVessels(grid, tissue, labels, random);
        for (int n = 0; vessels.painted() < wanted && n < MOST_TREES; n++) {
            vessels.addTree(wanted);
        }
    }

    private void addLesions(Head head, float[] tissue, byte[] labels, SplittableRandom random) {
        double wanted = foreground * labels.length * (0.5 + random.nextDouble());
        boolean isStroke = kind == Kind.STROKE;
        int most = isStroke ? 1 + random.nextInt(MOST_COMPACT) : MOST_LESIONS;
        double typical = isStroke ? wanted / most : foreground * labels.length / LESIONS;
        int painted = 0;
        for (int n = 0; painted < wanted && n < most; n++) {
            int k = 1 + n % (classes - 1);
            double voxels = typical * Math.exp((isStroke ? 0.2 : 0.7) * normal(random));
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
