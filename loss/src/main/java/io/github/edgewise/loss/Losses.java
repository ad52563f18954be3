package io.github.edgewise.loss;

import io.github.edgewise.spec.Spec;
import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.Schedule;
import io.github.edgewise.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;

/// Losses as text: `generalizedDice + 0.01*boundary:classes=1+2`. Terms are joined by a plus with spaces
/// around it. A weight before `*` is a number or a schedule: `ramp:from=0.01,to=1*boundary`.
public final class Losses {
    private static final Spec<Loss> SPEC = new Spec<>(Loss.class, "Loss");

    private Losses() {}

    /// The names of all losses of this package.
    public static List<String> names() { return SPEC.known(); }

    /// The loss that the text describes. A sum of several terms is a [WeightedSum].
    public static Loss parse(String text) {
        var terms = new ArrayList<WeightedSum.Term>();
        for (String part : text.strip().split("\\s+\\+\\s+", -1)) {
            int star = part.indexOf('*');
            Schedule weight = star < 0 ? new Constant(1) : Schedules.parse(part.substring(0, star));
            terms.add(new WeightedSum.Term(weight, SPEC.parse(part.substring(star + 1))));
        }
        boolean alone = terms.size() == 1 && terms.getFirst().weight().equals(new Constant(1));
        return alone ? terms.getFirst().loss() : new WeightedSum(terms);
    }

    /// The text of a loss.
    public static String text(Loss loss) {
        if (!(loss instanceof WeightedSum(var terms))) return SPEC.text(loss);
        return String.join(" + ", terms.stream().map(Losses::term).toList());
    }

    private static String term(WeightedSum.Term term) {
        String loss = SPEC.text(term.loss());
        return term.weight().equals(new Constant(1)) ? loss : Schedules.text(term.weight()) + "*" + loss;
    }
}
