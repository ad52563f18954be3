package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
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

/// Everything that is wrong or odd in a data set, found in one pass before training would stumble on it.
///
/// Errors stop a training: files that cannot be read, channels or masks on another grid, labels that are no
/// class, cases unlike the others in axes or channels. Warnings do not: images without a mask, empty masks,
/// constant or non-finite images, equal files, mixed spacing or orientation, a class of one case alone.
///
/// @param findings in the order of the cases, then of the whole set
/// @param sound cases without an error
public record Inspection(List<Finding> findings, List<Case> sound) {
    /// Grids of one case may differ by as many mm, as programs round affines.
    private static final double SAME_PLACE_MM = 1e-2;
    private static final double SAME_SPACING = 1e-3;

    /// One thing that is wrong or odd.
    ///
    /// @param isError whether training would stop at it
    /// @param text what it is, and in which case
    public record Finding(boolean isError, String text) {}

    public Inspection {
        findings = List.copyOf(findings);
        sound = List.copyOf(sound);
    }

    /// Reads every file of a data set.
    ///
    /// @param progress hears the name of every case before it is read
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

    /// What one case is like, for comparison with the others.
    private record Look(String name, int axes, int channels, String spacing, String orientation,
            List<Integer> classes) {
        Look withChannels(int other) { return new Look(name, axes, other, spacing, orientation, classes); }
    }

    private static final class Pass {
        private final List<Finding> findings = new ArrayList<>();
        private final List<Case> sound = new ArrayList<>();
        private final List<Look> looks = new ArrayList<>();
        private final Map<String, List<String>> images = new LinkedHashMap<>();

        void warn(String text) { findings.add(new Finding(false, text)); }

        private void error(String text) { findings.add(new Finding(true, text)); }

        void look(Case one) {
            int before = errors();
            Optional<Volume> image = image(one);
            Optional<LabelMap> labels = labels(one, image);
            if (image.isPresent() && labels.isPresent()) {
                Grid grid = image.get().grid();
                looks.add(new Look(one.name(), grid.shape().axes(), image.get().channels(), spacing(grid),
                        grid.orientation().code(), classes(labels.get())));
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
                return Optional.empty(); // said already
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
                error(name + ": " + what + " has " + other.shape() + " voxels, the image " + first.shape()
                        + "; resample one of them");
            } else if (!first.orientation().isWithin(SAME_PLACE_MM, other.orientation())) {
                warn(name + ": " + what + " lies elsewhere than the image (" + other.orientation().code()
                        + ", " + spacing(other) + " mm, against " + first.orientation().code() + ", "
                        + spacing(first) + " mm); voxels are paired by their index");
            }
        }

        void compare() {
            unlike(Look::axes, "axes");
            greyAmongColours();
            unlike(Look::channels, "channels");
            mixed(Look::spacing, "spacings in mm (z, y, x)",
                    "training resamples what differs by more than a tenth");
            mixed(Look::orientation, "orientations", "networks see them as different images; reorient them");
            images.values().stream().filter(names -> names.size() > 1)
                    .forEach(names -> warn("equal files: " + String.join(", ", names)
                            + "; a copy must not lie in another part of a split (--group)"));
            rareClasses();
        }

        /// Pictures of one and of three channels go together: grey ones count as colour.
        private void greyAmongColours() {
            Map<Integer, List<String>> groups = groups(Look::channels);
            boolean isFlat = looks.stream().allMatch(look -> look.axes() == 2);
            if (!isFlat || !groups.keySet().equals(Set.of(1, 3))) return;
            warn(some(groups.getOrDefault(1, List.of())) + ": grey among colour images; counted as colour");
            looks.replaceAll(look -> look.withChannels(3));
        }

        private void unlike(Function<Look, Integer> of, String what) {
            Map<Integer, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            int usual = groups.entrySet().stream().max(Map.Entry.comparingByValue(
                    (a, b) -> Integer.compare(a.size(), b.size()))).orElseThrow().getKey();
            groups.forEach((number, names) -> {
                if (number == usual) return;
                error(some(names) + ": " + number + " " + what + ", most cases have " + usual);
                sound.removeIf(c -> names.contains(c.name()));
            });
        }

        private void mixed(Function<Look, String> of, String what, String remedy) {
            Map<String, List<String>> groups = groups(of);
            if (groups.size() < 2) return;
            warn(groups.size() + " " + what + ": " + groups.entrySet().stream().limit(4)
                    .map(e -> e.getKey() + " (" + some(e.getValue()) + ")").collect(Collectors.joining("; "))
                    + (groups.size() > 4 ? "; and more" : "") + "; " + remedy);
        }

        private void rareClasses() {
            var holders = new TreeMap<Integer, List<String>>();
            looks.forEach(look -> look.classes()
                    .forEach(k -> holders.computeIfAbsent(k, key -> new ArrayList<>()).add(look.name())));
            if (looks.size() < 3) return;
            holders.forEach((k, names) -> {
                if (k > 0 && names.size() == 1)
                    warn("label " + k + " occurs in " + names.getFirst() + " alone");
            });
            int highest = holders.isEmpty() ? 0 : holders.lastKey();
            List<String> gaps = IntStream.range(1, highest).filter(k -> !holders.containsKey(k))
                    .mapToObj(String::valueOf).toList();
            if (!gaps.isEmpty()) {
                warn("labels " + some(gaps) + " occur in no mask, but " + highest
                        + " does; are masks of instances meant? Then use --labels-as foreground");
            }
        }

        private <K extends Comparable<K>> Map<K, List<String>> groups(Function<Look, K> of) {
            var groups = new TreeMap<K, List<String>>();
            looks.forEach(look -> groups.computeIfAbsent(of.apply(look), key -> new ArrayList<>())
                    .add(look.name()));
            return groups;
        }
    }

    private static String some(List<String> names) {
        return names.size() < 4
                ? String.join(", ", names)
                : names.getFirst() + " and " + (names.size() - 1) + " more";
    }

    /// Spacing to three digits, so that rounded headers agree.
    private static String spacing(Grid grid) {
        return rounded(grid.spacing().z()) + ", " + rounded(grid.spacing().y()) + ", "
                + rounded(grid.spacing().x());
    }

    private static double rounded(double mm) { return Math.rint(mm / SAME_SPACING) * SAME_SPACING; }

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
