package io.github.edgewise.dataset;

import io.github.edgewise.file.Checksum;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// All errors and oddities of a data set, found in one pass before a training would fail because of them.
///
/// Errors stop a training: files that cannot be read, channels or masks of another size or at another place,
/// labels that are not a class, cases with another number of axes or channels than the others, and masks that
/// make it pointless (all of them empty, or grey levels and instance numbers in place of classes). Warnings
/// do not stop it: what readers warn of, files that are passed over, images without a mask, empty masks,
/// constant or non-finite images, equal files, mixed spacings or orientations, a class that occurs in one
/// case only.
///
/// @param findings those on the folder, then in the order of the cases, then those on the whole set
/// @param sound the cases without an error
public record Inspection(List<Finding> findings, List<Case> sound) {
    /// More classes than this are suspicious.
    private static final int MANY_CLASSES = 32;
    /// So many values can be named in a message.
    private static final int FEW_VALUES = 4;
    private static final int SHOWN_OF_A_KIND = 10;

    /// One error or oddity.
    ///
    /// @param isError whether a training would stop because of it
    /// @param kind equal for findings that say the same about different cases
    /// @param text what it is, and in which case
    public record Finding(boolean isError, String kind, String text) {}

    public Inspection {
        findings = List.copyOf(findings);
        sound = List.copyOf(sound);
    }

    /// Reads every file of a data set.
    ///
    /// @param progress called with the name of every case before it is read
    public static Inspection of(Dataset dataset, Consumer<String> progress) {
        var pass = new Pass(dataset.classNames());
        dataset.notes().forEach(note -> pass.warn("folder", note));
        for (Case one : dataset.cases()) {
            progress.accept(one.name());
            pass.look(one);
        }
        dataset.unpaired().forEach(name -> pass.warn("no mask", name + ": no mask"));
        pass.compare(dataset);
        if (dataset.division().given().isEmpty()
                && dataset.cases().stream().map(Case::patient).distinct().count() == 1) {
            pass.warn("one patient", "all cases are of one patient, so none can be held out; train with "
                    + "--fold none, or name test cases with --test");
        }
        return new Inspection(pass.findings, pass.sound);
    }

    public List<Finding> errors() { return findings.stream().filter(Finding::isError).toList(); }

    public List<Finding> warnings() { return findings.stream().filter(f -> !f.isError()).toList(); }

    /// The findings as lines, errors first: at most ten of one kind, and then how many more there are.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (boolean isError : new boolean[]{true, false}) {
            String word = isError ? "error       " : "warning     ";
            var counts = new LinkedHashMap<String, Integer>();
            for (Finding finding : isError ? errors() : warnings()) {
                int count = counts.merge(finding.kind(), 1, Integer::sum);
                if (count <= SHOWN_OF_A_KIND) lines.add(word + finding.text());
            }
            counts.forEach((kind, count) -> {
                if (count > SHOWN_OF_A_KIND) {
                    lines.add(word + (count - SHOWN_OF_A_KIND) + " more of this kind: " + kind);
                }
            });
        }
        return lines;
    }

    /// Fails where a training would stop.
    ///
    /// @throws IOException with the first error, and how many more there are
    public void requireSound() throws IOException {
        List<Finding> errors = errors();
        if (errors.isEmpty()) return;
        throw new IOException(errors.getFirst().text()
                + (errors.size() == 1
                        ? ""
                        : "; and " + (errors.size() - 1) + " more errors of this data set"));
    }

    /// The properties of one case that are compared with the other cases.
    private record CaseProperties(String name, int axes, int channels, Spacing spacing, String orientation,
            List<Integer> classes) {
        CaseProperties withChannels(int other) {
            return new CaseProperties(name, axes, other, spacing, orientation, classes);
        }
    }

    private static final class Pass {
        private final List<Finding> findings = new ArrayList<>();
        private final List<Case> sound = new ArrayList<>();
        private final List<CaseProperties> properties = new ArrayList<>();
        private final Map<String, List<String>> images = new LinkedHashMap<>();

        private final Map<String, List<String>> fromReaders = new LinkedHashMap<>();
        private final List<String> classNames;

        Pass(List<String> classNames) { this.classNames = classNames; }

        void warn(String kind, String text) { findings.add(new Finding(false, kind, text)); }

        private void error(String kind, String text) { findings.add(new Finding(true, kind, text)); }

        void look(Case one) {
            int before = errors();
            Optional<Volume> image = image(one);
            Optional<LabelMap> labels = labels(one, image);
            if (image.isPresent() && labels.isPresent()) {
                Grid grid = image.get().grid();
                properties.add(new CaseProperties(one.name(), grid.shape().axes(), image.get().channels(),
                        grid.spacing(), grid.orientation().code(), classes(labels.get())));
            }
            if (errors() == before) sound.add(one);
        }

        private int errors() { return (int) findings.stream().filter(Finding::isError).count(); }

        private Optional<Volume> image(Case one) {
            try {
                for (Path file : one.images()) {
                    images.computeIfAbsent(hash(file), key -> new ArrayList<>())
                            .add(one.images().size() == 1 ? one.name() : Layouts.name(file));
                }
                Volume image = one.image();
                one.imageWarnings().forEach(text -> fromReader(text, one.name()));
                oddValues(one.name(), image);
                return Optional.of(image);
            } catch (IOException | IllegalArgumentException e) {
                error("unreadable images", one.name() + ": " + reason(e));
                return Optional.empty();
            }
        }

        /// Keeps what a reader warns of, to say it once for all cases.
        private void fromReader(String text, String name) {
            List<String> names = fromReaders.computeIfAbsent(text, key -> new ArrayList<>());
            if (!names.contains(name)) names.add(name);
        }

        private void oddValues(String name, Volume image) {
            int n = image.grid().voxels();
            for (int c = 0; c < image.channels(); c++) {
                float least = Float.POSITIVE_INFINITY;
                float most = Float.NEGATIVE_INFINITY;
                int bad = 0;
                for (int i = c * n; i < (c + 1) * n; i++) {
                    float v = image.values()[i];
                    if (!Float.isFinite(v)) {
                        bad++;
                        continue;
                    }
                    least = Math.min(least, v);
                    most = Math.max(most, v);
                }
                if (bad > 0)
                    warn("values that are not finite", name + ": " + bad + " values of " + n
                            + " are not finite; they count as the mean");
                if (least >= most)
                    warn("constant images",
                            name + ": the image is constant" + (bad == n ? " noise" : " at " + least));
            }
        }

        private Optional<LabelMap> labels(Case one, Optional<Volume> image) {
            try {
                LabelMap labels = image.isPresent() ? one.labels(image.get()) : one.storedLabels();
                one.maskWarnings().forEach(text -> fromReader(text, one.name()));
                if (!classNames.isEmpty()) one.requireClasses(classNames.size());
                if (labels.count(0) == labels.grid().voxels()) {
                    warn("empty masks", one.name() + ": the mask is empty");
                }
                return Optional.of(labels);
            } catch (IOException | IllegalArgumentException e) {
                error("unusable masks", one.name() + ": " + reason(e));
                return Optional.empty();
            }
        }

        void compare(Dataset dataset) {
            fromReaders.forEach((text, names) -> warn("files", some(names) + ": " + text));
            unlike(CaseProperties::axes, "axes");
            greyAmongColours();
            unlike(CaseProperties::channels, "channels");
            LengthUnit unit = unit();
            mixed(one -> unit.spacing(one.spacing()), "spacings in " + unit.symbol() + " (z, y, x)",
                    "training resamples images whose spacing differs by more than a tenth");
            mixed(CaseProperties::orientation, "orientations",
                    "images are brought to the most frequent one for the network, and results back to their own");
            images.values().stream().filter(names -> names.size() > 1)
                    .forEach(names -> warn("equal files", "equal files: " + String.join(", ", names)
                            + "; copies must be in the same part of a split: "
                            + Patients.joining(names).orElse("remove all but one")));
            Patients.looksLike(dataset.cases())
                    .ifPresent(text -> warn("patients", text));
            if (!arePointless()) rareClasses();
        }

        /// True if nothing can be learned from the masks, which is an error.
        private boolean arePointless() {
            if (properties.isEmpty()) return false;
            var holders = holders();
            holders.remove(0);
            if (holders.isEmpty()) {
                error("masks",
                        "every mask is empty; is the mask in another channel or in an alpha channel, or "
                                + "are these the masks of other images?");
                return true;
            }
            int highest = holders.lastKey();
            long rare = IntStream.rangeClosed(1, highest)
                    .filter(k -> holders.getOrDefault(k, List.of()).size() < 2).count();
            if (highest < MANY_CLASSES || 2 * rare <= highest) return false;
            List<String> values = holders.keySet().stream().map(String::valueOf).toList();
            boolean isFew = values.size() <= FEW_VALUES;
            boolean isVoid = holders.containsKey(1) && highest == 255; // usually voxels to leave out
            String example = IntStream.range(0, isFew ? values.size() : 0)
                    .mapToObj(i -> values.get(i) + "=" + (isVoid && i + 1 == values.size() ? 0 : i + 1))
                    .collect(Collectors.joining(","));
            error("masks", "the masks hold " + (isFew
                    ? "the values " + String.join(", ", values) + " beside 0"
                    : values.size() + " values up to " + highest
                            + ", as grey levels, JPEG compression and numbered objects give")
                    + ", which would be " + (highest + 1) + " classes; say what they mean with --labels-as: "
                    + "foreground (every value but 0 is class 1), threshold:128 (128 and above is class 1)"
                    + (isFew ? " or map:" + example : ""));
            return true;
        }

        private NavigableMap<Integer, List<String>> holders() {
            var holders = new TreeMap<Integer, List<String>>();
            properties.forEach(one -> one.classes()
                    .forEach(k -> holders.computeIfAbsent(k, key -> new ArrayList<>()).add(one.name())));
            return holders;
        }

        /// The unit of the finest spacing.
        private LengthUnit unit() {
            return LengthUnit.of(properties.stream().mapToDouble(one -> one.spacing().finest(one.axes()))
                    .min().orElse(1));
        }

        /// Pictures with one and with three channels may be mixed: grey ones count as colour.
        private void greyAmongColours() {
            Map<Integer, List<String>> groups = groups(CaseProperties::channels);
            boolean isFlat = properties.stream().allMatch(one -> one.axes() == 2);
            if (!isFlat || !groups.keySet().equals(Set.of(1, 3))) return;
            warn("grey images", some(groups.getOrDefault(1, List.of()))
                    + ": grey among colour images; counted as colour");
            properties.replaceAll(one -> one.withChannels(3));
        }

        private void unlike(Function<CaseProperties, Integer> of, String what) {
            Map<Integer, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            int usual = groups.entrySet().stream().max(Map.Entry.comparingByValue(
                    (a, b) -> Integer.compare(a.size(), b.size()))).orElseThrow().getKey();
            groups.forEach((number, names) -> {
                if (number == usual) return;
                error(what, some(names) + ": " + number + " " + what + ", but most cases have " + usual);
                sound.removeIf(c -> names.contains(c.name()));
            });
        }

        private void mixed(Function<CaseProperties, String> of, String what, String remedy) {
            Map<String, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            warn(what, groups.size() + " " + what + ": " + groups.entrySet().stream().limit(4)
                    .map(e -> e.getKey() + " (" + some(e.getValue()) + ")").collect(Collectors.joining("; "))
                    + (groups.size() > 4 ? "; and more" : "") + "; " + remedy);
        }

        private void rareClasses() {
            var holders = holders();
            if (properties.size() < 3) return;
            holders.forEach((k, names) -> {
                if (k > 0 && names.size() == 1)
                    warn("rare labels", "label " + k + " occurs only in " + names.getFirst());
            });
            int highest = holders.isEmpty() ? 0 : holders.lastKey();
            List<String> gaps = IntStream.range(1, highest).filter(k -> !holders.containsKey(k))
                    .mapToObj(String::valueOf).toList();
            if (!gaps.isEmpty()) {
                warn("labels", "labels " + some(gaps) + " occur in no mask, but " + highest
                        + " does; if the masks number single objects, use --labels-as foreground");
            }
        }

        private <K extends Comparable<K>> Map<K, List<String>> groups(Function<CaseProperties, K> of) {
            var groups = new TreeMap<K, List<String>>();
            properties.forEach(one -> groups.computeIfAbsent(of.apply(one), key -> new ArrayList<>())
                    .add(one.name()));
            return groups;
        }
    }

    private static String some(List<String> names) {
        return names.size() < 4
                ? String.join(", ", names)
                : names.getFirst() + " and " + (names.size() - 1) + " more";
    }

    private static List<Integer> classes(LabelMap labels) {
        var found = new ArrayList<Integer>();
        for (int k = 0; k < labels.classes(); k++) {
            if (labels.count(k) > 0) found.add(k);
        }
        return found;
    }

    private static String reason(Exception e) {
        return e instanceof NoSuchFileException missing
                ? "no file " + missing.getFile()
                : String.valueOf(e.getMessage());
    }

    /// The checksum of a file, or of the contents of all files of a folder.
    private static String hash(Path file) throws IOException {
        if (!Files.isDirectory(file)) return Checksum.of(file);
        try (Stream<Path> inside = Files.list(file)) {
            var sums = new StringBuilder();
            for (Path one : inside.filter(Files::isRegularFile).sorted().toList()) {
                sums.append(Checksum.of(one));
            }
            return Checksum.ofText(sums.toString());
        }
    }
}
