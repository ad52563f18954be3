package io.github.edgewise.fiji;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/// The outlines of the classes of a label map as selections of ImageJ.
final class ClassRois {
    /// Golden section of the colour circle, so that neighbouring classes differ.
    private static final float HUE_STEP = 0.618034f;

    private ClassRois() {}

    /// A selection per class and slice, in the order of the classes, the background left out. It has the
    /// position of its slice in the image and a name such as `class 2, slice 7`. A class may consist of
    /// several parts; they are one selection.
    ///
    /// @param names of the classes by their number; may be empty
    static List<Roi> of(LabelMap labels, List<String> names, ImagePlus image) {
        Shape s = labels.grid().shape();
        int area = s.height() * s.width();
        var rois = new ArrayList<Roi>();
        for (int k = 1; k < labels.classes(); k++) {
            for (int z = 0; z < s.depth(); z++) {
                byte[] mask = new byte[area];
                boolean isEmpty = true;
                for (int i = 0; i < area; i++) {
                    boolean isInside = labels.at(z * area + i) == k;
                    mask[i] = (byte) (isInside ? 255 : 0);
                    isEmpty &= !isInside;
                }
                if (isEmpty) continue;
                var slice = new ByteProcessor(s.width(), s.height(), mask);
                slice.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
                Roi roi = new ThresholdToSelection().convert(slice);
                if (roi == null) continue;
                roi.setName(name(k, names) + (s.depth() > 1 ? ", slice " + (z + 1) : ""));
                roi.setStrokeColor(Color.getHSBColor(k * HUE_STEP, 1, 1));
                if (image.getNChannels() > 1) roi.setPosition(0, z + 1, 0);
                else if (s.depth() > 1) roi.setPosition(z + 1);
                rois.add(roi);
            }
        }
        return rois;
    }

    /// The name of a class, or `class 2` where it has none.
    static String name(int classIndex, List<String> names) {
        return classIndex < names.size() ? names.get(classIndex) : "class " + classIndex;
    }
}
