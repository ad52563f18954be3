package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.net.Networks;
import io.github.edgewise.plan.Images;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Recipes as YAML. A missing key keeps its default. An unknown key, a key twice, and a value of another type
/// or outside of its range are errors that name the key and its line.
///
/// `then` is a group of three settings, see [LateStage], or `loss` itself names both stages, see
/// [StagedLoss].
///
/// A file may describe several runs to compare, with `losses`, a name and a spec each, `seeds`, `folds` and
/// `post`: then the recipe has the first loss, or `loss` if the file has this key too.
public final class RecipeFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String LOSSES = "losses";
    /// The numbers of a file about several runs to compare.
    private static final List<String> COUNTS = List.of("seeds", "folds");
    private static final String POST = "post";

    private RecipeFile() {}

    /// A recipe with its network and losses as specs.
    private record Form(String network, String loss, Then then, Recipe.Length length, Images images,
            Recipe.Sampling sampling, Recipe.Optimisation optimisation, Recipe.Machine machine,
            boolean reference) {
        static Form of(Recipe r) {
            return new Form(Networks.text(r.network()), Losses.text(r.loss()), Then.of(r.then()), r.length(),
                    r.images(), r.sampling(), r.optimisation(), r.machine(), r.reference());
        }

        Recipe recipe() {
            StagedLoss staged = StagedLoss.parse(loss);
            Optional<LateStage> late = then.stage();
            if (staged.then().isPresent() && late.isPresent()) {
                throw new InvalidInputException(
                        "\"loss\" and \"then\" both give a second stage; leave out one of them");
            }
            return new Recipe(Networks.parse(network), staged.loss(), staged.then().or(() -> late), length,
                    images, sampling, optimisation, machine, reference);
        }
    }

    /// A second stage with its loss as a spec; `none` for no second stage.
    private record Then(String loss, double share, double rate) {
        private static final String NONE = "none";

        private Then {
            LateStage.require(share, rate);
        }

        static Then of(Optional<LateStage> stage) {
            return stage.map(late -> new Then(Losses.text(late.loss()), late.share(), late.rate()))
                    .orElse(new Then(NONE, LateStage.USUAL_SHARE, LateStage.USUAL_RATE));
        }

        Optional<LateStage> stage() {
            return loss.equals(NONE)
                    ? Optional.empty()
                    : Optional.of(new LateStage(Losses.parse(loss), share, rate));
        }
    }

    /// The recipe as YAML, every setting written out.
    public static String text(Recipe recipe) {
        return "# every setting of this run; change and pass it to train --recipe\n"
                + YAML.writeValueAsString(Form.of(recipe)).replaceFirst("^---\\s*", "");
    }

    /// The recipe in a file, over the defaults.
    ///
    /// @throws IOException where it cannot be read, or is not a recipe: with the key and its line
    public static Recipe read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IOException("recipe " + file + " is not a text in UTF-8", e);
        } catch (InvalidInputException e) {
            throw new IOException("recipe " + file + ": " + firstLine(e), e);
        }
    }

    /// The recipe in a text, over the defaults.
    ///
    /// @throws InvalidInputException where the text is not a recipe, with the key and its line
    static Recipe parse(String text) {
        var settings = new YamlSettings(text);
        withoutComparison(settings);
        ObjectNode merged = defaults();
        settings.over(merged, Form.class);
        try {
            Recipe recipe = recipe(merged);
            if (recipe.then().isEmpty()) requireNoStage(settings);
            return recipe;
        } catch (InvalidInputException e) {
            for (YamlSettings.Given one : settings.given()) {
                Optional<InvalidInputException> wrong = wrong(one);
                if (wrong.isPresent()) throw settings.wrong(one.path(), firstLine(wrong.get()));
            }
            throw e; // settings that are wrong together
        }
    }

    /// Fails if settings of a second stage would have no effect because it has no loss.
    private static void requireNoStage(YamlSettings settings) {
        JsonNode usual = defaults().path("then");
        for (YamlSettings.Given one : settings.given()) {
            if (!one.path().startsWith("then.")) continue;
            if (one.value().equals(usual.path(one.path().substring("then.".length())))) continue;
            throw settings.wrong(one.path(), "there is no second stage; name its loss, as in "
                    + "`then: {loss: dice + 0.1*boundary, share: 0.2, rate: 0.1}`");
        }
    }

    private static ObjectNode defaults() { return YAML.valueToTree(Form.of(new Recipe())); }

    private static Recipe recipe(ObjectNode settings) {
        try {
            return YAML.treeToValue(settings, Form.class).recipe();
        } catch (JacksonException e) {
            if (e.getCause() instanceof InvalidInputException wrong) throw wrong;
            throw new InvalidInputException(String.valueOf(e.getOriginalMessage()), e);
        }
    }

    /// What is wrong with a setting over the defaults; empty if nothing is.
    private static Optional<InvalidInputException> wrong(YamlSettings.Given one) {
        ObjectNode settings = defaults();
        ObjectNode group = settings;
        String[] keys = one.path().split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            group = (ObjectNode) group.path(keys[i]);
        }
        group.set(keys[keys.length - 1], one.value());
        try {
            recipe(settings);
            return Optional.empty();
        } catch (InvalidInputException e) {
            return Optional.of(e);
        }
    }

    /// The settings of one run: the first of several losses is its loss, unless it has one.
    private static void withoutComparison(YamlSettings settings) {
        ObjectNode root = settings.root();
        for (String count : COUNTS) {
            JsonNode number = root.get(count);
            if (number != null && !(number.isInt() && number.asInt() > 0)) {
                throw settings.wrong(count, "\"" + count + "\" is a whole number from 1 up, not " + number);
            }
        }
        JsonNode losses = root.get(LOSSES);
        JsonNode post = root.get(POST);
        if (post != null && !post.isString()) {
            throw settings.wrong(POST, "\"post\" is a text such as none, auto or smallest=10, not " + post);
        }
        root.remove(COUNTS);
        root.remove(POST);
        root.remove(LOSSES);
        if (losses == null) return;
        if (!losses.isObject() || losses.isEmpty()) {
            throw settings.wrong(LOSSES, "\"losses\" names at least one loss, as in `losses: {plain: dice, "
                    + "with: dice + 0.01*boundary}`");
        }
        losses.properties().forEach(entry -> {
            String path = LOSSES + "." + entry.getKey();
            if (!entry.getValue().isString()) {
                throw settings.wrong(path, "loss \"" + entry.getKey() + "\" is a text such as dice");
            }
            try {
                StagedLoss.parse(entry.getValue().asString());
            } catch (InvalidInputException e) {
                throw settings.wrong(path, firstLine(e));
            }
        });
        if (!root.has("loss")) root.set("loss", losses.iterator().next());
    }

    /// All settings: their keys joined by dots.
    static List<String> paths() {
        var paths = new ArrayList<String>();
        paths(defaults(), "", paths);
        return paths;
    }

    private static void paths(ObjectNode group, String before, List<String> paths) {
        group.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode inner)
                paths(inner, before + entry.getKey() + ".", paths);
            else
                paths.add(before + entry.getKey());
        });
    }

    /// Fails if a recipe is not the same after it was written and read: its run could not be repeated or
    /// resumed.
    ///
    /// @throws InvalidInputException naming the part that changes
    static void requireReadable(Recipe recipe) {
        if (survives(recipe)) return;
        Recipe usual = new Recipe();
        String part = !survives(usual.with(recipe.staged()))
                ? "the loss " + recipe.staged().text()
                : !survives(usual.with(recipe.network()))
                        ? "the network " + Networks.text(recipe.network())
                        : "the recipe";
        throw new InvalidInputException(part
                + " is not the same after it was written as text and read back, so the "
                + "run could not be resumed; make it a record whose components are numbers, true or false, "
                + "texts without commas, enums or lists of whole numbers");
    }

    private static boolean survives(Recipe recipe) {
        try {
            return parse(text(recipe)).equals(recipe);
        } catch (InvalidInputException e) {
            return false;
        }
    }

    private static String firstLine(InvalidInputException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
