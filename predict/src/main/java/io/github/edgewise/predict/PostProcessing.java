package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.spec.Spec;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How the label map of an image is made from probabilities and cleaned, with a [Rule] for each class.
///
/// The steps, each for all classes before the next one begins:
///
/// 1. **Threshold.** The foreground probability of a voxel is `1 - p(background)`, and its class is the most
///    probable one except the background. If that class has a threshold, the voxel has the class where the
///    foreground probability is above it, otherwise it is background. In a task of two classes, a threshold
///    of 0.5 gives the most probable class. A class without a threshold needs a higher probability than the
///    background.
/// 2. **Smallest component.** Components ([Components.Connectivity#FULL]) below this volume become
///    background.
/// 3. **Largest component.** All other components of the class become background; the first of equally large
///    ones stays.
/// 4. **Holes.** Background that is enclosed by the class takes it, see [Rule#fill].
///
/// Volumes are those on the image's own grid. Without any rule, the label map is the most probable class of
/// every voxel, bit for bit.
///
/// @param rules by class; those of [#EVERY] are for all classes without rules of their own
public record PostProcessing(Map<Integer, Rule> rules) {
    /// The key of the rules for every other class.
    public static final int EVERY = 0;

    /// The most probable class of every voxel, as it is.
    public static final PostProcessing NONE = new PostProcessing(Map.of());

    private static final String NOTHING = "none";
    private static final String FORM = "; write for example smallest=10,largest,threshold=0.4,fill, and the "
            + "class before it where rules differ: 1:smallest=10;2:largest";

    /// What happens to one class.
    ///
    /// @param smallest volume of the smallest component that stays, in mm^3 (in 2-D, in mm^2); 0 for all
    /// @param largest whether only the largest component stays
    /// @param threshold that the foreground probability must exceed, between 0 and 1
    /// @param fill whether holes are filled: background voxels that no path through face neighbours outside
    ///     of the class connects with the edge of the image. Axes of one voxel have no edge
    public record Rule(double smallest, boolean largest, Optional<Double> threshold, boolean fill) {
        /// Nothing happens.
        public static final Rule NONE = new Rule(0, false, Optional.empty(), false);

        public Rule {
            if (!(smallest >= 0) || Double.isInfinite(smallest)) {
                throw new InvalidInputException(
                        "smallest must be a volume in mm^3 from 0 up, but is " + smallest);
            }
            if (threshold.isPresent() && !(threshold.get() > 0 && threshold.get() < 1)) {
                throw new InvalidInputException(
                        "threshold must be a probability between 0 and 1, but is " + threshold.get());
            }
        }

        /// The same with another smallest component.
        public Rule smallest(double volume) { return new Rule(volume, largest, threshold, fill); }

        /// The same with or without the choice of the largest component.
        public Rule largest(boolean only) { return new Rule(smallest, only, threshold, fill); }

        /// The same with a threshold.
        public Rule threshold(double probability) {
            return new Rule(smallest, largest, Optional.of(probability), fill);
        }

        /// The same with or without filled holes.
        public Rule fill(boolean holes) { return new Rule(smallest, largest, threshold, holes); }

        /// The rule as text, such as `smallest=10,largest,threshold=0.4,fill`; `none` where nothing happens.
        public String text() {
            var parts = new ArrayList<String>();
            if (smallest > 0) parts.add("smallest=" + number(smallest));
            if (largest) parts.add("largest");
            threshold.ifPresent(t -> parts.add("threshold=" + number(t)));
            if (fill) parts.add("fill");
            return parts.isEmpty() ? NOTHING : String.join(",", parts);
        }

        private static String number(double value) {
            return value == Math.rint(value) && value < 1e15
                    ? String.valueOf((long) value)
                    : String.valueOf(value);
        }

        static Rule parse(String text) {
            Rule rule = NONE;
            var seen = new ArrayList<String>();
            for (String part : text.split(",", -1)) {
                String[] words = part.strip().split("=", 2);
                String key = words[0].strip();
                if (seen.contains(key)) {
                    throw new InvalidInputException(
                            "\"" + text + "\" has \"" + key + "\" twice; leave one out");
                }
                seen.add(key);
                rule = rule.with(key, words.length == 1 ? Optional.empty() : Optional.of(words[1].strip()));
            }
            return rule;
        }

        private Rule with(String key, Optional<String> value) {
            return switch (key) {
                case "smallest" -> smallest(number(key, value));
                case "threshold" -> threshold(number(key, value));
                case "largest" -> largest(truth(key, value));
                case "fill" -> fill(truth(key, value));
                case NOTHING -> this;
                default -> throw new InvalidInputException("post-processing has no step \"" + key + "\""
                        + Spec.nearest(key, List.of("smallest", "largest", "threshold", "fill")) + FORM);
            };
        }

        private static boolean truth(String key, Optional<String> value) {
            String text = value.orElse("true");
            if (text.equals("true") || text.equals("false")) return text.equals("true");
            throw new InvalidInputException(key + " takes no value, but got \"" + text + "\"" + FORM);
        }

        private static double number(String key, Optional<String> value) {
            try {
                return Double.parseDouble(value.orElse(""));
            } catch (NumberFormatException e) {
                throw new InvalidInputException(
                        key + " must be a number, but is \"" + value.orElse("") + "\"" + FORM, e);
            }
        }
    }

    public PostProcessing {
        var sorted = new TreeMap<Integer, Rule>();
        boolean isForEvery = rules.containsKey(EVERY);
        rules.forEach((classIndex, rule) -> {
            if (classIndex < 0 || classIndex > 255) {
                throw new InvalidInputException(
                        "rules are for classes 1 to 255, not for class " + classIndex);
            }
            // a rule without effect counts where it is an exception from those of every class
            if (!rule.equals(Rule.NONE) || (classIndex != EVERY && isForEvery)) {
                sorted.put(classIndex, rule);
            }
        });
        rules = Collections.unmodifiableMap(sorted);
    }

    /// The rules in a text: for every class `smallest=10,largest,threshold=0.4,fill`, or for some
    /// `1:smallest=10;2:largest,fill`, or `none`.
    ///
    /// @throws InvalidInputException where a step is unknown, a value impossible, or something is given twice
    public static PostProcessing parse(String text) {
        var rules = new TreeMap<Integer, Rule>();
        for (String part : text.strip().split(";", -1)) {
            int colon = part.indexOf(':');
            int classIndex = colon < 0 ? EVERY : classIndex(part.substring(0, colon).strip());
            if (rules.put(classIndex, Rule.parse(part.substring(colon + 1).strip())) != null) {
                throw new InvalidInputException("\"" + text + "\" has rules for "
                        + (classIndex == EVERY ? "every class" : "class " + classIndex)
                        + " twice; join them by a comma");
            }
        }
        return new PostProcessing(rules);
    }

    private static int classIndex(String text) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) == EVERY) {
            throw new InvalidInputException(
                    "before the colon a class from 1 to 255 was expected, but it is \"" + text + "\"" + FORM);
        }
        return Integer.parseInt(text);
    }

    /// The text from which [#parse] makes equal rules.
    public String text() {
        if (rules.isEmpty()) return NOTHING;
        return String.join(";", rules.entrySet().stream()
                .map(e -> (e.getKey() == EVERY ? "" : e.getKey() + ":") + e.getValue().text()).toList());
    }

    /// True where label maps stay as they are.
    public boolean isNone() { return rules.isEmpty(); }

    /// Fails if there are rules for a class that a task does not have: most likely a slip, which would go
    /// unnoticed.
    ///
    /// @param classes of the task, with the background
    public void requireClasses(int classes) {
        rules.keySet().stream().filter(k -> k >= classes).findFirst().ifPresent(k -> {
            throw new InvalidInputException("post-processing \"" + text() + "\" is for class " + k
                    + ", but the classes are 1 to " + (classes - 1) + "; leave it out or correct the number");
        });
    }

    /// The rule of a class.
    public Rule rule(int classIndex) {
        Rule every = rules.getOrDefault(EVERY, Rule.NONE);
        return rules.getOrDefault(classIndex, every);
    }

    /// The same with another rule for a class.
    public PostProcessing with(int classIndex, Rule rule) {
        var changed = new TreeMap<>(rules);
        changed.put(classIndex, rule);
        return new PostProcessing(changed);
    }

    /// The label map of probabilities, shape `[K, D, H, W]`, on their grid.
    public LabelMap of(Volume probabilities) {
        return cleaned(decided(probabilities.grid(), probabilities.channels(), probabilities.values()));
    }

    /// The first step alone.
    ///
    /// @param probabilities class after class, one value per voxel
    LabelMap decided(Grid grid, int classes, float[] probabilities) {
        double[] thresholds = new double[classes];
        boolean isPlain = true;
        for (int k = 1; k < classes; k++) {
            thresholds[k] = rule(k).threshold().orElse(Double.NaN);
            isPlain &= Double.isNaN(thresholds[k]);
        }
        if (isPlain) return LabelMap.mostProbable(grid, classes, probabilities, 0);
        int voxels = grid.voxels();
        byte[] labels = new byte[voxels];
        for (int i = 0; i < voxels; i++) {
            int best = mostProbable(probabilities, classes, voxels, i);
            double threshold = thresholds[best];
            boolean is = Double.isNaN(threshold)
                    ? probabilities[best * voxels + i] > probabilities[i]
                    : isAbove(threshold, foreground(probabilities, classes, voxels, i), probabilities[i]);
            labels[i] = is ? (byte) best : 0;
        }
        return new LabelMap(grid, classes, labels);
    }

    /// The most probable class of a voxel except the background; the lowest of equally probable ones.
    static int mostProbable(float[] probabilities, int classes, int voxels, int voxel) {
        int best = 1;
        for (int k = 2; k < classes; k++) {
            if (probabilities[k * voxels + voxel] > probabilities[best * voxels + voxel]) best = k;
        }
        return best;
    }

    /// The sum of the probabilities of a voxel except that of the background.
    static double foreground(float[] probabilities, int classes, int voxels, int voxel) {
        double sum = 0;
        for (int k = 1; k < classes; k++) {
            sum += probabilities[k * voxels + voxel];
        }
        return sum;
    }

    /// True where the foreground's share is above the threshold. Rounded probabilities need not add up to 1,
    /// so they are related to their sum: at 0.5 this is exactly `foreground > background`.
    static boolean isAbove(double threshold, double foreground, double background) {
        return foreground > threshold * (foreground + background);
    }

    /// The steps after the threshold: components and holes. The map itself if nothing changes.
    ///
    /// @param labels any label map; not changed
    public LabelMap cleaned(LabelMap labels) {
        byte[] kept = labels.labels();
        boolean isCopy = false;
        for (int k = 1; k < labels.classes(); k++) {
            Optional<byte[]> rest = removed(labels, k);
            if (rest.isEmpty()) continue;
            if (!isCopy) kept = kept.clone();
            isCopy = true;
            for (int i = 0; i < kept.length; i++) {
                if (rest.get()[i] == 1) kept[i] = 0;
            }
        }
        for (int k = 1; k < labels.classes(); k++) {
            if (!rule(k).fill()) continue;
            if (!isCopy) kept = kept.clone();
            isCopy = true;
            Holes.fill(kept, labels.grid().shape(), (byte) k);
        }
        return isCopy ? new LabelMap(labels.grid(), labels.classes(), kept) : labels;
    }

    /// The voxels of a class that become background; nothing where there are none.
    private Optional<byte[]> removed(LabelMap labels, int classIndex) {
        Rule rule = rule(classIndex);
        if (rule.smallest() == 0 && !rule.largest()) return Optional.empty();
        Components components = Components.of(labels, classIndex);
        int[] sizes = components.sizes();
        double least = rule.smallest() / voxelVolume(labels.grid()) - 1e-6; // volumes are rounded
        int most = 0;
        for (int size : sizes) {
            most = Math.max(most, size);
        }
        boolean[] stays = new boolean[sizes.length];
        boolean hasLargest = false;
        boolean isWhole = true;
        for (int i = 0; i < sizes.length; i++) {
            stays[i] = sizes[i] >= least && (!rule.largest() || (sizes[i] == most && !hasLargest));
            hasLargest |= stays[i];
            isWhole &= stays[i];
        }
        return isWhole ? Optional.empty() : Optional.of(components.mask(number -> !stays[number - 1]));
    }

    /// The volume of a voxel in mm^3; in 2-D its area in mm^2.
    public static double voxelVolume(Grid grid) {
        Spacing w = grid.spacing();
        return w.y() * w.x() * (grid.shape().axes() == 3 ? w.z() : 1);
    }

    @Override
    public String toString() { return text(); }
}
