package io.github.edgewise.report;

import java.util.List;
import java.util.Locale;

/// Panels of one case side by side, which show the same slice; a slider moves all of them. Without script
/// they show the slice they begin with.
///
/// Every slice of the image is in the page once; panels refer to it.
///
/// @param id of the figure, unlike that of any other on the page
/// @param view which slices and which part of them
/// @param background the image
record SliceFigure(String id, View view, Background background) {
    private static final int THUMBNAIL = 96;
    /// Voxels of a side above which outlines are drawn thinner.
    private static final int FINE = 300;

    /// One panel.
    ///
    /// @param title below it, HTML
    /// @param attributes of its picture, HTML
    /// @param slices SVG, one per slice of the view
    /// @param above SVG over all slices
    record Panel(String title, String attributes, List<String> slices, String above) {
        Panel(String title, String attributes, List<String> slices) { this(title, attributes, slices, ""); }
    }

    static final String STYLE = """
            .case{margin:1.4rem 0;padding:.8rem;border:1px solid var(--line);border-radius:8px;break-inside:avoid}
            .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,210px),1fr));gap:.7rem;clear:both}
            .panels>div{text-align:center;color:var(--soft);font-size:.85rem} .panels>.big{grid-column:1/-1}
            .view{display:block;width:100%;background:#000;border-radius:4px} .view .z{display:none}
            .view .z.on{display:inline} .view path{fill:none;stroke-width:calc(var(--w,1.6)*1px);stroke-linejoin:round;
              stroke-linecap:square;vector-effect:non-scaling-stroke}
            .view.fine path{stroke-width:calc(var(--w,1.6)*.6px)}  .view[data-grey] use{filter:grayscale(1) brightness(.7)}
            .view path[class^=m]{stroke-dasharray:4 4;stroke-linecap:butt}
            .defs{position:absolute;width:0;height:0} .class{print-color-adjust:exact;-webkit-print-color-adjust:exact}
            .where{float:right;width:72px;margin:0 0 .5rem .6rem;background:#000;border-radius:4px}
            .where rect{fill:none;stroke:#f0e442;stroke-width:2;vector-effect:non-scaling-stroke}
            .case figcaption{color:var(--ink)}
            .slider{display:flex;gap:.6rem;align-items:center;position:sticky;bottom:0;padding:.4rem 0;
              background:var(--page);color:var(--soft);font-size:.9rem} .slider input{flex:1;min-width:0}
            .slider[hidden],.zoom[hidden]{display:none} .slider output{min-width:8.5em;text-align:right;
              font-variant-numeric:tabular-nums}
            .zoom{font:inherit;font-size:.8rem;color:var(--soft);background:none;border:1px solid var(--line);
              border-radius:4px;margin-left:.5em;cursor:pointer}
            .legend{display:flex;flex-wrap:wrap;gap:.4rem 2rem} .legend>span{flex:0 1 330px;font-size:.9rem}
            .bar{display:block;width:100%;max-width:290px;background:none;border-radius:0}
            .note{font-size:.9rem} @media(max-width:560px){.panels{grid-template-columns:1fr 1fr}}
            @media print{.slider,.zoom{display:none}}
            """;

    static final String SCRIPT = """
            document.querySelectorAll('figure.case').forEach(f=>{
              const r=f.querySelector('.slider input'),views=f.querySelectorAll('svg.view');
              if(r){const names=r.dataset.names.split(' '),show=()=>{
                views.forEach(v=>v.querySelectorAll('g.z').forEach((g,i)=>g.classList.toggle('on',i==r.value)));
                const t='slice '+names[r.value]+' of '+r.dataset.all;
                f.querySelector('.slider output').value=t;r.setAttribute('aria-valuetext',t);
                f.dispatchEvent(new Event('slice'))};
                r.closest('.slider').hidden=false;r.addEventListener('input',show);show()}
              f.querySelectorAll('.zoom').forEach(b=>{b.hidden=false;b.addEventListener('click',()=>{
                const big=b.closest('.panels>div').classList.toggle('big');
                b.textContent=big?'smaller':'larger';b.setAttribute('aria-pressed',big)})})});
            """;

    /// The image in a panel of this figure, slice `i` of the view.
    String image(int i) { return "<use href='#" + id + "s" + i + "'/>"; }

    /// The figure.
    ///
    /// @param caption HTML
    /// @param below under the panels, HTML
    String html(String kind, String caption, List<Panel> panels, String below) {
        var html = new StringBuilder("<figure class='case").append(kind).append("' id='").append(id)
                .append("'><figcaption>").append(where()).append(caption).append("</figcaption>")
                .append(images()).append("<div class='panels'>");
        panels.forEach(panel -> html.append(html(panel)));
        return html.append("</div>").append(slider()).append(below).append("</figure>\n").toString();
    }

    private String images() {
        var html = new StringBuilder("<svg class='defs' aria-hidden='true'><defs>");
        for (int i = 0; i < view.slices().size(); i++) {
            html.append("<g id='").append(id).append('s').append(i).append("'>")
                    .append(stretched(background.slice(view, view.slices().get(i)))).append("</g>");
        }
        return html.append("</defs></svg>").toString();
    }

    /// A picture over the whole of a panel.
    String stretched(String address) {
        return String.format(Locale.ROOT,
                "<image width='%d' height='%d' preserveAspectRatio='none' href='%s'/>", view.box().width(),
                view.box().height(), address);
    }

    private String html(Panel panel) {
        boolean fine = Math.max(view.box().width(), view.box().height()) > FINE;
        var html = new StringBuilder(String.format(Locale.ROOT,
                "<div><svg class='view%s' role='img' viewBox='0 0 %d %d' preserveAspectRatio='none' "
                        + "style='aspect-ratio:%.4f' %s>",
                fine ? " fine" : "", view.box().width(), view.box().height(), view.aspect(),
                panel.attributes()));
        for (int i = 0; i < panel.slices().size(); i++) {
            html.append(i == view.start() ? "<g class='z on'>" : "<g class='z'>")
                    .append(panel.slices().get(i)).append("</g>");
        }
        return html.append(panel.above()).append("</svg>").append(panel.title())
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
                slices - 1, view.start(), names, view.grid().shape().depth());
    }

    /// Where the panels lie in the image.
    private String where() {
        if (!view.isCut()) return "";
        View whole = view.whole();
        View.Box box = view.box();
        int top = whole.isFlipped()
                ? whole.box().height() - box.top() - box.height()
                : box.top();
        return String.format(Locale.ROOT,
                "<svg class='where' role='img' aria-label='where the pictures lie in the image' "
                        + "viewBox='0 0 %d %d' preserveAspectRatio='none' style='aspect-ratio:%.4f'>"
                        + "<image width='%d' height='%d' preserveAspectRatio='none' href='%s'/>"
                        + "<rect x='%d' y='%d' width='%d' height='%d'/></svg>",
                whole.box().width(), whole.box().height(), whole.aspect(), whole.box().width(),
                whole.box().height(),
                background.thumbnail(view, view.slices().get(view.start()), THUMBNAIL), box.left(), top,
                box.width(), box.height());
    }
}
