package io.github.edgewise.report;

/// Pages that stand alone, and text that is safe inside them.
final class Html {
    /// Colours of lines that the style has.
    static final int COLOURS = 8;

    static final String STYLE = PageResource.text("page.css");

    private Html() {}

    /// A page in one file: nothing is loaded from elsewhere.
    ///
    /// @param body HTML below title and lead
    static String page(String title, String lead, String body) { return page(title, lead, body, "", ""); }

    /// The same with more rules and more script than all pages have.
    static String page(String title, String lead, String body, String style, String script) {
        return "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
                + "<meta name='viewport' content='width=device-width,initial-scale=1'><title>"
                + escaped(title) + "</title><style>" + STYLE + CaseViewer.STYLE + style
                + "</style></head><body><h1>"
                + escaped(title) + "</h1><p class='lead'>" + escaped(lead) + "</p>" + body + "<script>"
                + CaseViewer.SCRIPT + script + "</script></body></html>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
                .replace("\"", "&quot;");
    }
}
