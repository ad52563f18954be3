package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The label map in a file, and what a user should know about it.
///
/// @param labels with as many classes as the highest label needs, but at least two
/// @param warnings those of the file, and that values were rounded to labels; one sentence each
public record StoredLabels(LabelMap labels, List<String> warnings) {
    public StoredLabels {
        warnings = List.copyOf(warnings);
    }

    static StoredLabels of(Stored stored, LabelRule rule, Path file) throws IOException {
        Volume volume = stored.volume();
        if (volume.channels() != 1 && !isGrey(volume)) {
            throw new IOException("a mask must have one channel, but " + file + " has " + volume.channels());
        }
        Grid grid = volume.grid();
        float[] values = volume.values();
        byte[] labels = new byte[grid.voxels()];
        boolean isWhite = rule.equals(LabelRule.AS_STORED);
        int highest = 1;
        int rounded = 0;
        float odd = 0;
        for (int i = 0; i < labels.length; i++) {
            float value = values[i];
            int label = rule.label(value);
            if (label < 0) {
                throw new IOException("a label must be a whole number from 0 to 255, but voxel "
                        + grid.shape().position(i) + " of " + file.getFileName() + " is "
                        + rule.refusal(value));
            }
            labels[i] = (byte) label;
            isWhite &= label == 0 || label == LabelRule.HIGHEST;
            highest = Math.max(highest, label);
            if (value != Math.rint(value) && Math.abs(value - Math.rint(value)) <= LabelRule.NEARLY_WHOLE) {
                rounded++;
                odd = value;
            }
        }
        if (isWhite && highest > 1) {
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (labels[i] == 0 ? 0 : 1);
            }
            highest = 1;
        }
        var warnings = new ArrayList<>(stored.warnings());
        if (rounded > 0) {
            warnings.add(rounded + " values are no whole numbers, such as " + odd
                    + "; they count as the nearest one");
        }
        return new StoredLabels(new LabelMap(grid, highest + 1, labels), warnings);
    }

    /// True if all channels are equal, as in a colour file that contains only greys. Some tools save masks
    /// like this.
    private static boolean isGrey(Volume stored) {
        int n = stored.grid().voxels();
        float[] v = stored.values();
        for (int i = 0; i < n; i++) {
            for (int c = 1; c < stored.channels(); c++) {
                if (v[i] != v[i + c * n]) return false;
            }
        }
        return true;
    }
}
