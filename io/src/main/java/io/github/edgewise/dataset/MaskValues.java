package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/// Which of the values 0, 1, 255 and others the masks of a data set hold. It decides once for all of them
/// whether 255 is class 1 or class 255.
///
/// @param one whether a mask holds 1
/// @param white whether a mask holds 255
/// @param others whether a mask holds another value than 0, 1 and 255
record MaskValues(boolean one, boolean white, boolean others) {
    private static final MaskValues NONE = new MaskValues(false, false, false);
    private static final int WHITE = 255;

    /// The values of these masks, as far as they decide about one set of masks: looking ends where a mask
    /// holds another value than 0 and 255. Masks that cannot be read are left out; whoever reads them says
    /// why.
    static MaskValues of(Collection<Path> masks) { return of(masks, true); }

    /// The values of all these masks, up to the first that is none of 0, 1 and 255.
    static MaskValues all(Collection<Path> masks) { return of(masks, false); }

    private static MaskValues of(Collection<Path> masks, boolean isShort) {
        MaskValues found = NONE;
        for (Path mask : masks) {
            if (found.others || (found.one && (isShort || found.white))) break;
            try {
                found = found.with(Volumes.read(mask));
            } catch (IOException | IllegalArgumentException e) {
                // the reader of the case says why
            }
        }
        return found;
    }

    private MaskValues with(Volume mask) {
        boolean isOne = one;
        boolean isWhite = white;
        for (int i = 0; i < mask.grid().voxels(); i++) {
            int label = LabelRule.EXACT.label(mask.values()[i]);
            if (label == 0) continue;
            if (label != 1 && label != WHITE) return new MaskValues(isOne, isWhite, true);
            isOne |= label == 1;
            isWhite |= label == WHITE;
        }
        return new MaskValues(isOne, isWhite, false);
    }

    /// True where 255 is the only value beside 0.
    boolean isWhiteOnly() { return white && !one && !others; }

    /// Class indices exactly as stored, except where 255 is the only value beside 0.
    LabelRule rule() { return isWhiteOnly() ? LabelRule.WHITE : LabelRule.EXACT; }

    /// The rule of one of two sides that are compared. Each side may have its own way to write a mask of two
    /// values, 0 and 1 or 0 and 255. If one side has more values, both are read exactly as stored.
    LabelRule ruleBeside(MaskValues other) {
        return others || other.others || (other.one && other.white) ? LabelRule.EXACT : rule();
    }
}
