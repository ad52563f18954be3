package io.github.edgewise.report;

import io.github.edgewise.train.Progress;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Locale;

/// The worst validation case of an epoch in one slice, as the network sees it.
///
/// @param watched the case
/// @param classNames by number; may be empty
record LivePicture(Progress.Watched watched, List<String> classNames) {
    private static final int LARGEST = 900;

    /// The figure with its caption and legend, as HTML.
    String html() {
        Volume seen = watched.prepared().image();
        LabelMap reference = watched.prepared().labels(watched.reference());
        LabelMap prediction = watched.prepared().labels(watched.prediction());
        Orientation known = watched.prepared().original().orientation();
        var grid = new Grid(seen.grid().shape(), seen.grid().spacing(), known);
        String caption = String.format(Locale.ROOT,
                "Worst validation case of epoch %d, %s: mean Dice %.3f, as the network sees it",
                watched.epoch(), watched.caseName(), watched.dice());
        return Colours.legend(reference.classes(), classNames)
                + new SlicePicture(seen, grid, reference, prediction, LARGEST).html("live", caption);
    }
}
