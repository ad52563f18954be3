package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The Automated Cardiac Diagnosis Challenge (Bernard et al., IEEE TMI 2018):
/// `patientNNN/patientNNN_frameFF.nii.gz` and `patientNNN_frameFF_gt.nii.gz`. Each patient has two frames,
/// the end of diastole and the end of systole, and each frame is a case. The whole series,
/// `patientNNN_4d.nii.gz`, is left out.
///
/// Labels: 1 right ventricle, 2 myocardium, 3 left ventricle.
final class Acdc implements Layout {
    private static final Pattern PATIENT = Pattern.compile("patient\\d+");
    private static final Pattern FRAME = Pattern.compile("patient\\d+_frame\\d+");

    @Override
    public String known() { return "patientNNN/patientNNN_frameFF.nii.gz of ACDC"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        return Layouts.root(folder, f -> patients(f).stream().anyMatch(Acdc::hasFrame));
    }

    private static List<Path> patients(Path folder) throws IOException {
        return Layouts.folders(folder).stream().filter(f -> PATIENT.matcher(Layouts.name(f)).matches())
                .toList();
    }

    private static boolean hasFrame(Path patient) {
        String[] files = patient.toFile().list();
        return files != null && List.of(files).stream().anyMatch(f -> FRAME.matcher(f).lookingAt());
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        wanted.of(List.of("mri"));
        var cases = new ArrayList<Case>();
        for (Path patient : patients(root)) {
            Map<String, Path> files = Layouts.files(patient);
            files.forEach((stem, image) -> {
                if (!FRAME.matcher(stem).matches()) return;
                cases.add(new Case(stem, Layouts.name(patient), List.of(image),
                        Optional.ofNullable(files.get(stem + "_gt")), wanted.rule()));
            });
        }
        return cases;
    }
}
