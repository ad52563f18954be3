package io.github.edgewise.fiji;

import ij.ImagePlus;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/// *Exact Distance Map*: the signed distance of every voxel to the border of a class, in the unit of the
/// image's calibration, negative inside. A 32-bit image with the same calibration.
///
/// In a mask of 0 and 255, 255 is class 1; class 255 is understood too. A class that is absent from a label
/// image whose highest label is at least as high gives the constant that [SignedDistance] documents, with a
/// note; a class above the highest label is refused. An image without any label counts as one with class 1.
@Plugin(
        type = Command.class,
        headless = true,
        label = "Exact Distance Map",
        menuPath = "Plugins>Edgewise>Exact Distance Map",
        description = "Exact signed distance to the border of a class, in the image's unit, negative inside")
public final class DistanceMapCommand extends ImageCommand {
    private static final String VOLUME = "volume";
    private static final String SEPARATE = "separate";

    @Parameter(label = "Labels", description = "a mask, or an image of class numbers from 0 to 255")
    @SuppressWarnings("NullAway.Init")
    private ImagePlus image;

    @Parameter(
            label = "Class",
            persist = false,
            min = "0",
            max = "255",
            description = "the number of the class; 1 in a mask")
    private int classIndex = 1;

    @Parameter(
            label = "Zero level",
            persist = false,
            choices = {"face", "centre", "reference", "reference-truncated"},
            description = "where the map is zero: face is the surface of the voxels")
    private String zeroLevel = "face";

    @Parameter(
            label = "Clip (0: none)",
            persist = false,
            min = "0",
            description = "largest distance, in the unit of the image; a small one is faster")
    private double clip;

    @Parameter(
            label = "Slices",
            persist = false,
            choices = {VOLUME, SEPARATE},
            description = "whether the slices of a stack are one volume, or separate images")
    private String slices = VOLUME;

    @Parameter(type = ItemIO.OUTPUT, label = "Distances")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // SciJava reads it
    private ImagePlus distances;

    /// Made by SciJava.
    public DistanceMapCommand() {}

    @Override
    void compute() {
        ZeroLevel level = level(zeroLevel);
        if (!(clip >= 0)) {
            throw new InvalidInputException(
                    "the clip is a length above 0 in the image's unit, or 0 for none, not " + clip);
        }
        if (!slices.equals(VOLUME) && !slices.equals(SEPARATE)) {
            throw new InvalidInputException("slices are volume or separate, not '" + slices + "'");
        }
        LabelMap labels = ImageConversion.labels(image);
        int chosen = classIndex;
        if (ImageConversion.isWhiteOnly(labels)) {
            if (chosen == labels.classes() - 1) chosen = 1;
            labels = ImageConversion.withoutWhite(labels);
        }
        ImageScale scale = scale(image);
        double clipMm = clip == 0 ? Double.POSITIVE_INFINITY : scale.toMm(clip);
        Volume map = map(labels, chosen, level, clipMm);
        float[] values = map.values();
        for (int i = 0; scale.mm() != 1 && i < values.length; i++) {
            values[i] = (float) scale.fromMm(values[i]);
        }
        if (labels.count(chosen) == 0) {
            note("class " + classIndex + " does not occur in " + image.getTitle()
                    + "; its map is constant");
        }
        distances = ImageConversion.image(image.getShortTitle() + "-distance", map, image, 0, 0);
    }

    private Volume map(LabelMap labels, int chosen, ZeroLevel level, double clipMm) {
        if (slices.equals(VOLUME)) {
            return new Volume(labels.grid(),
                    SignedDistance.of(labels).with(level).clip(clipMm).forClass(chosen).mm());
        }
        float[] all = new float[labels.grid().voxels()];
        int depth = labels.grid().shape().depth();
        for (int z = 0; z < depth; z++) {
            float[] one = SignedDistance.of(labels.slice(z)).with(level).clip(clipMm).forClass(chosen).mm();
            System.arraycopy(one, 0, all, z * one.length, one.length);
        }
        return new Volume(labels.grid(), all);
    }

    private static ZeroLevel level(String text) {
        for (ZeroLevel level : ZeroLevel.values()) {
            if (level.name().replace('_', '-').equalsIgnoreCase(text.strip())) return level;
        }
        throw new InvalidInputException(
                "the zero level is face, centre, reference or reference-truncated, not '" + text + "'");
    }
}
