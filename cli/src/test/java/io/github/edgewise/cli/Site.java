package io.github.edgewise.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;

/// The Markdown pages as HTML that needs nothing else: links lead to HTML, and every file or folder of the
/// repository that a page links to has a page of its own. `README.md` becomes `index.html`.
final class Site {
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create(), HeadingAnchorExtension.create())).build();
    private static final Path START = Path.of("docs/README.md");
    private static final String PICTURES = ".*\\.(png|jpg|svg)";

    private final Path root = StructureTest.root();
    private final Path folder;
    private final Map<Path, MarkdownPage> pages = new LinkedHashMap<>();
    /// Files that pages link to, and those of folders that they link to.
    private final Deque<Path> waiting = new ArrayDeque<>();
    private final Set<Path> seen = new LinkedHashSet<>();

    private Site(Path folder) throws IOException {
        this.folder = folder;
        MarkdownPage.all().stream()
                .filter(page -> page.file().toString().endsWith(".md") && !page.file().startsWith(".github"))
                .forEach(page -> pages.put(page.file(), page));
    }

    /// Writes the site into a folder.
    static void write(Path folder) throws IOException {
        var site = new Site(folder);
        for (MarkdownPage page : site.pages.values()) site.page(page);
        while (!site.waiting.isEmpty()) site.other(site.waiting.remove());
        Files.copy(site.root.resolve("cli/src/test/resources/site.css"), site.place(Path.of("site.css")));
    }

    private void page(MarkdownPage page) throws IOException {
        MarkdownPage fresh = MarkdownPage.of(page.file(), page.text()); // its links are about to change
        fresh.each(Link.class, link -> link.setDestination(led(page.file(), link.getDestination())));
        fresh.each(Image.class, image -> led(page.file(), image.getDestination()));
        write(page.file(), page.title(), RENDERER.render(fresh.tree())
                .replace("<table>", "<div class=\"wide\"><table>").replace("</table>", "</table></div>"));
    }

    /// Where a link of a page leads on the site. A file that has no page yet is noted.
    private String led(Path page, String link) {
        if (link.startsWith("#") || link.matches("[a-z]+:.*")) return link;
        Path target = page.resolveSibling(URI.create(link).getPath()).normalize();
        if (!pages.containsKey(target) && seen.add(target)) waiting.add(target);
        String anchor = link.contains("#") ? link.substring(link.indexOf('#')) : "";
        return relative(page, html(target)) + anchor;
    }

    private void other(Path file) throws IOException {
        Path source = root.resolve(file);
        if (Files.isDirectory(source)) {
            try (Stream<Path> files = Files.list(source)) {
                String list = files.map(f -> file.resolve(f.getFileName())).sorted()
                        .map(f -> "<li><a href=\"" + led(file.resolve("index"), f.getFileName().toString())
                                + "\">" + f.getFileName() + "</a></li>")
                        .collect(Collectors.joining("\n"));
                write(file, file.toString(), "<h1>" + file + "</h1>\n<ul>\n" + list + "\n</ul>\n");
            }
        } else if (file.toString().matches(PICTURES)) {
            Files.copy(source, place(file));
        } else {
            write(file, file.getFileName().toString(),
                    "<h1>" + file + "</h1>\n<pre><code>" + escaped(text(source)) + "</code></pre>\n");
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException(file + " is linked from a page and is neither a picture nor text", e);
        }
    }

    private void write(Path file, String title, String content) throws IOException {
        Path html = html(file);
        Files.writeString(place(html), """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="%s">
                </head>
                <body>
                <main>
                %s</main>
                <nav>
                %s</nav>
                </body>
                </html>
                """.formatted(escaped(title), relative(file, Path.of("site.css")), content,
                navigation(file)));
    }

    /// The table of pages in `docs/README.md`, each with its own title.
    private String navigation(Path from) {
        MarkdownPage start = Optional.ofNullable(pages.get(START)).orElseThrow();
        var links = new StringBuilder();
        item(links, from, Path.of("README.md"));
        item(links, from, START);
        start.each(Node.class, node -> {
            if (node instanceof Heading heading && heading.getLevel() == 2)
                links.append("<h2>").append(escaped(MarkdownPage.textOf(heading))).append("</h2>\n");
            if (node instanceof Link link)
                item(links, from, START.resolveSibling(link.getDestination()).normalize());
        });
        return links.toString();
    }

    private void item(StringBuilder links, Path from, Path to) {
        String title = Optional.ofNullable(pages.get(to)).orElseThrow().title();
        links.append("<a href=\"").append(relative(from, html(to))).append('"')
                .append(from.equals(to) ? " aria-current=\"page\"" : "").append('>')
                .append(escaped(title)).append("</a>\n");
    }

    /// The file of the site for a file of the repository.
    private Path html(Path file) {
        String name = file.getFileName().toString();
        if (file.toString().matches(PICTURES) || name.equals("site.css")) return file;
        if (Files.isDirectory(root.resolve(file))) return file.resolve("index.html");
        if (name.equals("README.md")) return file.resolveSibling("index.html");
        return file.resolveSibling(name.endsWith(".md") ? name.replaceFirst("md$", "html") : name + ".html");
    }

    /// A file of the site as a link from the page of another file.
    private String relative(Path from, Path to) {
        Path folderOfPage = Optional.ofNullable(html(from).getParent()).orElse(Path.of(""));
        return folderOfPage.relativize(to).toString().replace('\\', '/');
    }

    private Path place(Path file) throws IOException {
        Path place = folder.resolve(file);
        Files.createDirectories(Optional.ofNullable(place.getParent()).orElseThrow());
        return place;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
