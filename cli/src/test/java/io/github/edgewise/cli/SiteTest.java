package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Writes the documentation as a site into `cli/target/site` and checks that it is whole.
class SiteTest {
    private static final Path SITE = StructureTest.root().resolve("cli/target/site");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private static List<Path> htmlFiles() throws IOException {
        try (Stream<Path> files = Files.walk(SITE)) {
            return files.filter(f -> f.toString().endsWith(".html")).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /// Links of a page of the site that lead to no file, or to no element in it.
    private static List<String> broken(Path page) throws IOException {
        var broken = new ArrayList<String>();
        for (String link : LINK.matcher(Files.readString(page)).results().map(r -> r.group(1)).toList()) {
            URI uri = URI.create(link);
            if (uri.getScheme() != null) continue;
            Path target = uri.getPath().isEmpty() ? page : page.resolveSibling(uri.getPath()).normalize();
            boolean isThere = target.startsWith(SITE) && Files.isRegularFile(target);
            if (isThere && uri.getFragment() != null)
                isThere = Files.readString(target).contains(" id=\"" + uri.getFragment() + "\"");
            if (!isThere) broken.add(SITE.relativize(page) + ": " + link);
        }
        return broken;
    }

    @Test
    void the_documentation_becomes_a_site_without_broken_links() throws IOException {
        delete(SITE);
        Site.write(SITE);
        List<Path> pages = htmlFiles();
        assertThat(pages).hasSizeGreaterThan(80)
                .contains(SITE.resolve("index.html"), SITE.resolve("docs/index.html"),
                        SITE.resolve("docs/reference/losses.html"),
                        SITE.resolve("examples/OwnLoss.java.html"),
                        SITE.resolve("recipes/index.html"), SITE.resolve("LICENSE.html"));
        var broken = new ArrayList<String>();
        for (Path page : pages) broken.addAll(broken(page));
        assertThat(broken).isEmpty();
        assertThat(SITE.resolve("docs/images/demo.png"))
                .hasSameBinaryContentAs(StructureTest.root().resolve("docs/images/demo.png"));
        String losses = Files.readString(SITE.resolve("docs/reference/losses.html"));
        assertThat(losses).contains("<table>", "<h2 id=\"the-default-loss\">", "aria-current=\"page\"");
        assertThat(losses.replaceAll("(?s)<code>.*?</code>", "")).doesNotContain("](", "|---");
    }
}
