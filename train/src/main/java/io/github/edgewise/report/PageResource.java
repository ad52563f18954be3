package io.github.edgewise.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The style sheets and scripts of the pages. They lie beside the classes of this package, so that they are
/// found in a folder, in a jar and in a module alike.
final class PageResource {
    private PageResource() {}

    /// The text of a file of this package, for example `page.css`. Callers keep it in a constant: it is read
    /// once.
    ///
    /// @throws IllegalStateException where the file is not there, as in a jar that was packed without it
    static String text(String name) {
        try (InputStream in = PageResource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of package "
                        + PageResource.class.getPackageName()
                        + " is missing; pack the jar of edgewise-train with its resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + name + " of the report pages could not be read", e);
        }
    }
}
