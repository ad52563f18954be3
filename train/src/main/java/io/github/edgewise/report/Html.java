package io.github.edgewise.report;

/// Pages that stand alone, and text that is safe inside them.
final class Html {
    /// Colours of lines that the style has.
    static final int COLOURS = 8;

    static final String STYLE = """
            :root{--ink:#1c2430;--soft:#5b6675;--line:#d9dee5;--page:#fff;--card:#f6f8fa;
              --s0:#0b7285;--s1:#c2255c;--s2:#5f3dc4;--s3:#e67700;
              --s4:#2b8a3e;--s5:#1864ab;--s6:#a61e4d;--s7:#868e96}
            @media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a3adba;--line:#3a4350;--page:#14181e;
              --card:#1c222a;--s0:#3bc9db;--s1:#f783ac;--s2:#b197fc;--s3:#ffc078;--s4:#8ce99a;--s5:#74c0fc;
              --s6:#e599f7;--s7:#adb5bd}}
            body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:960px;
              margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin-bottom:.2rem} h2{font-size:1.15rem;margin-top:2.2rem}
            p,figcaption{color:var(--soft)} .lead{font-size:1.05rem;color:var(--ink)}
            table{border-collapse:collapse;display:block;overflow-x:auto;font-size:.92rem;
              font-variant-numeric:tabular-nums} tr:first-child{white-space:nowrap}
            th,td{padding:.35rem .55rem;border-bottom:1px solid var(--line);text-align:right}
            th{font-weight:600;color:var(--soft)} th.name,td.name{text-align:left} td{white-space:nowrap}
            .class{display:inline-block;width:.75em;height:.75em;border-radius:2px;margin-right:.4em}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:1rem}
            svg{width:100%;background:var(--card);border-radius:8px} svg text{fill:var(--soft);font-size:11px}
            svg .title{fill:var(--ink);font-size:13px;font-weight:600} .grid{stroke:var(--line)}
            .line{fill:none;stroke-width:2} .s0{stroke:var(--s0)} .s1{stroke:var(--s1)} .s2{stroke:var(--s2)}
            .s3{stroke:var(--s3)} .s4{stroke:var(--s4)} .s5{stroke:var(--s5)} .s6{stroke:var(--s6)}
            .s7{stroke:var(--s7)} .key{display:inline-block;width:1.4em;height:.3em;margin:0 .4em .2em 0;
              border-radius:2px} .k0{background:var(--s0)} .k1{background:var(--s1)} .k2{background:var(--s2)}
            .k3{background:var(--s3)} .k4{background:var(--s4)} .k5{background:var(--s5)}
            .k6{background:var(--s6)} .k7{background:var(--s7)} figure{margin:1rem 0}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem} dt{color:var(--soft)} dd{margin:0}
            """;

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
