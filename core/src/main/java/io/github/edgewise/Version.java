package io.github.edgewise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version of Edgewise, which its build writes here.
public final class Version {
    private Version() {}

    /// For example `0.1.0`, or `0.1.0-SNAPSHOT` between releases.
    public static String current() {
        var properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
