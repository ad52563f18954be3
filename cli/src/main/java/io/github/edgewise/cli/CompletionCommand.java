package io.github.edgewise.cli;

import java.io.IOException;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `edgewise completion`: what makes a shell complete commands and options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that makes bash or zsh complete commands, options and files.",
        footer = {
            "", "Example, in ~/.bashrc or ~/.zshrc:", "  source <(edgewise completion bash)"})
final class CompletionCommand implements Subcommand {
    /// Both read the same script; it loads what zsh needs.
    private enum Shell {
        BASH, ZSH
    }

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.BASH;

    @Mixin
    private Results results = new Results();

    /// The script.
    private record Completion(String shell, String script) {}

    @Override
    public Integer call() throws IOException {
        String script = AutoComplete.bash("edgewise", Edgewise.parser());
        results.text(script);
        results.json(() -> new Completion(shell.name().toLowerCase(Locale.ROOT), script));
        return 0;
    }
}
