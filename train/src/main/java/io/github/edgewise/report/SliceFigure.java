package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// Panels of one case side by side, all showing the same slice; a slider moves them together. Without script
/// they show the slice at which the view starts. Letters name the sides of the patient and a bar gives the
/// scale, where these are known.
///
/// Every slice of the image is stored in the page once, and panels refer to it.
///
/// @param id of the figure, unique on the page
/// @param view the shown slices and the shown part of them
/// @param background the image
record SliceFigure(String id, View view, Background background) {
    private static final int THUMBNAIL = 96;
    /// Outlines are thinner in pictures with more voxels than this along a side.
    private static final int FINE = 300;

    /// One panel.
    ///
    /// @param title below it, HTML
    /// @param attributes of its picture, HTML
    /// @param slices SVG, one per slice of the view
    /// @param above SVG on top of all slices
    record Panel(String title, String attributes, List<String> slices, String above) {
        Panel(String title, String attributes, List<String> slices) { this(title, attributes, slices, ""); }
    }

    static final String STYLE = PageResource.text("figure.css");
    static final String SCRIPT = PageResource.text("figure.js");

    /// A reference to the image of slice `i` of the view, for the panels of this figure.
    String image(int i) { return "<use href='#" + id + "s" + i + "'/>"; }

    /// The figure as HTML.
    ///
    /// @param kind further CSS classes, each after a space; may be empty
    /// @param caption HTML
    /// @param below under the panels, HTML
    String html(String kind, String caption, List<Panel> panels, String below) {
        var html = new StringBuilder("<figure class='case").append(kind).append("' id='").append(id)
                .append("'><figcaption>").append(where()).append(caption).append(plane())
                .append("</figcaption>")
                .append(images()).append("<div class='panels'>");
        panels.forEach(panel -> html.append(html(panel)));
        return html.append("</div>").append(slider()).append(below).append("</figure>\n").toString();
    }

    /// The name of the plane, where the position in the patient is known.
    private String plane() {
        String name = view.plane().name();
        return name.isEmpty() ? "" : " <span class='plane'>" + name + "</span>";
    }

    private String images() {
        var html = new StringBuilder("<svg class='defs' aria-hidden='true'><defs>");
        for (int i = 0; i < view.slices().size(); i++) {
            html.append("<g id='").append(id).append('s').append(i).append("'>")
                    .append(stretched(background.slice(view, view.slices().get(i)))).append("</g>");
        }
        return html.append("</defs></svg>").toString();
    }

    /// A picture that fills a panel.
    String stretched(String address) {
        return String.format(Locale.ROOT,
                "<image width='%d' height='%d' preserveAspectRatio='none' href='%s'/>", view.box().width(),
                view.box().height(), address);
    }

    private String html(Panel panel) {
        boolean fine = Math.max(view.box().width(), view.box().height()) > FINE;
        var html = new StringBuilder(String.format(Locale.ROOT,
                "<div><div class='shown'><svg class='view%s' role='img' viewBox='0 0 %d %d' preserveAspectRatio='none' "
                        + "style='aspect-ratio:%.4f' %s>",
                fine ? " fine" : "", view.box().width(), view.box().height(), view.aspect(),
                panel.attributes()));
        for (int i = 0; i < panel.slices().size(); i++) {
            html.append(i == view.start() ? "<g class='z on'>" : "<g class='z'>")
                    .append(panel.slices().get(i)).append("</g>");
        }
        return html.append(panel.above()).append("</svg>").append(view.plane().letters())
                .append(view.plane().scaleBar(view.box().width())).append("</div>").append(panel.title())
                .append("<button type='button' class='zoom' aria-pressed='false' hidden>larger</button></div>")
                .toString();
    }

    private String slider() {
        int slices = view.slices().size();
        if (slices < 2) return "";
        String names = String.join(" ", view.slices().stream().map(z -> String.valueOf(z + 1)).toList());
        return String.format(Locale.ROOT,
                "<label class='slider' hidden>slice<input type='range' min='0' max='%d' value='%d' "
                        + "data-names='%s' data-all='%d'><output></output></label>",
                slices - 1, view.start(), names, view.plane().shape().depth());
    }

    /// A thumbnail of the whole slice with the shown part marked; nothing if all of it is shown.
    private String where() {
        if (!view.isCut()) return "";
        View whole = view.whole();
        View.Box box = view.box();
        return String.format(Locale.ROOT,
                "<svg class='where' role='img' aria-label='position of the pictures in the whole image' "
                        + "viewBox='0 0 %d %d' preserveAspectRatio='none' style='aspect-ratio:%.4f'>"
                        + "<image width='%d' height='%d' preserveAspectRatio='none' href='%s'/>"
                        + "<rect x='%d' y='%d' width='%d' height='%d'/></svg>",
                whole.box().width(), whole.box().height(), whole.aspect(), whole.box().width(),
                whole.box().height(),
                background.thumbnail(view, view.slices().get(view.start()), THUMBNAIL), box.left(),
                box.top(), box.width(), box.height());
    }
}
