package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.spec.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run minimises: a loss, and in a second stage perhaps another.
///
/// As text: `generalizedDice then generalizedDice + 0.1*boundary:clipMm=20`, or with settings of the second
/// stage after the word: `dice then:share=0.3,rate=0.05 dice + boundary:clipMm=20`. The word stands between
/// spaces.
///
/// @param loss of the first stage, or of the whole run
/// @param then the second stage, if there is one
public record StagedLoss(Loss loss, Optional<LateStage> then) {
    private static final Pattern THEN = Pattern.compile("\\s+then(?::(\\S*))?(?=\\s|$)");
    private static final List<String> KEYS = List.of("share", "rate");
    private static final String FORM = "write two stages as 'LOSS then LOSS', or with settings as "
            + "'LOSS then:share=0.2,rate=0.1 LOSS'";

    /// A loss for the whole run.
    public StagedLoss(Loss loss) { this(loss, Optional.empty()); }

    /// The losses that the text describes.
    ///
    /// @throws InvalidInputException where a part is not a loss, there are more than two stages, or a setting
    ///     of the second stage is unknown or out of its range
    public static StagedLoss parse(String text) {
        Matcher then = THEN.matcher(text);
        if (!then.find()) return new StagedLoss(Losses.parse(text));
        String first = text.substring(0, then.start()).strip();
        String second = text.substring(then.end()).strip();
        String settings = Optional.ofNullable(then.group(1)).orElse("");
        if (first.isEmpty() || second.isEmpty()) {
            throw new InvalidInputException("\"" + text.strip() + "\" lacks the loss of a stage; " + FORM);
        }
        if (then.find()) {
            throw new InvalidInputException(
                    "\"" + text.strip() + "\" has more than two stages; leave out the others");
        }
        Loss loss = Losses.parse(first);
        return new StagedLoss(loss, Optional.of(with(new LateStage(Losses.parse(second)), settings)));
    }

    private static LateStage with(LateStage usual, String settings) {
        LateStage stage = usual;
        var seen = new HashSet<String>();
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(",", -1)) {
            String[] parts = setting.split("=", 2);
            String key = parts[0];
            if (!KEYS.contains(key)) {
                throw new InvalidInputException("a second stage has no setting \"" + key + "\""
                        + Spec.nearest(key, KEYS) + "; " + FORM);
            }
            if (!seen.add(key)) {
                throw new InvalidInputException("the second stage has " + key + " twice; leave one out");
            }
            double value = number(key, parts.length < 2 ? "" : parts[1]);
            stage = key.equals("share") ? stage.share(value) : stage.rate(value);
        }
        return stage;
    }

    private static double number(String key, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    key + " of the second stage is a number, not \"" + value + "\"; " + FORM, e);
        }
    }

    /// The text, from which [#parse] makes an equal value.
    public String text() {
        if (then.isEmpty()) return Losses.text(loss);
        LateStage late = then.get();
        var settings = new ArrayList<String>();
        if (late.share() != LateStage.USUAL_SHARE) settings.add("share=" + late.share());
        if (late.rate() != LateStage.USUAL_RATE) settings.add("rate=" + late.rate());
        return Losses.text(loss) + " then" + (settings.isEmpty() ? "" : ":" + String.join(",", settings))
                + " " + Losses.text(late.loss());
    }

    /// The loss of a stage.
    ///
    /// @param stage 1 or 2
    public Loss of(int stage) { return stage == 1 ? loss : then.orElseThrow().loss(); }

    /// The terms of all stages as one sum. It needs what any stage needs to know of the true classes, since a
    /// run prepares its cases and patches once; it is not a loss to minimise.
    ///
    /// @throws InvalidInputException where the stages need maps that one run cannot give, see [Loss#maps]
    public WeightedSum together() {
        var terms = new ArrayList<>(WeightedSum.of(loss).terms());
        then.ifPresent(late -> terms.addAll(WeightedSum.of(late.loss()).terms()));
        return new WeightedSum(terms);
    }
}
