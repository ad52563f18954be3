package io.github.edgewise.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the page on DJL, which the tests of the other modules cannot compile.
class PageTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void the_example_of_the_page_compiles() throws IOException {
        Matcher example = Pattern.compile("```Java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/how-to/djl.md")));
        assertThat(example.find()).isTrue();
        String text = example.group(1);
        var source = new SimpleJavaFileObject(URI.create("string:///DjlExample.java"),
                SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) { return text; }
        };
        var messages = new StringWriter();
        List<String> options = List.of("--release", "21", "-d", folder.toString(), "-classpath",
                System.getProperty("java.class.path"), "-proc:none");
        assertThat(ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(source))
                .call()).as(() -> messages.toString()).isTrue();
    }
}
