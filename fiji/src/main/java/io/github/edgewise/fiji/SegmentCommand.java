package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.volume.Volume;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/// *Segment with Edgewise Model*: the label image of an image, or the probabilities of its classes, by a
/// model file of `edgewise export`.
///
/// The image is prepared, cut into windows and blended as in `edgewise predict`. A 2-D model segments a stack
/// slice by slice. The outcome is an 8-bit label image, 32-bit probabilities with a channel per class, or
/// outlines: in the ROI Manager, or as the image's overlay in a process without a screen.
@Plugin(
        type = Command.class,
        headless = true,
        label = "Segment with Edgewise Model",
        menuPath = "Plugins>Edgewise>Segment with Edgewise Model",
        description = "Segments an image with a model file: labels, outlines or probabilities")
public final class SegmentCommand extends ImageCommand {
    private static final String LABELS = "labels";
    private static final String ROIS = "rois";
    private static final String PROBABILITIES = "probabilities";

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private StatusService status;

    @Parameter(label = "Image", description = "with the channels that the model was trained on")
    @SuppressWarnings("NullAway.Init")
    private ImagePlus image;

    @Parameter(label = "Model", style = "file", description = "a file of edgewise export, NAME.onnx")
    @SuppressWarnings("NullAway.Init")
    private File model;

    @Parameter(
            label = "Result",
            persist = false,
            choices = {LABELS, ROIS, PROBABILITIES},
            description = "an 8-bit label image, outlines in the ROI Manager, or 32-bit channels")
    private String result = LABELS;

    @Parameter(type = ItemIO.OUTPUT, label = "Segmentation")
    @SuppressWarnings("UnusedVariable") // SciJava reads it
    private @Nullable ImagePlus segmentation;

    /// Made by SciJava.
    public SegmentCommand() {}

    @Override
    void compute() throws IOException {
        if (!List.of(LABELS, ROIS, PROBABILITIES).contains(result)) {
            throw new InvalidInputException(
                    "the result is labels, rois or probabilities, not '" + result + "'");
        }
        Volume volume = ImageConversion.volume(image);
        scale(image);
        Path file = model.toPath();
        String title = image.getShortTitle();
        status.showStatus("Reading " + file.getFileName());
        List<String> names = ModelFile.describe(file).metadata().classNames();
        try (Ensemble networks = ModelFile.open(file)) {
            status.showStatus("Segmenting " + image.getTitle());
            switch (result) {
                case LABELS -> segmentation = ImageConversion.image(title + "-labels",
                        networks.segment(volume), image);
                case PROBABILITIES -> segmentation = named(ImageConversion.image(title + "-probabilities",
                        networks.probabilities(volume), image, 0, 1), names);
                default -> outline(ClassRois.of(networks.segment(volume), names, image));
            }
        }
    }

    /// Writes the names of the classes below the title of each channel.
    private static ImagePlus named(ImagePlus probabilities, List<String> names) {
        int channels = probabilities.getNChannels();
        for (int i = 0; i < probabilities.getStackSize(); i++) {
            probabilities.getStack().setSliceLabel(ClassRois.name(i % channels, names), i + 1);
        }
        return probabilities;
    }

    private void outline(List<Roi> rois) {
        if (hasWindows()) {
            RoiManager manager = RoiManager.getRoiManager();
            rois.forEach(manager::addRoi);
        } else {
            var overlay = new Overlay();
            rois.forEach(overlay::add);
            image.setOverlay(overlay);
        }
    }
}
