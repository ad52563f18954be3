package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AboutTest {
    @TempDir
    private Path folder = Path.of("");

    private About read(String text) throws IOException {
        return About.read(Files.writeString(folder.resolve("about.yaml"), text), "first");
    }

    @Test
    void every_line_is_read() throws IOException {
        About about = read("""
                name: Vessels of the retina
                description: Vessels in photographs.
                authors: [Ada Example, Max Sample]
                licence: CC-BY-4.0
                licenceText: |
                  One line.
                  Another.
                cite:
                - {text: "Example et al., A paper", doi: 10.1000/1}
                - text: A book
                """);
        assertThat(about).isEqualTo(new About("Vessels of the retina", "Vessels in photographs.",
                List.of("Ada Example", "Max Sample"), "CC-BY-4.0", "One line.\nAnother.",
                List.of(new About.Citation("Example et al., A paper", "10.1000/1"),
                        new About.Citation("A book", ""))));
    }

    @Test
    void the_name_is_that_of_the_folder_if_none_is_given() throws IOException {
        assertThat(read("description: d").name()).isEqualTo("Edgewise model first");
        assertThat(About.folder("größe.1").name()).isEqualTo("Edgewise model gr--e-1");
        assertThat(About.folder("x".repeat(300)).name()).hasSize(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"nam: x | there is no \"nam\"; did you mean name?",
                "name: a/b:c | a name has 5 to 128 letters",
                "licence: CC-BY-4 | did you mean CC-BY-4.0?", "authors: Ada | \"authors\" is a list",
                "authors: [1] | \"authors\" is a text", "name: 5 | \"name\" is a text, not 5",
                "cite: [{doi: 10.1000/1}] | needs its text", "cite: [{text: t, doi: 11}] | \"doi\" is a text",
                "cite: [{text: t, doi: 11.1}] | \"doi\" is a text",
                "cite: [{text: t, doi: x}] | a DOI begins with 10.",
                "text | lines such as", "'name: [' | is not YAML"})
    void a_wrong_line_is_told_with_the_file(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class)
                .hasMessageContaining("about.yaml")
                .hasMessageContaining(message);
    }
}
