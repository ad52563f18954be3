package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.net.Networks;
import io.github.edgewise.schedule.Schedules;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `edgewise help TOPIC` and `edgewise completion`.
class HelpTopicsTest {
    @TempDir
    private Path folder = Path.of("");

    private static String page(String topic) {
        String text = Ran.command("help", topic).well().out();
        Answer told = Answer.of(0, "help", topic);
        assertThat(told.text("/text")).isEqualTo(text);
        assertThat(told.text("/topic")).isEqualTo(topic);
        return text;
    }

    @Test
    void every_topic_is_a_page_that_fits_a_screen() {
        assertThat(HelpTopics.names()).contains("losses", "recipes", "layouts", "metrics", "exit-codes")
                .allSatisfy(topic -> assertThat(page(topic).lines()).hasSizeBetween(2, 45));
    }

    @Test
    void the_lists_have_all_names_with_their_settings() {
        assertThat(page("losses")).contains(Losses.names()).contains(Losses.wrappers())
                .contains("tversky               classes=all, delta=0.7");
        assertThat(page("schedules")).contains(Schedules.names()).contains("from=0.01, to=1.0");
        assertThat(page("networks")).contains(Networks.names());
        assertThat(page("metrics")).contains(Metrics.known().stream().map(m -> m.name()).toList())
                .containsPattern("hd95 +lower +mm");
    }

    @Test
    void the_recipe_of_the_page_can_be_read() throws IOException {
        String yaml = page("recipes").lines().filter(line -> line.startsWith("  "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n"));
        assertThat(yaml.lines()).hasSize(5);
        Recipe recipe = RecipeFile.read(Files.writeString(folder.resolve("r.yaml"), yaml));
        assertThat(recipe.length().epochs()).isEqualTo(100);
        assertThat(recipe.machine().threads()).isEqualTo(4);
    }

    @Test
    void a_command_is_explained_and_the_nearest_topic_is_named() {
        assertThat(page("train")).isEqualTo(Ran.command("train", "--help").out());
        assertThat(Ran.command("help").well().out()).contains("Topics: losses, ", "train", "mcp");
        Ran.command("help", "loses").failed(2, "no topic 'loses'; did you mean losses?; topics are losses, ");
    }

    @Test
    void completion_knows_every_command_and_option() {
        for (String shell : List.of("bash", "zsh")) {
            String script = Ran.command("completion", shell).well().out();
            assertThat(script).contains("--zero-level", "--split-seed", "complete -F")
                    .contains(Edgewise.parser().getSubcommands().keySet());
            assertThat(Answer.of(0, "completion", shell).text("/script")).isEqualTo(script);
        }
        Ran.command("completion", "fish").failed(2, "fish");
    }
}
