package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Ischemic Stroke Lesion Segmentation challenge of 2018. Each case is a folder `case_N/` with a folder
/// for each image, such as `SMIR.Brain.XX.O.CT_CBF.345563/SMIR.Brain.XX.O.CT_CBF.345563.nii`. Channels are
/// the CT and the four perfusion maps CBF, CBV, MTT and Tmax. The mask is OT. All other files, such as the
/// series CT_4DPWI, are left out.
///
/// Some patients were scanned in two slabs. Each slab is a case, and no name says which cases belong to the
/// same patient. A file `patients.csv` beside the cases or one folder above can say it, with a line
/// `case_N,PATIENT` for each case. Without this file, every case counts as a patient.
final class Isles2018 implements Layout {
    private static final Pattern CASE = Pattern.compile("case_\\d+", Pattern.CASE_INSENSITIVE);
    private static final List<String> CHANNELS = List.of("CT", "CBF", "CBV", "MTT", "Tmax");
    private static final String TRUTH = "OT";
    private static final String PATIENTS = "patients.csv";

    @Override
    public String known() { return "case_N/SMIR.Brain.XX.O.CT.ID/ of ISLES 2018"; }

    @Override
    public Optional<Path> root(Path folder) throws IOException {
        return Layouts.root(folder, f -> {
            for (Path one : folders(f)) {
                if (images(one).containsKey(CHANNELS.getFirst())) return true;
            }
            return false;
        });
    }

    private static List<Path> folders(Path folder) throws IOException {
        return Layouts.folders(folder).stream().filter(f -> CASE.matcher(Layouts.name(f)).matches()).toList();
    }

    @Override
    public List<Case> cases(Path root, Wanted wanted) throws IOException {
        List<String> channels = wanted.of(CHANNELS);
        List<String> names = folders(root).stream().map(Layouts::name).toList();
        Map<String, String> patients = patients(root, names);
        var cases = new ArrayList<Case>();
        for (Path folder : folders(root)) {
            String name = Layouts.name(folder);
            Map<String, Path> images = images(folder);
            cases.add(new Case(name, patients.getOrDefault(name, name),
                    Layouts.pick(images, channels, "case " + folder), Optional.ofNullable(images.get(TRUTH)),
                    wanted.rule()));
        }
        return cases;
    }

    /// The files of a case by the image they contain, in any of its folders.
    private static Map<String, Path> images(Path folder) throws IOException {
        var found = new LinkedHashMap<String, Path>();
        var places = new ArrayList<>(Layouts.folders(folder));
        places.add(folder);
        for (Path place : places) {
            for (Path file : Layouts.files(place).values()) {
                Optional<String> shown = shown(Layouts.name(file));
                if (shown.isEmpty()) continue;
                Path other = found.put(shown.get(), file);
                if (other != null) {
                    throw new IOException("case " + folder + " has two images of " + shown.get() + ": "
                            + Layouts.name(other) + " and " + Layouts.name(file));
                }
            }
        }
        return found;
    }

    /// The image in a file. One of the parts of the file's name between dots says which it is.
    private static Optional<String> shown(String name) {
        List<String> parts = Arrays.stream(name.split("\\.", -1)).map(p -> p.toUpperCase(Locale.ROOT))
                .toList();
        return Stream.concat(CHANNELS.stream(), Stream.of(TRUTH)).filter(wanted -> {
            String part = wanted.toUpperCase(Locale.ROOT);
            return parts.contains(part) || parts.contains("CT_" + part);
        }).findFirst();
    }

    private static Map<String, String> patients(Path root, List<String> cases) throws IOException {
        Path file = root.resolve(PATIENTS);
        if (!Files.exists(file)) file = root.resolveSibling(PATIENTS);
        var patients = new LinkedHashMap<String, String>();
        if (!Files.exists(file)) return patients;
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            if (line.isBlank()) continue;
            String[] pair = line.split(",", -1);
            if (pair.length != 2 || pair[1].isBlank()) {
                throw new IOException(
                        "each line of " + file + " must be case_N,PATIENT, but one is '" + line + "'");
            }
            boolean heading = line.equals(lines.getFirst()) && !CASE.matcher(pair[0].strip()).matches();
            if (heading) continue;
            if (!cases.contains(pair[0].strip())) {
                throw new IOException(
                        "line '" + line + "' of " + file + " names a case that is not in " + root
                                + "; the first case there is " + cases.getFirst());
            }
            patients.put(pair[0].strip(), pair[1].strip());
        }
        return patients;
    }
}
