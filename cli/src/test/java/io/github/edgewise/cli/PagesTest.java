package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.junit.jupiter.api.Test;

/// The Markdown pages fit together: links lead somewhere, tables are whole, no page is forgotten.
class PagesTest {
    private static final int WIDEST_LINE = 120;

    /// Links of a page that lead nowhere: no such file, or no such heading in it.
    private static List<String> broken(MarkdownPage page, Map<Path, MarkdownPage> pages) {
        var broken = new ArrayList<String>();
        Path root = StructureTest.root();
        for (String link : page.links()) {
            if (link.matches("[a-z]+:.*")) continue; // another host
            String path = URI.create(link).getPath();
            Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
            String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
            MarkdownPage led = pages.get(target);
            boolean isFile = led != null || Files.exists(root.resolve(target));
            boolean isHeading = anchor.isEmpty() || (led != null && led.anchors().contains(anchor));
            if (!isFile || !isHeading) broken.add(page.name() + ": " + link);
        }
        return broken;
    }

    /// Lines of tables that do not begin and end with a bar: such a row would be cut in two.
    private static List<String> cutRows(MarkdownPage page) {
        List<String> lines = page.text().lines().toList();
        var cut = new ArrayList<String>();
        page.each(TableBlock.class, table -> table.getSourceSpans().forEach(span -> {
            String row = lines.get(span.getLineIndex()).strip();
            if (!row.startsWith("|") || !row.endsWith("|")) cut.add(page.name() + ": " + row);
        }));
        return cut;
    }

    private static Map<Path, MarkdownPage> byFile(List<MarkdownPage> pages) {
        return pages.stream().collect(Collectors.toMap(MarkdownPage::file, Function.identity()));
    }

    @Test
    void every_link_leads_to_a_file_and_a_heading() throws IOException {
        List<MarkdownPage> pages = MarkdownPage.all();
        assertThat(pages).hasSizeGreaterThan(60);
        assertThat(pages.stream().mapToLong(page -> page.links().size()).sum()).isGreaterThan(300);
        Map<Path, MarkdownPage> byFile = byFile(pages);
        assertThat(pages.stream().flatMap(page -> broken(page, byFile).stream())).isEmpty();
    }

    @Test
    void every_page_of_the_documentation_is_in_its_table() throws IOException {
        Map<Path, MarkdownPage> pages = byFile(MarkdownPage.all());
        Path start = Path.of("docs/README.md");
        var linked = new HashSet<Path>();
        for (String from : List.of("docs/README.md", "docs/results/README.md")) {
            MarkdownPage page = Objects.requireNonNull(pages.get(Path.of(from)), from);
            page.links().forEach(
                    link -> linked.add(page.file().resolveSibling(link.replaceFirst("#.*", "")).normalize()));
        }
        assertThat(pages.keySet().stream().filter(f -> f.startsWith("docs") && !f.equals(start)))
                .isSubsetOf(linked);
    }

    @Test
    void every_row_of_a_table_is_one_line() throws IOException {
        assertThat(MarkdownPage.all().stream().flatMap(page -> cutRows(page).stream())).isEmpty();
    }

    @Test
    void no_line_of_the_documentation_is_too_wide() throws IOException {
        assertThat(MarkdownPage.all().stream().filter(page -> !page.name().contains("src/test"))
                .flatMap(page -> page.text().lines()
                        .filter(line -> line.length() > WIDEST_LINE && !line.strip().startsWith("|"))
                        .map(line -> page.name() + ": " + line)))
                .isEmpty();
    }

    @Test
    void the_checks_can_fail() {
        MarkdownPage page = MarkdownPage.of(Path.of("docs/page.md"), """
                # A page
                [good](#a-page), [no heading](#another-page), [no file](../nothing.md), `[code](no-link.md)`,
                [other](other.md#two-words-and-code), [elsewhere](https://example.org/x.md)

                | a | b |
                |---|---|
                | a row that
                goes on | here |
                """);
        MarkdownPage other = MarkdownPage.of(Path.of("docs/other.md"), "# Other\n## Two words, and `code`\n");
        assertThat(broken(page, byFile(List.of(page, other)))).containsExactly(
                "docs/page.md: #another-page", "docs/page.md: ../nothing.md");
        assertThat(cutRows(page)).containsExactly("docs/page.md: | a row that",
                "docs/page.md: goes on | here |");
    }
}
