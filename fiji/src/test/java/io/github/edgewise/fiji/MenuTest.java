package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

class MenuTest {
    @Test
    void every_command_has_its_place_in_the_menu_and_runs_without_a_window() {
        try (var commands = new Commands()) {
            assertThat(commands.context().service(CommandService.class).getCommands().stream()
                    .filter(info -> info.getDelegateClassName().startsWith("io.github.edgewise.")))
                    .allMatch(CommandInfo::canRunHeadless)
                    .extracting(info -> info.getMenuPath().getMenuString())
                    .containsExactlyInAnyOrder("Plugins > Edgewise > Exact Distance Map",
                            "Plugins > Edgewise > Score against Reference",
                            "Plugins > Edgewise > Segment with Edgewise Model");
        }
    }
}
