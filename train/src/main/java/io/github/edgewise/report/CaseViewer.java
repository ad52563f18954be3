package io.github.edgewise.report;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Pictures of cases, as HTML: the image, the outline of the reference, and a panel per prediction. A panel
/// shows the predicted outline, coloured by its distance to the reference in mm, and dashed the reference
/// outline where the two differ.
///
/// All cases share one colour scale and one [#legend()]. A page needs [#STYLE] and, for the sliders,
/// [#SCRIPT] once. A case starts with the slice in which predictions and reference differ in most voxels;
/// without script only that slice is shown. At most 24 slices with foreground are shown. Each image is stored
/// once, outlines are paths: about half a megabyte for a brain with four predictions.
///
/// Images with a position in the patient are drawn in the radiological convention, with letters for its sides
/// and the name of the plane; others as stored. A bar shows the scale if the spacing is known.
public final class CaseViewer {
    /// The style sheet, for the head of the page.
    public static final String STYLE = SliceFigure.STYLE + Colours.style() + ErrorScale.style()
            + DistanceInspector.STYLE;

    /// The script, for the end of the page.
    public static final String SCRIPT = SliceFigure.SCRIPT + DistanceInspector.SCRIPT;

    private final String prefix;
    private final List<Shown> cases;
    private final List<String> classNames;
    private final ErrorScale scale;

    /// A case and the distances between its borders.
    private record Shown(Report.Example example, View view, Map<String, BoundaryError> errors) {
        static Shown of(Report.Example example) {
            var maps = new ArrayList<LabelMap>(List.of(example.reference()));
            maps.addAll(example.predictions().values());
            View view = View.of(example.image().grid(), maps);
            Surfaces reference = Surfaces.of(example.reference());
            var errors = new LinkedHashMap<String, BoundaryError>();
            example.predictions().forEach((name, labels) -> errors.put(name,
                    BoundaryError.of(view, Surfaces.of(labels), reference)));
            return new Shown(example, view, errors);
        }
    }

    private CaseViewer(String prefix, List<Shown> cases, List<String> classNames) {
        this.prefix = prefix;
        this.classNames = List.copyOf(classNames);
        this.cases = cases;
        double unit = cases.isEmpty()
                ? 1
                : Lengths.of(cases.getFirst().example().reference().grid()).unitMm();
        this.scale = ErrorScale.of(cases.stream().flatMap(c -> c.errors().values().stream()).toList(), unit);
    }

    /// A viewer of these cases.
    ///
    /// @param prefix of the ids in its HTML: letters, different for each viewer on a page
    /// @throws IllegalArgumentException if a label map of a case has another shape than its image
    public static CaseViewer of(String prefix, List<Report.Example> examples) {
        for (Report.Example example : examples) {
            var maps = new LinkedHashMap<String, LabelMap>();
            maps.put("reference", example.reference());
            maps.putAll(example.predictions());
            maps.forEach((name, labels) -> {
                if (!labels.grid().shape().equals(example.image().grid().shape())) {
                    throw new InvalidInputException("the image of " + example.caption() + " has "
                            + example.image().grid().shape() + " voxels, but " + name + " "
                            + labels.grid().shape());
                }
            });
        }
        return new CaseViewer(prefix, examples.stream().map(Shown::of).toList(), List.of());
    }

    /// The same with names of the classes by their number, the background first.
    CaseViewer named(List<String> names) { return new CaseViewer(prefix, cases, names); }

    /// The number of cases.
    public int size() { return cases.size(); }

    /// The explanation of lines and colours, the same for all cases.
    public String legend() { return scale.legend(); }

    /// The figure of one case.
    ///
    /// @param index of the case, from 0, in the order in which they were given
    public String figure(int index) {
        Shown shown = cases.get(index);
        View view = shown.view();
        var figure = new SliceFigure(prefix + index, view,
                new Background(shown.example().image(), view.plane()));
        int slices = view.slices().size();
        var panels = new ArrayList<SliceFigure.Panel>();
        panels.add(new SliceFigure.Panel("image", "aria-label='image'",
                IntStream.range(0, slices).mapToObj(figure::image).toList()));
        panels.add(reference(shown.example().reference(), figure));
        shown.errors().forEach((name, error) -> panels.add(new SliceFigure.Panel(Html.escaped(name),
                "data-grey aria-label='" + Html.escaped(name) + "'",
                IntStream.range(0, slices).mapToObj(s -> figure.image(s)
                        + scale.missed(error.missed().get(s)) + scale.predicted(error.predicted().get(s)))
                        .toList())));
        return figure.html("", Html.escaped(shown.example().caption()), panels, "");
    }

    /// The legend and the figures of all cases.
    public String html() {
        return legend() + IntStream.range(0, size()).mapToObj(this::figure).collect(Collectors.joining());
    }

    private SliceFigure.Panel reference(LabelMap labels, SliceFigure figure) {
        var slices = new ArrayList<String>();
        for (int i = 0; i < figure.view().slices().size(); i++) {
            Edges edges = Edges.of(figure.view(), labels, figure.view().slices().get(i), (k, _, _) -> k);
            slices.add(figure.image(i) + Colours.outlines(edges));
        }
        String classes = labels.classes() == 2
                ? ""
                : IntStream.range(1, labels.classes()).mapToObj(k -> " " + Colours.swatch(k)
                        + (k < classNames.size() ? Html.escaped(classNames.get(k)) : String.valueOf(k)))
                        .collect(Collectors.joining());
        return new SliceFigure.Panel("reference" + classes, "aria-label='reference'", slices);
    }
}
