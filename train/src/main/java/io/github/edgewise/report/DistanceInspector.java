package io.github.edgewise.report;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DistanceScale;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A figure of one class of a case in the boundary loss, as HTML: the image, the reference, and the
/// signed distance map phi with its zero line. If the probabilities of a network are given, it also shows
/// them, the contribution of every voxel to the loss, and the gradient at the logits.
///
/// The loss is computed for the whole case on the grid of the image, and shown before the division by N, the
/// number of voxels times the number of supervised classes. The page needs [CaseViewer#STYLE] and
/// [CaseViewer#SCRIPT]: they show the values under the pointer, and the arrow keys move that place.
///
/// @param caption above the figure, as plain text
/// @param image of the case
/// @param labels its reference
/// @param classIndex the class, from 1 on; 0 is background
/// @param probabilities of a network, shape `[K, D, H, W]`, on the grid of the image
/// @param loss the boundary loss that is shown
public record DistanceInspector(String caption, Volume image, LabelMap labels, int classIndex,
        Optional<Volume> probabilities, BoundaryLoss loss) {
    static final String STYLE = PageResource.text("inspector.css");
    static final String SCRIPT = PageResource.text("inspector.js");

    /// Two lines that cross at the place whose values are shown; the script moves them.
    private static final String CROSS = "<path class='cross'/>";

    /// A number per voxel with its colours and its explanation.
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
        if (classIndex < 1 || classIndex >= labels.classes()) {
            throw new InvalidInputException("class " + classIndex + " was asked for, but there are "
                    + labels.classes() + " classes, of which 0 is background");
        }
        loss = loss.planned(Lengths.of(labels.grid()).unitMm());
    }

    /// The figure as HTML.
    ///
    /// @param id of the figure, unique on the page
    public String html(String id) {
        LabelMap truth = only(labels);
        var shown = new ArrayList<LabelMap>(List.of(truth));
        probabilities.ifPresent(p -> shown.add(only(LabelMap.mostProbable(p))));
        View drawn = View.of(image.grid(), shown);
        var figure = new SliceFigure(id, drawn, new Background(image, drawn.plane()));
        List<Edges> border = figure.view().slices().stream()
                .map(z -> Edges.of(figure.view(), truth, z, (_, _, _) -> 0)).toList();
        DistanceMap phi = SignedDistance.of(labels).with(loss.zeroLevel()).forClass(classIndex);
        var panels = new ArrayList<SliceFigure.Panel>();
        panels.add(panel(figure, "image", List.of()));
        panels.add(panel(figure, "reference, class " + classIndex, border));
        var layers = new ArrayList<Layer>();
        double deep = phi.deepest() > 0 ? 2 * phi.deepest() : phi.farthest();
        if (!(deep > 0)) deep = 1; // no voxel has a distance
        LengthUnit unit = unit();
        layers.add(new Layer(
                ValueMap.symmetric("phi", unit.symbol(), Numbers.roundUp(unit.from(deep))),
                in(unit, phi.mm()),
                ", the signed distance to the reference border (line), negative inside"
                        + (loss.zeroLevel() == ZeroLevel.FACE ? "" : "; zero level " + loss.zeroLevel())));
        if (probabilities.isPresent()) layers.addAll(ofLoss(probabilities.get()));
        for (Layer layer : layers) {
            panels.add(panel(figure, layer, border));
        }
        return figure.html(" inspect", Html.escaped(caption), panels,
                "<output class='read'></output>" + note());
    }

    private LengthUnit unit() {
        return LengthUnit.of(labels.grid().spacing(), labels.grid().shape().axes());
    }

    private static float[] in(LengthUnit unit, float[] mm) {
        float[] values = new float[mm.length];
        for (int i = 0; i < mm.length; i++) {
            values[i] = (float) unit.from(mm[i]);
        }
        return values;
    }

    /// The class alone, as class 1 of 2.
    private LabelMap only(LabelMap all) {
        byte[] mask = new byte[all.labels().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (all.at(i) == classIndex ? 1 : 0);
        }
        return new LabelMap(all.grid(), 2, mask);
    }

    private List<Layer> ofLoss(Volume p) {
        var term = new BoundaryTerm(loss, p, labels);
        boolean isLength = loss.scale() == DistanceScale.MM;
        LengthUnit shown = isLength ? unit() : LengthUnit.MILLIMETRE;
        String unit = isLength ? shown.symbol() : "";
        int n = labels.grid().voxels();
        float[] probability = Arrays.copyOfRange(p.values(), classIndex * n, (classIndex + 1) * n);
        float[] contribution = in(shown, term.contribution(classIndex));
        float[] gradient = in(shown, term.gradient(classIndex));
        String form = loss.reference() ? "p phi" : "(p \u2212 g) phi";
        ValueMap scale = loss.reference()
                ? ValueMap.symmetric("contribution", unit, contribution)
                : ValueMap.upward("contribution", unit, contribution);
        return List.of(
                new Layer(new ValueMap("p", "", 0, 1, Colours.WARM), probability,
                        ", the predicted probability"),
                new Layer(scale, contribution, " to the boundary loss, " + form
                        + (term.classes().contains(classIndex) ? "" : "; this class is not supervised")),
                new Layer(ValueMap.symmetric("gradient", unit, gradient), gradient,
                        " at the logit; orange: training lowers the logit, blue: training raises it"));
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
        return "<p class='note'>The boundary loss is the mean of the contributions over all voxels and supervised classes"
                + (loss.reference()
                        ? ", here in its published form, p phi"
                        : ". This is the zero-based form that training reports: 0 is perfect, and a wrong voxel costs its "
                                + "distance to the reference border; g is 1 inside the reference and 0 outside")
                + ". The gradient is p (phi \u2212 sum of p phi over these classes). Contribution and gradient are "
                + "for the whole case, before the division by the number of voxels and classes"
                + (Double.isFinite(loss.clipMm())
                        ? ", with phi clipped at " + LengthUnit.text(loss.clipMm())
                        : "")
                + (Double.isFinite(loss.bandMm())
                        ? ", and phi is 0 from " + LengthUnit.text(loss.bandMm()) + " on"
                        : "")
                + (loss.map() == MapOf.SLICE && labels.grid().shape().axes() == 3
                        ? ". The loss computes a map for each slice; phi here is the map of the volume"
                        : "")
                + ".</p>";
    }
}
