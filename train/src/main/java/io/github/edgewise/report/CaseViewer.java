package io.github.edgewise.report;

import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Cases in pictures, as HTML: the image, the reference's outline, and over the image every prediction's
/// outline coloured by how far it is from the reference's, in mm, with the outline it misses dashed.
///
/// All cases share one scale of colours and one [#legend()]. A page with them needs [#STYLE] and, for the
/// sliders, [#SCRIPT] once. Every case begins with the slice in which predictions and reference differ in
/// most voxels, and shows that one without script. At most 24 slices with foreground are shown, each image
/// once and outlines as paths: about half a megabyte for a brain with four predictions.
public final class CaseViewer {
    /// For the head of the page.
    public static final String STYLE = SliceFigure.STYLE + Colours.style() + ErrorScale.style()
            + DistanceInspector.STYLE;

    /// For the end of the page.
    public static final String SCRIPT = SliceFigure.SCRIPT + DistanceInspector.SCRIPT;

    private final String prefix;
    private final List<Shown> cases;
    private final ErrorScale scale;

    /// A case and the distances between its borders.
    private record Shown(Report.Example example, View view, Map<String, BoundaryError> errors) {
        static Shown of(Report.Example example) {
            var maps = new ArrayList<LabelMap>(List.of(example.reference()));
            maps.addAll(example.predictions().values());
            View view = View.of(maps);
            Surfaces reference = Surfaces.of(example.reference());
            var errors = new LinkedHashMap<String, BoundaryError>();
            example.predictions().forEach((name, labels) -> errors.put(name,
                    BoundaryError.of(view, Surfaces.of(labels), reference)));
            return new Shown(example, view, errors);
        }
    }

    private CaseViewer(String prefix, List<Shown> cases) {
        this.prefix = prefix;
        this.cases = cases;
        this.scale = ErrorScale.of(cases.stream().flatMap(c -> c.errors().values().stream()).toList());
    }

    /// A viewer of these cases.
    ///
    /// @param prefix of the ids in its HTML: letters, another one for each viewer on a page
    /// @throws IllegalArgumentException where the maps of a case have another shape than its image
    public static CaseViewer of(String prefix, List<Report.Example> examples) {
        for (Report.Example example : examples) {
            var maps = new LinkedHashMap<String, LabelMap>();
            maps.put("reference", example.reference());
            maps.putAll(example.predictions());
            maps.forEach((name, labels) -> {
                if (!labels.grid().shape().equals(example.image().grid().shape())) {
                    throw new IllegalArgumentException("the image of " + example.caption() + " has "
                            + example.image().grid().shape() + " voxels, but " + name + " "
                            + labels.grid().shape());
                }
            });
        }
        return new CaseViewer(prefix, examples.stream().map(Shown::of).toList());
    }

    /// How many cases there are.
    public int size() { return cases.size(); }

    /// What lines and colours mean, in all cases.
    public String legend() { return scale.legend(); }

    /// Case number `i`, from 0, in the order they were given.
    public String figure(int i) {
        Shown shown = cases.get(i);
        View view = shown.view();
        var figure = new SliceFigure(prefix + i, view, new Background(shown.example().image()));
        int slices = view.slices().size();
        var panels = new ArrayList<SliceFigure.Panel>();
        panels.add(new SliceFigure.Panel("image", "aria-label='image'",
                IntStream.range(0, slices).mapToObj(figure::image).toList()));
        panels.add(reference(shown.example().reference(), figure));
        shown.errors().forEach((name, error) -> panels.add(new SliceFigure.Panel(Html.escaped(name),
                "data-grey aria-label='" + Html.escaped(name) + "'",
                IntStream.range(0, slices).mapToObj(s -> figure.image(s)
                        + scale.missed(error.missed().get(s)) + scale.drawn(error.drawn().get(s)))
                        .toList())));
        return figure.html("", Html.escaped(shown.example().caption()), panels, "");
    }

    /// Legend and all cases.
    public String html() {
        return legend() + IntStream.range(0, size()).mapToObj(this::figure).collect(Collectors.joining());
    }

    private static SliceFigure.Panel reference(LabelMap labels, SliceFigure figure) {
        var slices = new ArrayList<String>();
        for (int i = 0; i < figure.view().slices().size(); i++) {
            Edges edges = Edges.of(figure.view(), labels, figure.view().slices().get(i), (k, _, _) -> k);
            slices.add(figure.image(i) + Colours.outlines(edges));
        }
        String classes = labels.classes() == 2
                ? ""
                : IntStream.range(1, labels.classes()).mapToObj(k -> " " + Colours.swatch(k) + k)
                        .collect(Collectors.joining());
        return new SliceFigure.Panel("reference" + classes, "aria-label='reference'", slices);
    }
}
