package io.github.edgewise.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Self-contained pages, and text that is safe inside them.
final class Html {
    /// The number of line colours in the style sheet.
    static final int COLOURS = 8;

    static final String STYLE = PageResource.text("page.css");
    private static final String SCRIPT = PageResource.text("page.js");

    private static final DateTimeFormatter TIME = DateTimeFormatter
            .ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Html() {}

    /// A name beside the colour of its line, as HTML.
    ///
    /// @param line index of the line; colours repeat after the last one
    static String key(int line, String name) {
        return "<span class='key k" + line % COLOURS + "'></span>" + escaped(name);
    }

    /// Keys in a row.
    static String legend(List<String> keys) {
        return keys.stream()
                .collect(Collectors.joining("</span><span>", "<p class='keys'><span>", "</span></p>"));
    }

    /// Names and values, both plain text, as a list of definitions.
    static String definitions(Map<String, String> values) {
        var html = new StringBuilder("<dl>");
        values.forEach((name, value) -> html.append("<dt>").append(escaped(name)).append("</dt><dd>")
                .append(escaped(value)).append("</dd>"));
        return html.append("</dl>").toString();
    }

    /// A page in one file, which loads nothing from elsewhere.
    ///
    /// @param title as plain text
    /// @param lead the first sentence, as plain text
    /// @param body HTML below title and lead
    static String page(String title, String lead, String body) { return page(title, lead, body, "", ""); }

    /// The same with an additional style sheet and script.
    static String page(String title, String lead, String body, String style, String script) {
        return "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
                + "<meta name='viewport' content='width=device-width,initial-scale=1'><title>"
                + escaped(title) + "</title><style>" + STYLE + CaseViewer.STYLE + style
                + "</style></head><body><h1>"
                + escaped(title) + "</h1><p class='lead'>" + escaped(lead) + "</p>" + body + "<script>"
                + SCRIPT + CaseViewer.SCRIPT + script + "</script></body></html>\n";
    }

    /// A time as `2026-11-30 22:43 UTC`.
    static String time(Instant time) { return TIME.format(time); }

    /// The text with the characters escaped that have a meaning in HTML.
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
                .replace("\"", "&quot;");
    }
}
