package io.github.edgewise.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The identifiers of licences in the SPDX list, without those that are deprecated.
final class Licences {
    private static final List<String> ALL = read();

    private Licences() {}

    private static List<String> read() {
        try (InputStream in = Objects.requireNonNull(
                Licences.class.getResourceAsStream("spdx-licences.txt"), "the list of licences")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> all() { return ALL; }

    static boolean isKnown(String licence) { return ALL.contains(licence); }
}
