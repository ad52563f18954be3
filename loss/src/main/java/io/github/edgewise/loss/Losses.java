package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.spec.Spec;
import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.Schedule;
import io.github.edgewise.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;

/// Losses as text: `generalizedDice + 0.01*boundary:classes=1+2`. Terms are joined by a plus with spaces
/// around it. A weight before `*` is a number or a schedule: `ramp:from=0.01,to=1*boundary`.
/// A loss around another one has it in brackets after its settings: `scnp:width=5(dice + crossEntropy)`. Any
/// record with exactly one component of type [Loss] is written so, also one of your own.
public final class Losses {
    private static final Spec<Loss> SPEC = new Spec<>(Loss.class, "Loss");

    private Losses() {}

    /// The names of all losses of this package, without those that wrap another one.
    public static List<String> names() { return SPEC.known(); }

    /// The names of all losses of this package that wrap another one: `scnp` of `scnp(LOSS)`.
    public static List<String> wrappers() { return SPEC.wrappers(); }

    /// The loss that the text describes. A sum of several terms is a [WeightedSum]. Sums inside of sums
    /// become one sum.
    ///
    /// @throws InvalidInputException where the text is not a loss; the message offers the nearest name
    public static Loss parse(String text) {
        var terms = new ArrayList<WeightedSum.Term>();
        for (String part : parts(text)) {
            int star = outside(part, '*');
            Schedule weight = star < 0 ? new Constant(1) : Schedules.parse(part.substring(0, star));
            terms.add(new WeightedSum.Term(weight, SPEC.parse(part.substring(star + 1), Losses::parse)));
        }
        boolean alone = terms.size() == 1 && terms.getFirst().weight().equals(new Constant(1));
        return alone ? terms.getFirst().loss() : new WeightedSum(terms);
    }

    /// The terms: what stands between pluses with spaces around them, outside of brackets.
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        String left = text.strip();
        int from = 0;
        int depth = 0;
        for (int i = 0; i < left.length(); i++) {
            char c = left.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            boolean joins = c == '+' && depth == 0 && i > 0 && Character.isWhitespace(left.charAt(i - 1))
                    && (i + 1 == left.length() || Character.isWhitespace(left.charAt(i + 1)));
            if (!joins) continue;
            parts.add(left.substring(from, i).strip());
            from = i + 1;
        }
        parts.add(left.substring(from).strip());
        return parts;
    }

    /// Where a letter first stands outside of brackets; -1 for nowhere.
    private static int outside(String text, char letter) {
        int bracket = text.indexOf('(');
        int at = text.indexOf(letter);
        return bracket >= 0 && bracket < at ? -1 : at;
    }

    /// The text of a loss.
    public static String text(Loss loss) {
        return switch (loss) {
            case WeightedSum(var terms) -> String.join(" + ", terms.stream().map(Losses::term).toList());
            default -> SPEC.text(loss, Losses::text);
        };
    }

    private static String term(WeightedSum.Term term) {
        String loss = text(term.loss());
        return term.weight().equals(new Constant(1)) ? loss : Schedules.text(term.weight()) + "*" + loss;
    }
}
