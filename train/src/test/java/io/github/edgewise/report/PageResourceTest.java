package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageResourceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"page.css", "figure.css", "inspector.css", "comparison.css", "figure.js",
                "inspector.js", "comparison.js", "page.js", "live.js", "live.css", "watch.css"})
    void a_file_can_stand_inside_a_page_and_loads_nothing(String name) {
        String text = PageResource.text(name);
        assertThat(text).isNotBlank().endsWith("\n");
        assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain("</", "<!--", "@import", "http:", "https:",
                "url(", "fetch(", "xmlhttprequest");
    }

    @Test
    void every_block_of_a_file_is_closed() {
        for (String name : new String[]{"page.css", "figure.css", "inspector.css", "comparison.css",
            "live.css", "watch.css"}) {
            String text = PageResource.text(name);
            assertThat(count(text, '{')).as(name).isEqualTo(count(text, '}')).isPositive();
        }
    }

    private static long count(String text, char one) { return text.chars().filter(c -> c == one).count(); }

    @Test
    void a_missing_file_is_named_with_what_to_do() {
        assertThatThrownBy(() -> PageResource.text("none.css")).isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the file none.css of package io.github.edgewise.report is missing; pack the jar of "
                                + "edgewise-train with its resources");
    }
}
