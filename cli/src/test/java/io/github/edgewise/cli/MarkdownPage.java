package io.github.edgewise.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/// A Markdown file of the repository, parsed.
///
/// @param file relative to the root
record MarkdownPage(Path file, String text, Node tree) {
    private static final Parser PARSER = Parser.builder().extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

    /// Folders that are built, written by users, or not of the project.
    private static final Set<String> SKIPPED = Set.of("target", "runs", "extensions", ".git", "node_modules");

    /// A heading and the anchor that it has on GitHub.
    record Section(int level, String title, String anchor) {}

    static MarkdownPage of(Path file, String text) {
        return new MarkdownPage(file, text, PARSER.parse(text));
    }

    private static MarkdownPage read(Path file) {
        try {
            return of(StructureTest.root().relativize(file), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every Markdown file of the repository, in order; built and hidden folders are left out.
    static List<MarkdownPage> all() throws IOException {
        Path root = StructureTest.root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".md") || f.endsWith("llms.txt"))
                    .filter(f -> Stream.of(root.relativize(f).toString().split("[/\\\\]", -1))
                            .noneMatch(SKIPPED::contains))
                    .sorted().map(MarkdownPage::read).toList();
        }
    }

    /// The file with `/` between folders on every system.
    String name() {
        return file.toString().replace('\\', '/');
    }

    /// The first heading; of a page without one, the name of the file.
    String title() {
        return sections().isEmpty() ? name() : sections().getFirst().title();
    }

    List<Section> sections() {
        var ids = IdGenerator.builder().build();
        var sections = new ArrayList<Section>();
        each(Heading.class, heading -> {
            String title = textOf(heading);
            sections.add(new Section(heading.getLevel(), title, ids.generateId(title)));
        });
        return sections;
    }

    Set<String> anchors() {
        var anchors = new LinkedHashSet<String>();
        sections().forEach(section -> anchors.add(section.anchor()));
        return anchors;
    }

    /// Where links and images lead, as written.
    List<String> links() {
        var links = new ArrayList<String>();
        each(Link.class, link -> links.add(link.getDestination()));
        each(Image.class, image -> links.add(image.getDestination()));
        return links;
    }

    /// Fenced blocks of no language, such as command lines.
    List<String> blocks() {
        var blocks = new ArrayList<String>();
        each(FencedCodeBlock.class, block -> {
            if (Objects.requireNonNullElse(block.getInfo(), "").isEmpty())
                blocks.add(Objects.requireNonNull(block.getLiteral()));
        });
        return blocks;
    }

    /// Code within lines of text.
    List<String> spans() {
        var spans = new ArrayList<String>();
        each(Code.class, code -> spans.add(code.getLiteral()));
        return spans;
    }

    static String textOf(Node node) {
        var text = new StringBuilder();
        each(node, Node.class, part -> {
            if (part instanceof Text words) text.append(words.getLiteral());
            if (part instanceof Code code) text.append(code.getLiteral());
        });
        return text.toString();
    }

    <T extends Node> void each(Class<T> type, Consumer<T> action) {
        each(tree, type, action);
    }

    private static <T extends Node> void each(Node root, Class<T> type, Consumer<T> action) {
        root.accept(new AbstractVisitor() {
            @Override
            protected void visitChildren(Node parent) {
                for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                    if (type.isInstance(child)) action.accept(type.cast(child));
                    visitChildren(child);
                }
            }
        });
    }
}
