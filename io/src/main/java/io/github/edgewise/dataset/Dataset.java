package io.github.edgewise.dataset;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The cases of a data set in a folder.
///
/// The layout is recognised by the contents of the folder: `images/` and `labels/` with equal names (several
/// channels as `images_<channel>/`), nnU-Net raw (`imagesTr/CASE_0000.nii.gz`, `labelsTr/`), the Medical
/// Segmentation Decathlon (`dataset.json`), and the folders of ISLES 2018, WMH and ACDC as these challenges
/// provide them.
///
/// Whether 255 in a mask means class 1 or class 255 is decided once for all masks: it is class 1 where no
/// mask holds another value than 0 and 255.
///
/// @param name the name of the folder
/// @param cases the cases with a mask, ordered by name
/// @param unpaired the names of images without a mask
/// @param classNames the names of the classes by their number, the background first; empty where the data set
///     has none. If it has, masks have these classes and no others
/// @param notes what a user should know, such as files that were passed over; one sentence each
/// @param division how the cases are divided, as far as the seed of a run does not decide
public record Dataset(String name, List<Case> cases, List<String> unpaired, List<String> classNames,
        List<String> notes, Division division) {
    public Dataset {
        cases = List.copyOf(cases);
        unpaired = List.copyOf(unpaired);
        classNames = List.copyOf(classNames);
        notes = List.copyOf(notes);
    }

    /// A data set without names of classes and without notes.
    public Dataset(String name, List<Case> cases, List<String> unpaired) {
        this(name, cases, unpaired, List.of(), List.of(), Division.BY_SEED);
    }

    /// Opens a folder with all its channels and with masks as stored.
    public static Dataset open(Path folder) throws IOException {
        return open(folder, List.of(), LabelRule.AS_STORED);
    }

    /// Opens a folder.
    ///
    /// @param channels the names of the channels to read, in this order: those of the `images_<channel>/`
    ///     folders, or those of a challenge; empty for all channels
    /// @param rule the meaning of the masks' values
    /// @throws IOException where the folder does not exist, has no images, or has none with a mask
    public static Dataset open(Path folder, List<String> channels, LabelRule rule) throws IOException {
        return open(folder, channels, rule, Optional.empty());
    }

    /// Opens a folder, and another one with cases to score on. A folder with `train/` and `val/` or `test/`,
    /// each with images and labels, is divided already.
    ///
    /// @param test a data set whose cases are held out; all others are training cases then
    /// @throws IOException as the others, or where the data set is divided in two ways
    public static Dataset open(Path folder, List<String> channels, LabelRule rule, Optional<Path> test)
            throws IOException {
        requireFolder(folder);
        var notes = new ArrayList<String>();
        var wanted = new Layout.Wanted(channels, rule, notes::add);
        Map<PartFolders.Part, Path> folders = Layouts.place(folder).isPresent()
                ? Map.of()
                : PartFolders.in(folder);
        Path first = folders.getOrDefault(PartFolders.Part.TRAIN, folder);
        Layouts.Place place = Layouts.requirePlace(first);
        var unpaired = new ArrayList<String>();
        Map<PartFolders.Part, List<Case>> parts = new EnumMap<>(PartFolders.Part.class);
        if (folders.isEmpty()) {
            List<Case> all = place.layout().cases(place.root(), wanted);
            requireMasks(all, folder, notes);
            parts.put(PartFolders.Part.TRAIN, masked(all, unpaired));
        } else {
            for (var entry : folders.entrySet()) {
                List<Case> of = masked(Layouts.cases(entry.getValue(), wanted), unpaired);
                if (of.isEmpty())
                    notes.add("no image in " + entry.getValue() + " has a mask; it is left out");
                else
                    parts.put(entry.getKey(), of);
            }
            if (!parts.containsKey(PartFolders.Part.TRAIN) || (parts.size() == 1 && test.isEmpty())) {
                throw new IOException("only one of the parts of " + folder + " has masks; "
                        + String.join("; ", notes));
            }
        }
        if (test.isPresent()) {
            requireFolder(test.get());
            List<Case> held = Layouts.cases(test.get(), wanted);
            requireMasks(held, test.get(), notes);
            if (parts.put(PartFolders.Part.TEST, masked(held, unpaired)) != null) {
                throw new IOException(folder + " has a folder of test cases of its own; leave out --test");
            }
        }
        if (parts.size() == 1) {
            return of(folder, place, Objects.requireNonNull(parts.get(PartFolders.Part.TRAIN)), unpaired,
                    wanted,
                    notes);
        }
        PartFolders.Parts joined = PartFolders.joined(parts);
        return of(folder, place, joined.cases(), unpaired, wanted, notes).with(joined.division());
    }

    private static void requireMasks(List<Case> all, Path folder, List<String> notes) throws IOException {
        String seen = notes.isEmpty() ? "" : "; " + String.join("; ", notes);
        if (all.isEmpty()) throw new IOException("no images in " + folder + "; " + Layouts.KNOWN + seen);
        if (all.stream().noneMatch(c -> c.mask().isPresent())) {
            throw new IOException(
                    "no image in " + folder + " has a mask of the same name, for example none for "
                            + all.getFirst().images().getFirst().getFileName() + "; " + Layouts.KNOWN + seen);
        }
    }

    private static void requireFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) throw new NoSuchFileException(folder.toString());
        if (!Files.isDirectory(folder)) throw new NotDirectoryException(folder.toString());
    }

    /// @param unpaired gets the names of those without a mask
    private static List<Case> masked(List<Case> cases, List<String> unpaired) {
        cases.stream().filter(c -> c.mask().isEmpty()).map(Case::name).forEach(unpaired::add);
        return cases.stream().filter(c -> c.mask().isPresent()).toList();
    }

    private static Dataset of(Path folder, Layouts.Place place, List<Case> paired, List<String> unpaired,
            Layout.Wanted wanted, List<String> notes) throws IOException {
        List<String> names = wanted.rule().equals(LabelRule.AS_STORED)
                ? place.layout().classNames(place.root())
                : List.of();
        Path named = folder.toAbsolutePath().normalize().getFileName();
        return new Dataset(named == null ? "root" : named.toString(), decided(paired, !names.isEmpty()),
                unpaired, names, notes, Division.BY_SEED);
    }

    /// The cases with one rule for all masks that are read as stored, and with a common cache.
    private static List<Case> decided(List<Case> cases, boolean isExact) {
        List<Path> masks = cases.stream().filter(c -> c.rule().equals(LabelRule.AS_STORED))
                .map(c -> c.mask().orElseThrow()).toList();
        LabelRule rule = isExact ? LabelRule.EXACT : MaskValues.of(masks).rule();
        var cache = new CaseCache();
        return cases.stream().map(c -> c.rule().equals(LabelRule.AS_STORED) ? c.with(rule) : c)
                .map(c -> c.with(cache)).toList();
    }

    /// The same with other cases.
    public Dataset with(List<Case> others) {
        return new Dataset(name, others, unpaired, classNames, notes, division);
    }

    /// The same cases, divided in another way.
    public Dataset with(Division other) {
        return new Dataset(name, cases, unpaired, classNames, notes, other);
    }

    /// The same cases, divided as a file says, see [SplitFile]. Cases that it does not name are left out.
    ///
    /// @throws IOException where the file cannot be read, or the data set is divided already
    public Dataset divided(Path splits) throws IOException {
        if (!division.given().isEmpty()) {
            throw new IOException(
                    name + " is divided already, by its folders or by --test; leave out " + splits);
        }
        List<Division.Names> given = SplitFile.read(splits);
        List<String> others = cases.stream().map(Case::name)
                .filter(one -> given.stream().noneMatch(split -> split.has(one))).toList();
        var more = new ArrayList<>(notes);
        if (!others.isEmpty()) {
            more.add(splits + " does not name " + others.size() + " of " + cases.size() + " cases, such as "
                    + others.getFirst() + "; they are left out");
        }
        return new Dataset(name, cases, unpaired, classNames, more, new Division(given, division.seed()));
    }

    /// Fails where a split that is given does not fit the cases.
    ///
    /// @throws InvalidInputException naming a case that does not exist, or a patient in two parts
    public void requireDivision() {
        for (int i = 0; i < division.given().size(); i++) {
            division.of(cases, i, division.given().size());
        }
    }

    /// The same cases, divided by a seed of its own in place of that of the run.
    public Dataset splitSeed(long seed) { return with(new Division(division.given(), Optional.of(seed))); }

    /// The same cases, grouped into patients. The patient is the first capture of a regular expression that
    /// is found in the name of the case.
    ///
    /// @throws IllegalArgumentException where the expression is not valid, has no capture, or does not match
    ///     a name
    public Dataset grouped(String regex) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "'" + regex + "' is not a regular expression: " + e.getDescription(), e);
        }
        return with(cases.stream().map(c -> c.patient(patient(pattern, c.name()))).toList());
    }

    private static String patient(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        if (matcher.groupCount() < 1) {
            throw new InvalidInputException(
                    "'" + pattern + "' has no capture; put the patient into (...)");
        }
        if (!matcher.find() || matcher.group(1) == null) {
            throw new InvalidInputException("'" + pattern + "' does not match the case " + name);
        }
        return matcher.group(1);
    }

    /// The number of classes: those that the data set names, or else one more than the highest label of all
    /// masks, but at least 2, for which every mask is read.
    public int classes() throws IOException {
        if (!classNames.isEmpty()) return classNames.size();
        int classes = 2;
        for (Case one : cases) {
            classes = Math.max(classes, one.classes());
        }
        return classes;
    }

    /// Splits off a share of the patients as held-out cases, or gives the first split that is given. The seed
    /// decides which patients.
    public Split split(double heldShare, long seed) {
        if (!division.given().isEmpty()) return division.of(cases, 0, division.given().size());
        return seeded(Split.of(cases, heldShare, division.seed().orElse(seed)));
    }

    /// Splits off one of several parts as held-out cases, or gives that split where splits are given.
    ///
    /// @param fold which part, from 0
    /// @param folds how many parts, at least 2
    /// @param seed shuffles the patients
    /// @throws IllegalArgumentException where there are fewer patients than parts, or other splits are given
    public Split fold(int fold, int folds, long seed) {
        if (!division.given().isEmpty()) return division.of(cases, fold, folds);
        return seeded(Split.fold(cases, fold, folds, division.seed().orElse(seed)));
    }

    private Split seeded(Split split) {
        return division.seed().isPresent() ? split.seed(division.seed().get()) : split;
    }

    /// All cases as training cases, and none held out.
    public Split whole() { return seeded(new Split(cases, List.of())); }
}
