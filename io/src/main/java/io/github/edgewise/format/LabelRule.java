package io.github.edgewise.format;

import io.github.edgewise.InvalidInputException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the values of a mask mean: the class of each stored value.
///
/// A value that lies within 0.001 of a whole number counts as that number. NaN and infinities are never
/// labels. Rules are equal where their texts are.
public final class LabelRule {
    /// Class indices as stored; but where a mask has no values other than 0 and 255, 255 is class 1. This is
    /// for a file alone. [io.github.edgewise.dataset.Dataset] and
    /// [io.github.edgewise.dataset.PairedMasks] decide once for all their files.
    public static final LabelRule AS_STORED = new LabelRule(Kind.AS_STORED, "stored", Double.NaN, Map.of());
    /// Class indices exactly as stored; 255 is class 255.
    public static final LabelRule EXACT = new LabelRule(Kind.EXACT, "exact", Double.NaN, Map.of());
    /// 0 is background, 255 is class 1; there are no other values.
    public static final LabelRule WHITE = new LabelRule(Kind.WHITE, "white", Double.NaN, Map.of());
    /// Every value except 0 is class 1.
    public static final LabelRule FOREGROUND = new LabelRule(Kind.FOREGROUND, "foreground", Double.NaN,
            Map.of());
    /// Value 1 is class 1; every other value is background.
    public static final LabelRule ONE = new LabelRule(Kind.ONE, "one", Double.NaN, Map.of());

    /// The texts that [#parse] understands, for messages.
    public static final String KNOWN = "stored, exact, foreground, threshold:T (T and above is class 1) or "
            + "map:VALUE=CLASS,... (every value but 0 is named)";
    static final int HIGHEST = 255;
    static final double NEARLY_WHOLE = 1e-3;
    private static final String THRESHOLD = "threshold:";
    private static final String MAP = "map:";

    private enum Kind {
        AS_STORED, EXACT, WHITE, FOREGROUND, ONE, THRESHOLD, MAP
    }

    private final Kind kind;
    private final String text;
    private final double threshold;
    private final Map<Integer, Integer> classes;

    private LabelRule(Kind kind, String text, double threshold, Map<Integer, Integer> classes) {
        this.kind = kind;
        this.text = text;
        this.threshold = threshold;
        this.classes = classes;
    }

    /// Values from `threshold` on are class 1, smaller ones background.
    ///
    /// @throws IllegalArgumentException where the threshold is not finite
    public static LabelRule threshold(double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new InvalidInputException("a threshold must be a finite number, not " + threshold);
        }
        String number = threshold == Math.rint(threshold) && Math.abs(threshold) < 1e15
                ? String.valueOf((long) threshold)
                : String.valueOf(threshold);
        return new LabelRule(Kind.THRESHOLD, THRESHOLD + number, threshold, Map.of());
    }

    /// The class of every stored value that occurs. 0 is background if it is not named.
    ///
    /// @throws IllegalArgumentException where a class is not from 0 to 255
    public static LabelRule map(Map<Integer, Integer> classes) {
        var sorted = new TreeMap<>(classes);
        sorted.forEach((value, label) -> {
            if (label < 0 || label > HIGHEST) {
                throw new InvalidInputException("a class must be from 0 to 255, but value " + value
                        + " is mapped to " + label);
            }
        });
        String pairs = sorted.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
        sorted.putIfAbsent(0, 0);
        return new LabelRule(Kind.MAP, MAP + pairs, Double.NaN, Map.copyOf(sorted));
    }

    /// The rule of a text: `stored`, `exact`, `foreground`, `one`, `white`, `threshold:128`, `map:1=1,2=0`.
    ///
    /// @throws IllegalArgumentException where it is none of these
    public static LabelRule parse(String text) {
        for (LabelRule rule : new LabelRule[]{AS_STORED, EXACT, WHITE, FOREGROUND, ONE}) {
            if (rule.text.equals(text)) return rule;
        }
        try {
            if (text.startsWith(THRESHOLD)) {
                return threshold(Double.parseDouble(text.substring(THRESHOLD.length())));
            }
            if (text.startsWith(MAP)) return map(pairs(text.substring(MAP.length())));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(notARule(text), e);
        }
        throw new InvalidInputException(notARule(text));
    }

    private static String notARule(String text) {
        return "labels are read as " + KNOWN + ", not as '" + text + "'";
    }

    private static Map<Integer, Integer> pairs(String text) {
        var pairs = new TreeMap<Integer, Integer>();
        for (String pair : text.split(",", -1)) {
            String[] sides = pair.split("=", -1);
            if (sides.length != 2) throw new InvalidInputException(notARule(MAP + text));
            int value = Integer.parseInt(sides[0].strip());
            if (pairs.put(value, Integer.parseInt(sides[1].strip())) != null) {
                throw new InvalidInputException("map: names the value " + value + " twice");
            }
        }
        return pairs;
    }

    /// The class of a stored value; -1 where the value has none.
    public int label(float value) {
        if (!Float.isFinite(value)) return -1;
        double whole = Math.rint(value);
        boolean isWhole = Math.abs(value - whole) <= NEARLY_WHOLE;
        if (kind == Kind.FOREGROUND) return isWhole && whole == 0 ? 0 : 1;
        if (kind == Kind.THRESHOLD) return (isWhole ? whole : value) >= (float) threshold ? 1 : 0;
        if (!isWhole) return -1;
        if (kind == Kind.MAP) return classes.getOrDefault((int) whole, -1);
        if (whole < 0 || whole > HIGHEST) return -1;
        if (kind == Kind.ONE) return whole == 1 ? 1 : 0;
        if (kind == Kind.WHITE) return whole == 0 ? 0 : whole == HIGHEST ? 1 : -1;
        return (int) whole;
    }

    /// Why a value has no class, as the end of a sentence about the value.
    String refusal(float value) {
        if (!Float.isFinite(value)) return value + ", which is never a label";
        if (kind == Kind.MAP) return value + ", which " + text + " does not name";
        if (kind == Kind.WHITE) return value + ", but the other masks hold 0 and 255 only";
        return value
                + "; is it an image, or does it need --labels-as foreground or --labels-as threshold:128?";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelRule that && text.equals(that.text);
    }

    @Override
    public int hashCode() { return text.hashCode(); }

    /// The text that [#parse] reads.
    @Override
    public String toString() { return text; }
}
