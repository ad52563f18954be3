package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
/// Whether 255 in a mask means class 1 or class 255 is decided once for all masks: it is class 1 where no mask
/// holds another value than 0 and 255.
///
/// @param name the name of the folder
/// @param cases the cases with a mask, ordered by name
/// @param unpaired the names of images without a mask
/// @param classNames the names of the classes by their number, the background first; empty where the data set
///     has none. If it has, masks have these classes and no others
/// @param notes what a user should know, such as files that were passed over; one sentence each
public record Dataset(String name, List<Case> cases, List<String> unpaired, List<String> classNames,
        List<String> notes) {
    public Dataset {
        cases = List.copyOf(cases);
        unpaired = List.copyOf(unpaired);
        classNames = List.copyOf(classNames);
        notes = List.copyOf(notes);
    }

    /// A data set without names of classes and without notes.
    public Dataset(String name, List<Case> cases, List<String> unpaired) {
        this(name, cases, unpaired, List.of(), List.of());
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
        if (!Files.exists(folder)) throw new NoSuchFileException(folder.toString());
        if (!Files.isDirectory(folder)) throw new NotDirectoryException(folder.toString());
        Layouts.Place place = Layouts.requirePlace(folder);
        var notes = new ArrayList<String>();
        List<Case> all = place.layout().cases(place.root(), new Layout.Wanted(channels, rule, notes::add));
        String seen = notes.isEmpty() ? "" : "; " + String.join("; ", notes);
        if (all.isEmpty()) throw new IOException("no images in " + folder + "; " + Layouts.KNOWN + seen);
        List<Case> paired = all.stream().filter(c -> c.mask().isPresent()).toList();
        if (paired.isEmpty()) {
            throw new IOException(
                    "no image in " + folder + " has a mask of the same name, for example none for "
                            + all.getFirst().images().getFirst().getFileName() + "; " + Layouts.KNOWN + seen);
        }
        List<String> names = rule.equals(LabelRule.AS_STORED)
                ? place.layout().classNames(place.root())
                : List.of();
        List<String> unpaired = all.stream().filter(c -> c.mask().isEmpty()).map(Case::name).toList();
        Path named = folder.toAbsolutePath().normalize().getFileName();
        return new Dataset(named == null ? "root" : named.toString(), decided(paired, !names.isEmpty()),
                unpaired, names, notes);
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
        return new Dataset(name, others, unpaired, classNames, notes);
    }

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
            throw new IllegalArgumentException(
                    "'" + regex + "' is not a regular expression: " + e.getDescription(), e);
        }
        return with(cases.stream().map(c -> c.patient(patient(pattern, c.name()))).toList());
    }

    private static String patient(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        if (matcher.groupCount() < 1) {
            throw new IllegalArgumentException(
                    "'" + pattern + "' has no capture; put the patient into (...)");
        }
        if (!matcher.find() || matcher.group(1) == null) {
            throw new IllegalArgumentException("'" + pattern + "' does not match the case " + name);
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

    /// Splits off a share of the patients as held-out cases. The seed decides which patients.
    public Split split(double heldShare, long seed) { return Split.of(cases, heldShare, seed); }

    /// Splits off one of several parts as held-out cases.
    ///
    /// @param fold which part, from 0
    /// @param folds how many parts, at least 2
    /// @param seed shuffles the patients
    /// @throws IllegalArgumentException where there are fewer patients than parts
    public Split fold(int fold, int folds, long seed) { return Split.fold(cases, fold, folds, seed); }
}
