package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.train.LateStage;
import io.github.edgewise.train.StagedLoss;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A loss that is compared with others.
///
/// @param name what tables and charts call it
/// @param loss with its schedules; with a second stage, that of the first
/// @param then a second stage of its runs, if there is one
public record NamedLoss(String name, Loss loss, Optional<LateStage> then) {
    private static final Pattern NAMED = Pattern.compile("([^=*:]+?)\\s+=\\s+(.+)");
    private static final int LONGEST_FOLDER = 60;

    public NamedLoss {
        if (name.isBlank()) throw new InvalidInputException("a loss that is compared needs a name");
    }

    /// A loss for all epochs.
    public NamedLoss(String name, Loss loss) { this(name, loss, Optional.empty()); }

    /// The losses of the stages.
    public NamedLoss(String name, StagedLoss staged) { this(name, staged.loss(), staged.then()); }

    /// A loss as text, which is its name too: `generalizedDice + 0.01*boundary`; or with a name before an
    /// equals sign between spaces: `plain = generalizedDice`. Two stages are written as [StagedLoss] reads
    /// them.
    public static NamedLoss parse(String text) {
        Matcher named = NAMED.matcher(text.strip());
        return named.matches()
                ? new NamedLoss(named.group(1), StagedLoss.parse(named.group(2)))
                : new NamedLoss(text.strip(), StagedLoss.parse(text));
    }

    /// The losses of all stages.
    public StagedLoss staged() { return new StagedLoss(loss, then); }

    /// The loss as text, with its second stage.
    public String spec() { return staged().text(); }

    /// The name as a folder's: letters, digits, dots and hyphens.
    public String folder() {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("^[-.]+|[-.]+$", "");
        return plain.substring(0, Math.min(plain.length(), LONGEST_FOLDER));
    }
}
