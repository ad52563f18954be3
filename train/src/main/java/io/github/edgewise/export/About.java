package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What people say about a model that they give away: no file of a run knows it. In YAML, every line may be
/// left out:
///
///     name: Vessels of the retina
///     description: Vessels in colour photographs of the retina.
///     authors: [Ada Example, Max Sample]
///     licence: CC-BY-4.0
///     licenceText: |
///       The whole text.
///     cite:
///     - {text: "Example et al., A paper", doi: 10.1000/1}
///
/// @param name 5 to 128 letters without accents, digits, blanks and `_+-()`
/// @param description at most 1024 letters; empty for one made from the classes
/// @param authors by their names; none if unknown
/// @param licence an identifier of the SPDX list, such as `CC-BY-4.0`; empty if none is given
/// @param licenceText the licence itself; empty to leave it out
/// @param cite what users of the model are asked to cite
public record About(String name, String description, List<String> authors, String licence,
        String licenceText, List<Citation> cite) {
    private static final int LONGEST_DESCRIPTION = 1024;
    private static final int LONGEST_NAME = 128;
    private static final String NAME = "[A-Za-z0-9_+\\- ()]{5,128}";
    private static final List<String> KEYS = List.of("name", "description", "authors", "licence",
            "licenceText", "cite");
    private static final YAMLMapper YAML = new YAMLMapper();

    /// Nothing but a name, which is made of the name of a folder: `Edgewise model first`.
    public static About folder(String folder) {
        String name = ("Edgewise model " + folder).replaceAll("[^A-Za-z0-9_+() -]", "-");
        return new About(name.substring(0, Math.min(LONGEST_NAME, name.length())), "", List.of(), "", "",
                List.of());
    }

    /// A paper.
    ///
    /// @param text authors and title
    /// @param doi such as `10.1000/1`; empty if it has none
    public record Citation(String text, String doi) {
        public Citation {
            if (text.isBlank()) throw new InvalidInputException("a citation needs its text");
            if (!doi.isEmpty() && !doi.matches("10\\.[0-9]{4}.+")) {
                throw new InvalidInputException("a DOI begins with 10. and four digits, but is " + doi);
            }
        }
    }

    public About {
        authors = List.copyOf(authors);
        cite = List.copyOf(cite);
        if (!isName(name)) {
            throw new InvalidInputException("a name has 5 to 128 letters without accents, digits, blanks and "
                    + "_+-(), but is \""
                    + name + "\"");
        }
        if (description.length() > LONGEST_DESCRIPTION) {
            throw new InvalidInputException("a description has at most " + LONGEST_DESCRIPTION
                    + " letters, but this one has " + description.length());
        }
        if (!licence.isEmpty() && !Licences.isKnown(licence)) {
            throw new InvalidInputException("a licence is an identifier of the SPDX list such as CC-BY-4.0, "
                    + "but is " + licence + Spec.nearest(licence, Licences.all()));
        }
    }

    /// True where a package may have this name.
    static boolean isName(String name) { return name.matches(NAME); }

    /// What a file says.
    ///
    /// @param folder whose name is used where the file says none, see [#folder]
    /// @throws IOException where the file cannot be read, is not YAML, or has an unknown line
    public static About read(Path file, String folder) throws IOException {
        String text = Files.readString(file);
        try {
            JsonNode all = YAML.readTree(text);
            if (!all.isObject()) throw new InvalidInputException("lines such as `name: ...` were expected");
            requireKeys(all, KEYS);
            var authors = new ArrayList<String>();
            for (JsonNode one : list(all, "authors")) {
                authors.add(text(one, "authors"));
            }
            var cite = new ArrayList<Citation>();
            for (JsonNode one : list(all, "cite")) {
                requireKeys(one, List.of("text", "doi"));
                cite.add(new Citation(text(one.path("text"), "text"), text(one.path("doi"), "doi")));
            }
            String name = text(all.path("name"), "name");
            return new About(name.isEmpty() ? folder(folder).name() : name,
                    text(all.path("description"), "description"),
                    authors, text(all.path("licence"), "licence"),
                    text(all.path("licenceText"), "licenceText"), cite);
        } catch (JacksonException e) {
            throw new IOException(file + " is not YAML: " + String.valueOf(e.getOriginalMessage()).lines()
                    .findFirst().orElse("it cannot be read"), e);
        } catch (InvalidInputException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void requireKeys(JsonNode node, List<String> known) {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw new InvalidInputException("there is no \"" + key + "\"" + Spec.nearest(key, known)
                        + "; there are " + String.join(", ", known));
            }
        }
    }

    private static List<JsonNode> list(JsonNode all, String key) {
        JsonNode list = all.path(key);
        if (list.isMissingNode() || list.isNull()) return List.of();
        if (!list.isArray()) throw new InvalidInputException("\"" + key + "\" is a list, not " + list);
        return List.copyOf(list.values());
    }

    private static String text(JsonNode node, String key) {
        if (node.isMissingNode() || node.isNull()) return "";
        if (!node.isString()) throw new InvalidInputException("\"" + key + "\" is a text, not " + node);
        return node.asString().strip();
    }
}
