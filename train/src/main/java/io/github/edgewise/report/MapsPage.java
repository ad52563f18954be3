package io.github.edgewise.report;

import io.github.edgewise.volume.LabelMap;
import java.util.List;
import java.util.Map;

/// A self-contained page about one case: the boundary loss of one class and, if there are
/// predictions, the distances between their borders and the reference border.
///
/// @param title of the page
/// @param lead one sentence on what is shown, as plain text
/// @param inspector the figure of the case
/// @param predictions label maps by name; may be none
public record MapsPage(String title, String lead, DistanceInspector inspector,
        Map<String, LabelMap> predictions) {
    /// The page as HTML.
    public String html() {
        String maps = inspector.html("maps");
        if (predictions.isEmpty()) return Html.page(title, lead, maps);
        var borders = CaseViewer.of("case", List.of(new Report.Example(inspector.caption(),
                inspector.image(), inspector.labels(), predictions)));
        return Html.page(title, lead, maps + "<h2>Borders</h2>" + borders.html());
    }
}
