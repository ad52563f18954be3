package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.StagedLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A comparison as YAML: a recipe, see [RecipeFile], with four more keys. `losses` are names and specs in
/// their order, `seeds` and `folds` their numbers, `post` is the post-processing as text, or `auto`.
public final class ComparisonPlanFile {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String AUTO = "auto";

    private ComparisonPlanFile() {}

    /// What a file says beside the recipe; each part may be left out.
    ///
    /// @param contenders none where the file has no `losses`
    public record Extra(List<NamedLoss> contenders, Optional<Integer> seeds, Optional<Integer> folds,
            Optional<String> post) {}

    /// What a file says beside the recipe.
    ///
    /// @throws IOException if it is not YAML, or a loss or a number is not valid
    public static Extra extra(Path file) throws IOException {
        RecipeFile.read(file); // names what is wrong, with its line
        try {
            JsonNode given = YAML.readTree(Files.readString(file));
            requireNoStage(given);
            var contenders = new ArrayList<NamedLoss>();
            for (Map.Entry<String, JsonNode> entry : given.path("losses").properties()) {
                contenders
                        .add(new NamedLoss(entry.getKey(), StagedLoss.parse(entry.getValue().asString(""))));
            }
            Optional<String> post = given.has("post")
                    ? Optional.of(given.path("post").asString(""))
                    : Optional.empty();
            post.ifPresent(ComparisonPlanFile::post);
            return new Extra(contenders, number(given, "seeds"), number(given, "folds"), post);
        } catch (JacksonException | InvalidInputException e) {
            throw new IOException("recipe " + file + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable"), e);
        }
    }

    /// A second stage for all losses would not be that of any of them.
    private static void requireNoStage(JsonNode given) {
        String loss = given.path("then").path("loss").asString("none");
        if (given.has("losses") && !loss.equals("none")) {
            throw new InvalidInputException(
                    "each of the losses has a second stage of its own or none; leave out "
                            + "\"then\" and write 'LOSS then " + loss + "' where a loss has one");
        }
    }

    private static Optional<Integer> number(JsonNode given, String key) {
        return given.has(key) ? Optional.of(given.path(key).asInt()) : Optional.empty();
    }

    /// The contest in a file that [#text] wrote.
    public static ComparisonPlan read(Path file) throws IOException {
        Extra extra = extra(file);
        return new ComparisonPlan(RecipeFile.read(file), extra.contenders(), extra.seeds().orElse(1),
                extra.folds().orElse(1)).post(post(extra.post().orElse(PostProcessing.NONE.text())));
    }

    /// The post-processing that a text describes; nothing for `auto`.
    ///
    /// @throws InvalidInputException where it describes none
    public static Optional<PostProcessing> post(String text) {
        return text.equals(AUTO) ? Optional.empty() : Optional.of(PostProcessing.parse(text));
    }

    /// The contest as YAML, every setting written out.
    public static String text(ComparisonPlan contest) {
        ObjectNode recipe = (ObjectNode) YAML.readTree(RecipeFile.text(contest.recipe()));
        recipe.remove("loss");
        recipe.remove("then");
        ObjectNode all = YAML.createObjectNode();
        ObjectNode losses = all.putObject("losses");
        contest.contenders().forEach(c -> losses.put(c.name(), c.spec()));
        all.put("seeds", contest.seeds()).put("folds", contest.folds())
                .put("post", contest.post().map(PostProcessing::text).orElse(AUTO)).setAll(recipe);
        return "# what is compared, and the recipe of all runs; pass it to compare --recipe\n"
                + YAML.writeValueAsString(all).replaceFirst("^---\\s*", "");
    }
}
