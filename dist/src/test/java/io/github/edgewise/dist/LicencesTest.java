package io.github.edgewise.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicencesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.createDirectories(folder.resolve("known"));
        Files.writeString(folder.resolve("known/MIT.txt"), "as is");
        Files.writeString(folder.resolve("known/libraries.properties"),
                "quick-maths = MIT: MIT.txt\nquick-maths-natives = BSD; parts MIT: MIT.txt\n");
    }

    private void jar(String name, String... entries) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("lib").resolve(name)))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void write() throws IOException {
        Licences.write(folder.resolve("lib"), folder.resolve("known"), folder.resolve("out"));
    }

    @Test
    void every_library_is_listed_with_its_version_licence_and_texts() throws IOException {
        jar("quick-maths-1.2.0-3.4.jar", "META-INF/NOTICE", "LICENSE.md", "a/Licence.class", "a/b.txt");
        jar("quick-maths-1.2.0-3.4-linux-x86_64.jar", "a.so");
        jar("edgewise-core-0.1.0-SNAPSHOT.jar", "a.class");
        write();
        assertThat(folder.resolve("out/LIBRARIES.txt")).content()
                .containsPattern("quick-maths +1.2.0-3.4 +MIT\n")
                .contains("MIT.txt, quick-maths-NOTICE, quick-maths-LICENSE.md")
                .containsPattern("quick-maths-natives +1.2.0-3.4 +BSD; parts MIT\n")
                .doesNotContain("edgewise-core");
        assertThat(folder.resolve("out/quick-maths-LICENSE.md")).hasContent("LICENSE.md");
        assertThat(folder.resolve("out/MIT.txt")).hasContent("as is");
    }

    @Test
    void a_library_without_a_licence_is_refused() throws IOException {
        jar("surprise-2.0.jar", "LICENSE");
        assertThatThrownBy(this::write).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("licence of surprise");
    }
}
