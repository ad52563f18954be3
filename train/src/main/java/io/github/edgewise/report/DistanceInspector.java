package io.github.edgewise.report;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DistanceScale;
import io.github.edgewise.loss.MapOf;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a boundary loss sees of one class of a case, as HTML: image, label, the signed distance map phi with
/// its zero line and, where probabilities are known, these, every voxel's part of the loss and its gradient
/// at the logits.
///
/// The loss is that of the whole case, on the image's own grid, before the division by N, the number of
/// voxels times that of supervised classes. Its page needs [CaseViewer#STYLE] and [CaseViewer#SCRIPT]; with
/// them, numbers appear where the pointer is, or where the arrow keys lead it.
///
/// @param caption what it shows
/// @param image the case
/// @param labels its truth
/// @param k the class
/// @param probabilities of a network, shape `[K, D, H, W]`, on the grid of the image
/// @param loss what the probabilities are held against
public record DistanceInspector(String caption, Volume image, LabelMap labels, int k,
        Optional<Volume> probabilities, BoundaryLoss loss) {
    static final String STYLE = PageResource.text("inspector.css");
    static final String SCRIPT = PageResource.text("inspector.js");

    /// Where the pointer is.
    private static final String CROSS = "<path class='cross'/>";

    /// A number per voxel, in colours.
    private static final class Layer {
        private final ValueMap map;
        private final float[] values;
        private final String note;

        Layer(ValueMap map, float[] values, String note) {
            this.map = map;
            this.values = values;
            this.note = note;
        }
    }

    public DistanceInspector {
        if (k < 1 || k >= labels.classes()) {
            throw new IllegalArgumentException("class " + k + " was asked for, but there are "
                    + labels.classes() + " classes, of which 0 is background");
        }
    }

    /// The figure.
    ///
    /// @param id of the figure, unlike that of any other on the page
    public String html(String id) {
        LabelMap truth = only(labels);
        var shown = new ArrayList<LabelMap>(List.of(truth));
        probabilities.ifPresent(p -> shown.add(only(Segmenter.mostProbable(p))));
        var figure = new SliceFigure(id, View.of(shown), new Background(image));
        List<Edges> border = figure.view().slices().stream()
                .map(z -> Edges.of(figure.view(), truth, z, (_, _, _) -> 0)).toList();
        DistanceMap phi = SignedDistance.of(labels).with(loss.zeroLevel()).forClass(k);
        var panels = new ArrayList<SliceFigure.Panel>();
        panels.add(panel(figure, "image", List.of()));
        panels.add(panel(figure, "class " + k, border));
        var layers = new ArrayList<Layer>();
        double deep = phi.deepest() > 0 ? 2 * phi.deepest() : phi.farthest();
        if (!(deep > 0)) deep = 1; // no voxel has a distance
        layers.add(new Layer(ValueMap.symmetric("phi", "mm", Numbers.roundUp(deep)), phi.mm(),
                ", the signed distance to the border, which is the line; negative inside"
                        + (loss.zeroLevel() == ZeroLevel.FACE ? "" : "; zero level " + loss.zeroLevel())));
        if (probabilities.isPresent()) layers.addAll(ofLoss(probabilities.get()));
        for (Layer layer : layers) {
            panels.add(panel(figure, layer, border));
        }
        return figure.html(" inspect", Html.escaped(caption), panels,
                "<output class='read'></output>" + note());
    }

    /// The class alone, as class 1 of 2.
    private LabelMap only(LabelMap all) {
        byte[] mask = new byte[all.labels().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (all.at(i) == k ? 1 : 0);
        }
        return new LabelMap(all.grid(), 2, mask);
    }

    private List<Layer> ofLoss(Volume p) {
        var term = new BoundaryTerm(loss, p, labels);
        String unit = loss.scale() == DistanceScale.MM ? "mm" : "";
        int n = labels.grid().voxels();
        float[] its = Arrays.copyOfRange(p.values(), k * n, (k + 1) * n);
        float[] parts = term.contribution(k);
        float[] gradient = term.gradient(k);
        String form = loss.reference() ? "p phi" : "(p \u2212 g) phi";
        ValueMap scale = loss.reference()
                ? ValueMap.symmetric("part", unit, parts)
                : ValueMap.upward("part", unit, parts);
        return List.of(
                new Layer(new ValueMap("p", "", 0, 1, Colours.WARM), its, ", the probability of the class"),
                new Layer(scale, parts, " of the boundary loss, " + form
                        + (term.classes().contains(k) ? "" : "; this class is not supervised")),
                new Layer(ValueMap.symmetric("gradient", unit, gradient), gradient,
                        " at the logit; orange: training lowers it, blue: training raises it"));
    }

    private static SliceFigure.Panel panel(SliceFigure figure, String title, List<Edges> border) {
        List<String> slices = IntStream.range(0, figure.view().slices().size())
                .mapToObj(i -> figure.image(i) + (border.isEmpty() ? "" : line(border.get(i), "truth")))
                .toList();
        return new SliceFigure.Panel(title, "aria-label='" + title + "'", slices, CROSS);
    }

    private static SliceFigure.Panel panel(SliceFigure figure, Layer layer, List<Edges> border) {
        View view = figure.view();
        List<String> slices = IntStream.range(0, view.slices().size())
                .mapToObj(i -> figure
                        .stretched(layer.map.picture(view, view.slices().get(i), layer.values))
                        + line(border.get(i), "zero"))
                .toList();
        return new SliceFigure.Panel("<b>" + layer.map.name() + "</b>" + layer.note
                + layer.map.legend(), layer.map.attributes(), slices, CROSS);
    }

    private static String line(Edges border, String style) { return border.paths(style, 1, _ -> 0); }

    private String note() {
        if (probabilities.isEmpty()) return "";
        return "<p class='note'>The loss is the mean of the parts over voxels and supervised classes"
                + (loss.reference()
                        ? ", in its published form"
                        : ", in the zero-based form that training reports: 0 is perfect, and a wrong voxel costs its "
                                + "distance to the true border")
                + ". The gradient is p (phi \u2212 sum of p phi over these classes). Both are shown before the division "
                + "by the number of voxels and classes, of the whole case"
                + (Double.isFinite(loss.clipMm()) ? ", with phi clipped at " + loss.clipMm() + " mm" : "")
                + (loss.map() == MapOf.SLICE && labels.grid().shape().axes() == 3
                        ? ". The loss has a map of its own for every slice; phi here is that of the volume"
                        : "")
                + ".</p>";
    }
}
