package io.github.edgewise.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cases whose names suggest that they are of one patient.
final class Patients {
    /// A name that ends with the number of a frame, slice, visit or side of a patient.
    private static final Pattern PART = Pattern.compile(
            "(.*?\\d.*?)[_.-](frame|slice|time|tp|t|visit|session|ses|scan|z|left|right|l|r)[_.-]?\\d*",
            Pattern.CASE_INSENSITIVE);

    private Patients() {}

    /// What to say where cases of different patients look like parts of one; nothing where none do.
    static Optional<String> looksLike(List<Case> cases) {
        var groups = new TreeMap<String, List<Case>>();
        for (Case one : cases) {
            Matcher part = PART.matcher(one.name());
            if (part.matches()) groups.computeIfAbsent(part.group(1), key -> new ArrayList<>()).add(one);
        }
        return groups.values().stream()
                .filter(group -> group.stream().map(Case::patient).distinct().count() > 1).findFirst()
                .map(group -> group.getFirst().name() + " and " + group.get(1).name()
                        + " look like one patient, but count as two; keep them in one part of a split with "
                        + "--group '(.*)[_.-]" + word(group.getFirst().name()) + "'");
    }

    private static String word(String name) {
        Matcher part = PART.matcher(name);
        return part.matches() ? part.group(2) : "";
    }

    /// The `--group` that keeps these cases in one part of a split; nothing where their names have no common
    /// beginning.
    static Optional<String> joining(List<String> names) {
        String common = names.getFirst();
        for (String name : names) {
            while (!name.startsWith(common)) common = common.substring(0, common.length() - 1);
        }
        if (!common.matches(".*\\w{2}.*")) return Optional.empty();
        return Optional.of("--group '(" + common.replaceAll("([^\\w -])", "\\\\$1") + "|.+)'");
    }
}
