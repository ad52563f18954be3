package io.github.edgewise.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Collects the licences of the libraries in an archive: from the jars themselves, and from a folder for what
/// they lack.
///
/// That folder has a file `libraries.properties`. For each library it says the licence and the texts that
/// belong to it: `picocli = Apache-2.0: Apache-2.0.txt`. A library that is not named there stops the build.
final class Licences {
    /// The artifact and the version in the name of a jar; a platform may follow.
    private static final Pattern JAR = Pattern
            .compile("(.+?)-(\\d[\\w.]*(?:-\\d[\\w.]*|-SNAPSHOT)?)(-.+)?\\.jar");
    private static final Pattern TEXT = Pattern
            .compile("(?i)(META-INF/)?[^/]*(licen[cs]e|notice|copying)[^/]*");

    private Licences() {}

    /// Writes the texts and the list `LIBRARIES.txt` into a folder.
    static void write(Path jars, Path known, Path to) throws IOException {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(known.resolve("libraries.properties"))) {
            properties.load(in);
        }
        Files.createDirectories(to);
        var list = new StringBuilder(
                """
                        Libraries in this archive, their versions and licences. The last column names the texts, in this folder.
                        Java and its parts: runtime/legal. Edgewise: LICENSE and NOTICE, one folder up.

                        """);
        for (Path jar : jars(jars)) {
            Matcher name = JAR.matcher(jar.getFileName().toString());
            if (!name.matches()) throw new IllegalStateException("no version in the name of " + jar);
            String artifact = name.group(1) + (name.group(3) == null ? "" : "-natives");
            if (artifact.startsWith("edgewise-")) continue;
            String entry = properties.getProperty(artifact);
            if (entry == null) {
                throw new IllegalStateException("expected a licence of " + artifact + " in "
                        + known.resolve("libraries.properties") + ", found none; add it and its texts");
            }
            String licence = entry.replaceAll(": .*", "");
            var texts = new ArrayList<String>(List.of(entry.replaceFirst(".*?: ", "").split(" ", -1)));
            for (String text : texts)
                Files.writeString(to.resolve(text), Files.readString(known.resolve(text)));
            texts.addAll(fromJar(jar, artifact, to));
            list.append(
                    String.format(Locale.ROOT, "%-26s %-16s %s%n%27s%s%n", artifact, name.group(2), licence,
                            "", String.join(", ", texts)));
        }
        Files.writeString(to.resolve("LIBRARIES.txt"), list);
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /// Copies what a jar holds and returns the names of the copies.
    private static List<String> fromJar(Path jar, String artifact, Path to) throws IOException {
        var names = new ArrayList<String>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(e -> TEXT.matcher(e.getName()).matches()).toList()) {
                if (entry.isDirectory() || entry.getName().endsWith(".class")) continue;
                String name = artifact + "-" + Path.of(entry.getName()).getFileName();
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.write(to.resolve(name), in.readAllBytes());
                }
                names.add(name);
            }
        }
        return names;
    }
}
