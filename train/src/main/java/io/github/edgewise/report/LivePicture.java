package io.github.edgewise.report;

import io.github.edgewise.train.Progress;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The worst validation case of an epoch in one slice: the image, the reference and the prediction, with
/// outlines in the colours of the classes. No distances are computed, so that it costs little.
///
/// @param watched the case
/// @param classNames by number; may be empty
record LivePicture(Progress.Watched watched, List<String> classNames) {
    /// The figure with its caption and legend, as HTML.
    String html() {
        Volume seen = watched.prepared().image();
        LabelMap reference = watched.prepared().labels(watched.reference());
        LabelMap prediction = watched.prepared().labels(watched.prediction());
        Orientation known = watched.prepared().original().orientation();
        var grid = new Grid(seen.grid().shape(), seen.grid().spacing(), known);
        View all = View.of(grid, List.of(reference, prediction));
        var view = new View(all.plane(), List.of(all.slices().get(all.start())), 0, all.box());
        var figure = new SliceFigure("live", view, new Background(seen, view.plane()));
        String caption = String.format(Locale.ROOT,
                "Worst validation case of epoch %d, %s: mean Dice %.3f. Slice %d of %d, in which prediction "
                        + "and reference differ most, as the network sees it.",
                watched.epoch(), watched.caseName(), watched.dice(), view.slices().getFirst() + 1,
                view.plane().shape().depth());
        return legend(reference.classes()) + figure.html("", Html.escaped(caption), List.of(
                new SliceFigure.Panel("image", "aria-label='image'", List.of(figure.image(0))),
                panel("reference", reference, figure), panel("prediction", prediction, figure)), "");
    }

    private static SliceFigure.Panel panel(String title, LabelMap labels, SliceFigure figure) {
        Edges edges = Edges.of(figure.view(), labels, figure.view().slices().getFirst(), (k, _, _) -> k);
        return new SliceFigure.Panel(title, "aria-label='" + title + "'",
                List.of(figure.image(0) + Colours.outlines(edges)));
    }

    private String legend(int classes) {
        return IntStream.range(1, classes).mapToObj(k -> "<span>" + Colours.swatch(k)
                + Html.escaped(k < classNames.size() ? classNames.get(k) : "class " + k) + "</span>")
                .collect(Collectors.joining("&emsp;", "<p>", "</p>"));
    }
}
