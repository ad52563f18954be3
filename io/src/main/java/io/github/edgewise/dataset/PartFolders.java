package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A data set that is divided into folders already: `train/`, and `val/`, `test/` or both, each with images
/// and labels in one of the known layouts.
final class PartFolders {
    /// A part of a data set.
    enum Part {
        TRAIN("train", "train(ing)?"), VALIDATION("val", "val(id(ation)?)?"), TEST("test", "test(ing)?");

        private final String word;
        private final String folders;

        Part(String word, String folders) {
            this.word = word;
            this.folders = folders;
        }

        boolean isIn(Path folder) {
            return Layouts.name(folder).toLowerCase(Locale.ROOT).matches(folders);
        }
    }

    private PartFolders() {}

    /// The folders of the parts; empty where there are no training and other cases.
    static Map<Part, Path> in(Path folder) throws IOException {
        var found = new EnumMap<Part, Path>(Part.class);
        for (Path inner : Layouts.folders(folder)) {
            for (Part part : Part.values()) {
                if (part.isIn(inner) && Layouts.place(inner).isPresent()) {
                    Path other = found.put(part, inner);
                    if (other != null) {
                        throw new IOException(other + " and " + inner + " are the same part of a data set; "
                                + "rename one of them");
                    }
                }
            }
        }
        return found.containsKey(Part.TRAIN) && found.size() > 1 ? found : Map.of();
    }

    /// The cases of all parts in one list. Where two parts have a case of the same name, all names begin with
    /// that of their part. Without test cases the validation cases are scored.
    static Parts joined(Map<Part, List<Case>> read) {
        var names = new HashSet<String>();
        boolean isUnique = read.values().stream().flatMap(List::stream)
                .allMatch(one -> names.add(one.name()));
        var all = new ArrayList<Case>();
        var parts = new EnumMap<Part, Set<String>>(Part.class);
        read.forEach((part, cases) -> {
            List<Case> named = isUnique
                    ? cases
                    : cases.stream().map(c -> c.prefixed(part.word + "_")).toList();
            all.addAll(named);
            parts.put(part, named.stream().map(Case::name).collect(Collectors.toSet()));
        });
        Set<String> validation = parts.getOrDefault(Part.VALIDATION, Set.of());
        Set<String> test = parts.getOrDefault(Part.TEST, Set.of());
        return new Parts(all, new Division.Names(parts.getOrDefault(Part.TRAIN, Set.of()),
                test.isEmpty() ? Set.of() : validation, test.isEmpty() ? validation : test));
    }

    /// Cases, and which of them belong to which part.
    record Parts(List<Case> cases, Division.Names names) {
        Division division() { return new Division(List.of(names), Optional.empty()); }
    }
}
