package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A loss that is compared with others.
///
/// @param name what tables and charts call it
/// @param loss with its schedules
public record NamedLoss(String name, Loss loss) {
    private static final Pattern NAMED = Pattern.compile("([^=*:]+?)\\s+=\\s+(.+)");
    private static final int LONGEST_FOLDER = 60;

    public NamedLoss {
        if (name.isBlank()) throw new InvalidInputException("a loss that is compared needs a name");
    }

    /// A loss as text, which is its name too: `generalizedDice + 0.01*boundary`; or with a name before an
    /// equals sign between spaces: `plain = generalizedDice`.
    public static NamedLoss parse(String text) {
        Matcher named = NAMED.matcher(text.strip());
        return named.matches()
                ? new NamedLoss(named.group(1), Losses.parse(named.group(2)))
                : new NamedLoss(text.strip(), Losses.parse(text));
    }

    /// The loss as text.
    public String spec() { return Losses.text(loss); }

    /// The name as a folder's: letters, digits, dots and hyphens.
    public String folder() {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("^[-.]+|[-.]+$", "");
        return plain.substring(0, Math.min(plain.length(), LONGEST_FOLDER));
    }
}
