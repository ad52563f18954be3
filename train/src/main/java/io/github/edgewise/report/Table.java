package io.github.edgewise.report;

import java.util.ArrayList;
import java.util.List;

/// A table as HTML that also fits narrow screens: there each row becomes a card, and each cell has the head
/// of its column beside it.
final class Table {
    private static final String TEXT = ":name";
    /// Tables with more columns than this become cards on screens of medium width, too.
    private static final int WIDE = 8;

    private final List<String> heads;
    private final StringBuilder rows = new StringBuilder();
    private boolean sortable;

    /// @param heads plain text; `:name` behind one marks a column of text, the others hold numbers
    Table(String... heads) { this(List.of(heads)); }

    Table(List<String> heads) { this.heads = List.copyOf(heads); }

    /// A click on a head sorts it.
    Table sortable() {
        sortable = true;
        return this;
    }

    /// A cell with CSS classes.
    record Cell(String html, String style) {}

    /// Adds a row.
    ///
    /// @param cells HTML, one for each head
    Table row(String... cells) {
        return row(List.of(cells).stream().map(cell -> new Cell(cell, "")).toList());
    }

    /// Adds a row.
    Table row(List<Cell> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + heads.size() + " heads");
        }
        rows.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            var styles = new ArrayList<String>();
            if (isText(i)) styles.add("name");
            if (!cells.get(i).style().isEmpty()) styles.add(cells.get(i).style());
            rows.append("<td").append(styles.isEmpty() ? "" : " class='" + String.join(" ", styles) + "'")
                    .append(" data-head='").append(Html.escaped(head(i))).append("'>")
                    .append(cells.get(i).html()).append("</td>");
        }
        rows.append("</tr>");
        return this;
    }

    private boolean isText(int i) { return heads.get(i).endsWith(TEXT); }

    private String head(int i) {
        String head = heads.get(i);
        return isText(i) ? head.substring(0, head.length() - TEXT.length()) : head;
    }

    String html() {
        var html = new StringBuilder("<table class='").append(sortable ? "sortable" : "plain")
                .append(heads.size() > WIDE ? " wide" : "").append("'><thead><tr>");
        for (int i = 0; i < heads.size(); i++) {
            html.append("<th scope='col'").append(isText(i) ? " class='name'" : "").append(">")
                    .append(Html.escaped(head(i))).append("</th>");
        }
        return html.append("</tr></thead><tbody>").append(rows).append("</tbody></table>").toString();
    }
}
