package io.github.edgewise.report;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Locale;

/// One slice of a case: the image, the reference and the prediction, with outlines in the colours of the
/// classes. No distances are computed, so that it costs little.
///
/// @param image the image
/// @param grid that of the image, with its position in the patient where it is known
/// @param reference on this grid
/// @param prediction on this grid
/// @param largest width and height of the picture in pixels
record SlicePicture(Volume image, Grid grid, LabelMap reference, LabelMap prediction, int largest) {
    /// The figure of the slice in which prediction and reference differ in most voxels, as HTML.
    ///
    /// @param id of the figure on its page
    /// @param caption plain text
    String html(String id, String caption) {
        View all = View.of(grid, List.of(reference, prediction));
        var view = new View(all.plane(), List.of(all.slices().get(all.start())), 0, all.box());
        var figure = new SliceFigure(id, view, new Background(image, view.plane(), largest));
        String slice = view.plane().shape().depth() == 1
                ? "."
                : String.format(Locale.ROOT,
                        ". Slice %d of %d, in which prediction and reference differ most.",
                        view.slices().getFirst() + 1, view.plane().shape().depth());
        return figure.html("", Html.escaped(caption + slice), List.of(
                new SliceFigure.Panel("image", "aria-label='image'", List.of(figure.image(0))),
                panel("reference", reference, figure), panel("prediction", prediction, figure)), "");
    }

    private static SliceFigure.Panel panel(String title, LabelMap labels, SliceFigure figure) {
        Edges edges = Edges.of(figure.view(), labels, figure.view().slices().getFirst(), (k, _, _) -> k);
        return new SliceFigure.Panel(title, "aria-label='" + title + "'",
                List.of(figure.image(0) + Colours.outlines(edges)));
    }
}
