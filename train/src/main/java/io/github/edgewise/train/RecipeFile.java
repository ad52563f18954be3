package io.github.edgewise.train;

import io.github.edgewise.loss.Losses;
import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Recipes as YAML. A missing key keeps its default; an unknown key is an error that
/// names the nearest one.
///
/// A file may describe several runs to compare, with `losses`, a name and a spec each, `seeds` and `folds`:
/// then the recipe has the first loss, or `loss` if the file has this key too.
public final class RecipeFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final String LOSSES = "losses";
    /// The part of a file about several runs to compare.
    private static final List<String> COMPARISON = List.of(LOSSES, "seeds", "folds");

    private RecipeFile() {}

    /// A recipe with its network and loss as specs.
    private record Form(String network, String loss, Recipe.Length length, Images images,
            Recipe.Sampling sampling, Recipe.Optimisation optimisation, Recipe.Machine machine,
            boolean reference) {
        static Form of(Recipe r) {
            return new Form(Networks.text(r.network()), Losses.text(r.loss()), r.length(), r.images(),
                    r.sampling(), r.optimisation(), r.machine(), r.reference());
        }

        Recipe recipe() {
            return new Recipe(Networks.parse(network), Losses.parse(loss), length, images, sampling,
                    optimisation, machine, reference);
        }
    }

    /// The recipe as YAML, every setting written out.
    public static String text(Recipe recipe) {
        return "# every setting of this run; change and pass it to train --recipe\n"
                + YAML.writeValueAsString(Form.of(recipe)).replaceFirst("^---\\s*", "");
    }

    /// The recipe in a file, over the defaults.
    public static Recipe read(Path file) throws IOException {
        try {
            JsonNode given = YAML.readTree(Files.readString(file));
            ObjectNode merged = YAML.valueToTree(Form.of(new Recipe()));
            if (given.isObject()) {
                merge(merged, withoutComparison((ObjectNode) given), "");
            } else if (!given.isNull() && !given.isMissingNode()) {
                throw new IllegalArgumentException("a recipe is a list of settings such as `loss: dice`");
            }
            return YAML.treeToValue(merged, Form.class).recipe();
        } catch (JacksonException | IllegalArgumentException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
            String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("unreadable");
            throw new IOException("recipe " + file + ": " + first, e);
        }
    }

    /// The settings of one run: the first of several losses is its loss, unless it has one.
    private static ObjectNode withoutComparison(ObjectNode given) {
        ObjectNode one = given.deepCopy();
        JsonNode losses = one.get(LOSSES);
        if (losses == null) {
            COMPARISON.forEach(one::remove);
            return one;
        }
        if (!losses.isObject() || losses.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"losses\" names at least one loss, as in `losses: {plain: dice, "
                            + "with: dice + 0.01*boundary}`");
        }
        losses.properties().forEach(entry -> {
            if (!entry.getValue().isString()) {
                throw new IllegalArgumentException("loss \"" + entry.getKey() + "\" is a text such as dice");
            }
            Losses.parse(entry.getValue().asString());
        });
        if (!one.has("loss")) one.set("loss", losses.iterator().next());
        COMPARISON.forEach(one::remove);
        return one;
    }

    private static void merge(ObjectNode into, ObjectNode given, String path) {
        given.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode old = into.get(key);
            if (old == null) {
                throw new IllegalArgumentException("no setting \"" + path + key + "\"; there are " + path
                        + String.join(", " + path, into.propertyNames()));
            }
            if (entry.getValue().isNull()) {
                throw new IllegalArgumentException("no value for \"" + path + key + "\"");
            }
            if (old.isObject()) {
                if (!entry.getValue().isObject()) {
                    throw new IllegalArgumentException("setting \"" + path + key + "\" is a group of "
                            + String.join(", ", old.propertyNames()) + ", not " + entry.getValue());
                }
                merge((ObjectNode) old, (ObjectNode) entry.getValue(), path + key + ".");
            } else {
                into.set(key, entry.getValue());
            }
        });
    }
}
