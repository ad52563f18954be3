package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The challenge on white matter hyperintensities (Kuijf et al., IEEE TMI 2019). Each subject has the
/// pre-processed images `pre/FLAIR.nii.gz` and `pre/T1.nii.gz`, and the mask `wmh.nii.gz`. Subjects are in
/// folders of sites, in Amsterdam with one more level for the scanner. `orig/` is left out.
///
/// Label 2, other pathology, counts as background, except if every value is asked for. Cases are named
/// `Utrecht_0` or `Amsterdam_GE3T_100`.
final class Wmh implements Layout {
    private static final int DEEPEST = 3;
    private static final List<String> CHANNELS = List.of("FLAIR", "T1");

    @Override
    public String known() { return "SITE/SUBJECT/pre/FLAIR.nii.gz of the WMH challenge"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        return Layouts.root(folder, f -> !subjects(f, DEEPEST, true).isEmpty());
    }

    /// @param one whether the first subject is enough
    private static List<Path> subjects(Path folder, int deep, boolean one) throws IOException {
        var found = new ArrayList<Path>();
        for (Path inner : deep == 0 ? List.<Path>of() : Layouts.folders(folder)) {
            if (one && !found.isEmpty()) break;
            if (Layouts.files(inner.resolve("pre")).containsKey(CHANNELS.getFirst())) found.add(inner);
            else found.addAll(subjects(inner, deep - 1, one));
        }
        return found;
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        List<String> channels = wanted.of(CHANNELS);
        LabelRule rule = wanted.rule().equals(LabelRule.AS_STORED) ? LabelRule.ONE : wanted.rule();
        var cases = new ArrayList<Case>();
        for (Path subject : subjects(root, DEEPEST, false)) {
            String name = root.relativize(subject).toString().replace(root.getFileSystem().getSeparator(),
                    "_");
            Map<String, Path> images = Layouts.files(subject.resolve("pre"));
            cases.add(new Case(name, name, Layouts.pick(images, channels, "subject " + subject),
                    Optional.ofNullable(Layouts.files(subject).get("wmh")), rule));
        }
        return cases;
    }
}
