package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.LengthUnit;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// All errors and oddities of a data set, found in one pass before a training would fail because of them.
///
/// Errors stop a training: files that cannot be read, channels or masks on different grids, labels that are
/// not a class, cases with another number of axes or channels than the others. Warnings do not stop it:
/// images without a mask, empty masks, constant or non-finite images, equal files, mixed spacings or
/// orientations, a class that occurs in one case only.
///
/// @param findings in the order of the cases, then those on the whole set
/// @param sound the cases without an error
public record Inspection(List<Finding> findings, List<Case> sound) {
    /// The difference in units of length ([Lengths]) up to which two grids count as equal, because programs
    /// round affines.
    private static final double SAME_PLACE = 1e-2;

    /// One error or oddity.
    ///
    /// @param isError whether a training would stop because of it
    /// @param text what it is, and in which case
    public record Finding(boolean isError, String text) {}

    public Inspection {
        findings = List.copyOf(findings);
        sound = List.copyOf(sound);
    }

    /// Reads every file of a data set.
    ///
    /// @param progress called with the name of every case before it is read
    public static Inspection of(Dataset dataset, Consumer<String> progress) {
        var pass = new Pass();
        for (Case one : dataset.cases()) {
            progress.accept(one.name());
            pass.look(one);
        }
        dataset.unpaired().forEach(name -> pass.warn(name + ": no mask"));
        pass.compare();
        return new Inspection(pass.findings, pass.sound);
    }

    public List<Finding> errors() { return findings.stream().filter(Finding::isError).toList(); }

    public List<Finding> warnings() { return findings.stream().filter(f -> !f.isError()).toList(); }

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

        void warn(String text) { findings.add(new Finding(false, text)); }

        private void error(String text) { findings.add(new Finding(true, text)); }

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
            var parts = new ArrayList<Volume>();
            for (Path file : one.images()) {
                try {
                    parts.add(one.images().size() == 1 ? one.image() : Volumes.read(file));
                    images.computeIfAbsent(hash(file), key -> new ArrayList<>())
                            .add(one.images().size() == 1 ? one.name() : file.getFileName().toString());
                } catch (IOException | IllegalArgumentException e) {
                    error(one.name() + ": " + reason(e));
                    return Optional.empty();
                }
            }
            for (int c = 0; c < parts.size(); c++) {
                sameGrid(one.name(), parts.getFirst().grid(), parts.get(c).grid(),
                        "channel " + one.images().get(c).getFileName());
                oddValues(one.name(), parts.get(c));
            }
            try {
                return Optional.of(one.image());
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty(); // reported already
            }
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
                    warn(name + ": " + bad + " values of " + n + " are not finite; they count as the mean");
                if (least >= most)
                    warn(name + ": the image is constant" + (bad == n ? " noise" : " at " + least));
            }
        }

        private Optional<LabelMap> labels(Case one, Optional<Volume> image) {
            Path file = one.mask().orElseThrow();
            try {
                LabelMap labels = Volumes.readLabels(file, one.rule());
                image.ifPresent(i -> sameGrid(one.name(), i.grid(), labels.grid(), "its mask"));
                if (labels.count(0) == labels.grid().voxels()) warn(one.name() + ": the mask is empty");
                return Optional.of(labels);
            } catch (IOException | IllegalArgumentException e) {
                error(one.name() + ": " + reason(e));
                return Optional.empty();
            }
        }

        private void sameGrid(String name, Grid first, Grid other, String what) {
            if (!first.shape().equals(other.shape())) {
                error(name + ": " + what + " has " + other.shape() + " voxels, but the image has "
                        + first.shape()
                        + "; resample one of them");
            } else if (!first.orientation().isWithin(SAME_PLACE * Lengths.of(first).unitMm(), other.orientation())) {
                LengthUnit unit = LengthUnit.of(first.spacing(), first.shape().axes());
                warn(name + ": " + what + " has another position than the image (" + place(other, unit)
                        + ", but the image " + place(first, unit) + "); voxels are paired by their index");
            }
        }

        void compare() {
            unlike(CaseProperties::axes, "axes");
            greyAmongColours();
            unlike(CaseProperties::channels, "channels");
            LengthUnit unit = unit();
            mixed(one -> unit.spacing(one.spacing()), "spacings in " + unit.symbol() + " (z, y, x)",
                    "training resamples images whose spacing differs by more than a tenth");
            mixed(CaseProperties::orientation, "orientations",
                    "networks see them as different images; reorient them");
            images.values().stream().filter(names -> names.size() > 1)
                    .forEach(names -> warn("equal files: " + String.join(", ", names)
                            + "; copies must be in the same part of a split (--group)"));
            rareClasses();
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
            warn(some(groups.getOrDefault(1, List.of())) + ": grey among colour images; counted as colour");
            properties.replaceAll(one -> one.withChannels(3));
        }

        private void unlike(Function<CaseProperties, Integer> of, String what) {
            Map<Integer, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            int usual = groups.entrySet().stream().max(Map.Entry.comparingByValue(
                    (a, b) -> Integer.compare(a.size(), b.size()))).orElseThrow().getKey();
            groups.forEach((number, names) -> {
                if (number == usual) return;
                error(some(names) + ": " + number + " " + what + ", but most cases have " + usual);
                sound.removeIf(c -> names.contains(c.name()));
            });
        }

        private void mixed(Function<CaseProperties, String> of, String what, String remedy) {
            Map<String, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            warn(groups.size() + " " + what + ": " + groups.entrySet().stream().limit(4)
                    .map(e -> e.getKey() + " (" + some(e.getValue()) + ")").collect(Collectors.joining("; "))
                    + (groups.size() > 4 ? "; and more" : "") + "; " + remedy);
        }

        private void rareClasses() {
            var holders = new TreeMap<Integer, List<String>>();
            properties.forEach(one -> one.classes()
                    .forEach(k -> holders.computeIfAbsent(k, key -> new ArrayList<>()).add(one.name())));
            if (properties.size() < 3) return;
            holders.forEach((k, names) -> {
                if (k > 0 && names.size() == 1)
                    warn("label " + k + " occurs only in " + names.getFirst());
            });
            int highest = holders.isEmpty() ? 0 : holders.lastKey();
            List<String> gaps = IntStream.range(1, highest).filter(k -> !holders.containsKey(k))
                    .mapToObj(String::valueOf).toList();
            if (!gaps.isEmpty()) {
                warn("labels " + some(gaps) + " occur in no mask, but " + highest
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

    private static String place(Grid grid, LengthUnit unit) {
        return grid.orientation().code() + ", " + unit.spacing(grid.spacing()) + " " + unit.symbol();
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

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(
                    Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
