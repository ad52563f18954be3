package io.github.edgewise.plan;

import io.github.edgewise.dataset.ObjectSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What our own measurements say about data like these: a loss that is worth comparing with a plain one, and
/// why. There is advice only where a page of results backs it; for all other data the plain loss is as good
/// as any.
///
/// @param reason what the data are like, and what was measured on such data
/// @param name of the loss in tables
/// @param loss as text
/// @param page the results, below `docs/`
public record Advice(String reason, String name, String loss, String page) {
    /// The loss that the others are compared with.
    public static final String PLAIN = "generalizedDice + crossEntropy";

    private static final int MANY = 3;
    private static final int SMALL = 100;
    private static final int CROWD = 10;

    /// The advice for a data set.
    ///
    /// @param classes every class but the background
    public static List<Advice> of(List<ObjectSummary> classes) {
        var advice = new ArrayList<Advice>();
        String small = named(classes, Advice::isManySmall);
        if (!small.isEmpty()) {
            advice.add(new Advice(small
                    + ": many small objects. On such phantoms, counting every object alike "
                    + "found 5 of 100 more, and 5 of 100 more of the predicted ones were invented: good where a "
                    + "missed object is worse than an invented one", "per component",
                    "perComponent(" + PLAIN + ")",
                    "results/tiny-lesions.md"));
        }
        String crowded = named(classes, Advice::isCrowded);
        if (!crowded.isEmpty()) {
            advice.add(new Advice(crowded
                    + ": many objects close together. On nuclei, a boundary loss at a gradient share of 30 % "
                    + "invented fewer objects (15 of 1,000 predicted ones) at equal Dice and borders, and missed "
                    + "2 of 1,000 more", "boundary",
                    PLAIN + " + balance:from=0.3,to=0.3*boundary:clipMm=20", "results/nuclei.md"));
        }
        String thin = named(classes, ObjectSummary::isThin);
        if (!thin.isEmpty()) {
            advice.add(new Advice(thin
                    + ": long and thin. On retinal vessels, the worst logit of every neighbourhood "
                    + "halved the number of wrong pieces and cost 0.04 of Dice: good where connections matter more "
                    + "than widths", "scnp", "scnp(" + PLAIN + ")",
                    "results/thin-vessels.md"));
        }
        return advice;
    }

    private static boolean isManySmall(ObjectSummary objects) {
        return objects.perCase() >= MANY && objects.voxels() < SMALL && !objects.isThin();
    }

    private static boolean isCrowded(ObjectSummary objects) {
        return objects.perCase() >= CROWD && objects.voxels() >= SMALL && !objects.isThin();
    }

    private static String named(List<ObjectSummary> classes, Predicate<ObjectSummary> which) {
        List<ObjectSummary> found = classes.stream().filter(which).toList();
        if (found.isEmpty()) return "";
        return (found.size() == 1 ? "class " : "classes ") + found.stream()
                .map(one -> String.valueOf(one.classIndex())).collect(Collectors.joining(", "));
    }

    /// The options of `edgewise compare` that compare the advised losses with the plain one.
    public static String options(List<Advice> advice) {
        return "--loss 'plain = " + PLAIN + "'" + advice.stream()
                .map(one -> " --loss '" + one.name() + " = " + one.loss() + "'")
                .collect(Collectors.joining());
    }
}
