package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Boxes;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Components.Overlap;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The lesions of a reference as BraTS 2023 counts them, and the predicted components that belong to each.
///
/// Components have 26 neighbours (8 in 2-D). The reference is dilated by the voxels that share a face or an
/// edge. Lesions whose dilations are one component are one lesion. Every predicted component with a voxel in
/// the dilated lesion belongs to it, with all its voxels; so one component can belong to several lesions. A
/// predicted component without a lesion is invented.
///
/// Source: the code of the organisers (rachitsaluja/BraTS-2023-Metrics).
///
/// @param lesions every one, also the small
/// @param invented predicted components that belong to no lesion
record JoinedLesions(List<Joined> lesions, int invented) {
    /// Steps of dilation for gliomas.
    static final int USUAL_DILATION = 3;
    /// Lesions up to this size are left out, in mm^3.
    static final double USUAL_MM3 = 50;

    /// One lesion.
    ///
    /// @param size in mm^3 (in 2-D, in mm^2), without the dilation
    /// @param masks the lesion and all that belongs to it, in the box around both
    record Joined(double size, MaskPair masks) {}

    static JoinedLesions of(Components predicted, Components referenced, Grid grid, int dilation) {
        byte[] dilated = Dilation.of(referenced.mask(number -> true), grid.shape(), dilation);
        Components grown = Components.of(new LabelMap(grid, 2, dilated), 1);
        int[] lesionOf = new int[referenced.count() + 1];
        for (Overlap part : referenced.shared(grown)) {
            lesionOf[part.number()] = part.other();
        }
        var belonging = new ArrayList<TreeSet<Integer>>();
        for (int i = 0; i <= grown.count(); i++) {
            belonging.add(new TreeSet<>());
        }
        var isTaken = new TreeSet<Integer>();
        for (Overlap part : predicted.shared(grown)) {
            belonging.get(part.other()).add(part.number());
            isTaken.add(part.number());
        }
        Boxes boxes = boxes(predicted, referenced, lesionOf, belonging, grid);
        int[] sizes = new int[grown.count() + 1];
        int[] parts = referenced.sizes();
        for (int i = 0; i < parts.length; i++) {
            sizes[lesionOf[i + 1]] += parts[i];
        }
        var lesions = new ArrayList<Joined>();
        for (int i = 1; i <= grown.count(); i++) {
            int lesion = i;
            Box box = boxes.box(i);
            Grid part = Grid.of(box.shape(), grid.spacing());
            var masks = new MaskPair(
                    new LabelMap(part, 2, predicted.mask(box, belonging.get(i)::contains)),
                    new LabelMap(part, 2, referenced.mask(box, number -> lesionOf[number] == lesion)), 1);
            lesions.add(new Joined(sizes[i] * Lesion.voxelMm3(grid), masks));
        }
        return new JoinedLesions(lesions, predicted.count() - isTaken.size());
    }

    private static Boxes boxes(Components predicted, Components referenced, int[] lesionOf,
            List<TreeSet<Integer>> belonging, Grid grid) {
        var boxes = new Boxes(belonging.size(), grid.shape().axes());
        Boxes ofReference = referenced.boxes();
        for (int i = 1; i < lesionOf.length; i++) {
            boxes.join(lesionOf[i], ofReference, i);
        }
        Boxes ofPrediction = predicted.boxes();
        for (int i = 1; i < belonging.size(); i++) {
            for (int part : belonging.get(i)) {
                boxes.join(i, ofPrediction, part);
            }
        }
        return boxes;
    }

    static void require(int dilation, double aboveMm3) {
        if (dilation < 0) {
            throw new InvalidInputException("the steps of dilation must be 0 or more, but are " + dilation);
        }
        if (!(aboveMm3 >= 0) || Double.isInfinite(aboveMm3)) {
            throw new InvalidInputException(
                    "the size above which lesions count must be 0 mm^3 or more, but is " + aboveMm3);
        }
    }

    /// The ending of a metric's name for other settings than those of gliomas.
    static String suffix(int dilation, double aboveMm3) {
        return SettingName.of("dilation", dilation, USUAL_DILATION)
                + SettingName.of("above", aboveMm3, USUAL_MM3);
    }

    /// The lesions above a size.
    List<Joined> above(double mm3) { return lesions.stream().filter(l -> l.size() > mm3).toList(); }
}
