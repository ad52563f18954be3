package io.github.edgewise.plan;

import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.dataset.ObjectSummary;
import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Spacing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A data set's fingerprint and the plan that follows from it, as text for a person.
public final class PlanText {
    private static final int WIDTH = 12;

    private PlanText() {}

    /// The fingerprint of the data and the plan of training, one line per fact.
    public static String of(Fingerprint f) { return of(f, List.of()); }

    /// The same with the objects of every class and what loss they suggest.
    public static String of(Fingerprint f, List<ObjectSummary> objects) {
        var text = new StringBuilder();
        line(text, "channels", "%d", f.channels());
        line(text, "classes", "%d", f.classes());
        line(text, "shape", "%s, the median (z, y, x)", f.median());
        LengthUnit unit = LengthUnit.of(f.spacing(), f.axes());
        line(text, "spacing", "%s %s, the median (z, y, x)%s", unit.spacing(f.spacing()), unit.symbol(),
                f.spacing(0).equals(f.spacing(1))
                        ? ""
                        : "; from " + unit.spacing(f.spacing(0)) + " to " + unit.spacing(f.spacing(1)));
        line(text, "foreground", "%.3f %%", 100 * f.foreground());
        for (int k = 1; k < f.classes(); k++) {
            line(text, "class " + k, "%.3f %%, in %d of %d cases", 100 * f.share(k), f.casesWith(k),
                    f.cases().size());
            int number = k;
            objects.stream().filter(one -> one.classIndex() == number && one.cases() > 0)
                    .forEach(one -> line(text, "  objects", "%s", objects(one, f.axes())));
        }
        plan(text, Plan.of(f, Slices.AUTO, 0));
        return text.toString();
    }

    /// The objects of a class in words.
    public static String objects(ObjectSummary one, int axes) {
        return String.format(Locale.ROOT,
                "%.0f in a case, of %.0f %s (medians)%s; %.0f %% of the %s have none",
                one.perCase(), one.voxels(), axes == 2 ? "pixels" : "voxels",
                one.isThin() ? ", long and thin" : "", 100 * one.emptySlices(),
                axes == 2 ? "images" : "slices");
    }

    private static void plan(StringBuilder text, Plan plan) {
        line(text, "plan", "patches of %s, %d per step%s", plan.patch(), plan.batch(),
                plan.slicesVolumes() ? ", slices of volumes" : "");
        facts(plan).forEach((name, value) -> line(text, "  " + name, "%s", value));
    }

    /// The settings of a plan except patches, by name.
    public static Map<String, String> facts(Plan plan) {
        Preparation p = plan.preparation();
        var facts = new LinkedHashMap<String, String>();
        if (!plan.classNames().isEmpty()) facts.put("names", classNames(plan.classNames()));
        facts.put("spacing", switch (p.resampling()) {
            case NONE -> p.size() == 0 ? "unchanged" : "slices resized to " + p.size() + " x " + p.size();
            case IN_PLANE -> "rows and columns resampled to " + text(p.spacing(), plan.patch().axes());
            case ALL -> "resampled to " + text(p.spacing(), plan.patch().axes());
        });
        if (!p.orientation().isEmpty()) {
            facts.put("orientation", p.orientation() + ", to which volumes with another one are brought");
        }
        facts.put("crop", p.crops() ? "to non-zero voxels" : "none");
        facts.put("intensity",
                p.channels().stream().map(PlanText::text).distinct().collect(Collectors.joining("; ")));
        facts.put("mirrors", mirrors(plan));
        facts.put("lengths", plan.lengths().toString());
        facts.put("network", plan.levels().size() + " levels: strides "
                + each(plan.levels().stream().map(Level::stride).toList()) + ", kernels "
                + each(plan.levels().stream().map(Level::kernel).toList()));
        return facts;
    }

    private static String classNames(List<String> names) {
        return IntStream.range(1, names.size()).mapToObj(k -> k + " " + names.get(k))
                .collect(Collectors.joining(", "));
    }

    private static String mirrors(Plan plan) {
        List<String> axes = plan.mirrors().axes().stream().filter(a -> a > 0 || plan.patch().axes() == 3)
                .map(a -> List.of("z", "y", "x").get(a)).toList();
        return (axes.isEmpty() ? "none" : String.join(", ", axes))
                + (plan.mirrors().turns() ? ", and quarter turns" : "");
    }

    private static String text(Normalisation n) {
        return switch (n.of()) {
            case IMAGE -> "mean 0, deviation 1 in every image";
            case NONZERO -> "mean 0, deviation 1 in every image, without zeros";
            case RANGE -> "0 to 1 in every image";
            case DATA_SET -> String.format(Locale.ROOT, "clipped to %.4g to %.4g, mean %.4g, deviation %.4g",
                    n.low(), n.high(), n.mean(), n.deviation());
        };
    }

    private static String each(List<?> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String text(Spacing w, int axes) {
        LengthUnit unit = LengthUnit.of(w, axes);
        return unit.spacing(w) + " " + unit.symbol();
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        String padded = name.length() < WIDTH ? name : name + " ";
        text.append(String.format(Locale.ROOT, "%-" + WIDTH + "s" + format + "%n", withName(padded, values)));
    }

    private static Object[] withName(String name, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
