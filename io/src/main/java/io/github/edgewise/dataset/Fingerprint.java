package io.github.edgewise.dataset;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// A summary of the cases of a data set. Each case is read once.
///
/// @param cases in the order they were read
public record Fingerprint(List<CaseSummary> cases) {
    private static final int REMEMBERED = 1_000;
    private static final int COLOURS = 3;
    /// Values below this are of CT alone: air has -1000.
    public static final double CT_LEAST = -500;

    /// The fingerprint of these cases. Volumes with another orientation than most are brought to that of
    /// most, as a training does; for these, a case is read twice.
    ///
    /// @param listener gets the name of every case that was read
    /// @throws IOException where a case cannot be read
    public static Fingerprint of(List<Case> cases, Consumer<String> listener) throws IOException {
        return of(cases, listener, labels -> {});
    }

    /// The same, and shows the label map of every case, as it is in its file.
    public static Fingerprint of(List<Case> cases, Consumer<String> listener, Consumer<LabelMap> masks)
            throws IOException {
        var summaries = new ArrayList<CaseSummary>();
        for (Case one : cases) {
            Volume image = one.image();
            LabelMap labels = one.labels(image);
            summaries.add(CaseSummary.at(one.name(), image, labels));
            masks.accept(labels);
            listener.accept(one.name());
        }
        Optional<String> usual = orientations(summaries).entrySet().stream()
                .max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
        for (int i = 0; usual.isPresent() && i < cases.size(); i++) {
            Grid grid = summaries.get(i).grid();
            if (grid.orientation().space() == 0) continue;
            Optional<Reorientation> order = Reorientation.towards(usual.get(), grid);
            if (order.isEmpty()) continue;
            Volume image = order.get().of(cases.get(i).image());
            summaries.set(i, CaseSummary.at(cases.get(i).name(), image, cases.get(i).labels(image)));
        }
        return new Fingerprint(summaries);
    }

    /// The orientations of the volumes whose files give a position, and how many have each.
    private static Map<String, Integer> orientations(List<CaseSummary> cases) {
        var counts = new TreeMap<String, Integer>();
        for (CaseSummary one : cases) {
            boolean isPlaced = one.axes() == 3 && one.grid().orientation().space() != 0;
            String code = one.grid().orientation().code();
            if (isPlaced && code.chars().distinct().count() == 3) counts.merge(code, 1, Integer::sum);
        }
        return counts;
    }

    /// The orientation that all volumes have, such as `RAS`. Volumes whose files give no position do not
    /// count. Empty where there are several orientations, or none.
    public String orientation() {
        Map<String, Integer> counts = orientations(cases);
        return counts.size() == 1 ? counts.keySet().iterator().next() : "";
    }

    /// The summary of one case.
    ///
    /// @param name of the case
    /// @param grid of its image
    /// @param content voxels of the smallest box around all non-zero voxels
    /// @param voxels of every class
    /// @param layout where the classes lie
    /// @param channels its channels
    public record CaseSummary(String name, Grid grid, Shape content, List<Integer> voxels,
            ClassPlacement layout,
            List<Channel> channels) {
        /// Summarises a case.
        public static CaseSummary at(String name, Volume image, LabelMap labels) {
            var voxels = new ArrayList<Integer>();
            for (int k = 0; k < labels.classes(); k++) {
                voxels.add(labels.count(k));
            }
            var channels = new ArrayList<Channel>();
            for (int c = 0; c < image.channels(); c++) {
                channels.add(Channel.of(image, c, labels));
            }
            Box box = Box.around(image, labels.labels());
            return new CaseSummary(name, image.grid(), box.shape(), List.copyOf(voxels),
                    ClassPlacement.of(labels, box),
                    List.copyOf(channels));
        }

        int axes() { return grid.shape().axes(); }

        /// A grey image as one of three colours.
        private CaseSummary asColour() {
            return channels.size() == COLOURS
                    ? this
                    : new CaseSummary(name, grid, content, voxels, layout,
                            Collections.nCopies(COLOURS, channels.getFirst()));
        }

        private boolean isGreyOrColour() {
            return axes() == 2 && (channels.size() == 1 || channels.size() == COLOURS);
        }
    }

    /// The values of one channel of one case.
    ///
    /// @param least the least finite one
    /// @param zeros the share of the voxels that are exactly 0
    /// @param foreground up to 1,000 of those that are labelled, where the least value is one of CT
    public record Channel(float least, double zeros, List<Float> foreground) {
        static Channel of(Volume image, int c, LabelMap labels) {
            int n = image.grid().voxels();
            float least = Float.POSITIVE_INFINITY;
            int zeros = 0;
            int labelled = n - labels.count(0);
            int step = 1 + labelled / REMEMBERED;
            var foreground = new ArrayList<Float>();
            for (int i = 0, seen = 0; i < n; i++) {
                float value = image.values()[c * n + i];
                if (value == 0) zeros++;
                if (Float.isFinite(value)) least = Math.min(least, value);
                if (labels.at(i) != 0 && seen++ % step == 0 && Float.isFinite(value)) foreground.add(value);
            }
            return new Channel(least, (double) zeros / n,
                    least < CT_LEAST ? List.copyOf(foreground) : List.of());
        }
    }

    /// The fingerprint of these cases. Where some have one channel and others three, grey ones count as
    /// colour images.
    ///
    /// @throws IllegalArgumentException where there is no case, or where they differ in axes or channels
    public Fingerprint {
        boolean isColour = cases.stream().allMatch(CaseSummary::isGreyOrColour)
                && cases.stream().anyMatch(look -> look.channels().size() == COLOURS);
        cases = isColour ? cases.stream().map(CaseSummary::asColour).toList() : List.copyOf(cases);
        if (cases.isEmpty())
            throw new InvalidInputException("a data set needs at least one case, but has none");
        CaseSummary first = cases.getFirst();
        for (CaseSummary other : cases) {
            require(first, other, "axes", first.axes(), other.axes());
            require(first, other, "channels", first.channels().size(), other.channels().size());
        }
    }

    private static void require(CaseSummary first, CaseSummary other, String what, int expected, int came) {
        if (expected != came) {
            throw new InvalidInputException(
                    "all cases must have equally many " + what + ", but " + first.name() + " has " + expected
                            + " and " + other.name() + " has " + came);
        }
    }

    public int axes() { return cases.getFirst().axes(); }

    public int channels() { return cases.getFirst().channels().size(); }

    /// Classes of all label maps, background included, at least 2.
    public int classes() {
        return Math.max(2, cases.stream().mapToInt(c -> c.voxels().size()).max().orElse(2));
    }

    /// How many cases have class `classIndex`.
    public long casesWith(int classIndex) {
        return cases.stream().filter(c -> classIndex < c.voxels().size() && c.voxels().get(classIndex) > 0)
                .count();
    }

    /// The share of all voxels that are of class `classIndex`.
    public double share(int classIndex) {
        double members = cases.stream().filter(c -> classIndex < c.voxels().size())
                .mapToDouble(c -> c.voxels().get(classIndex))
                .sum();
        return members / cases.stream().mapToDouble(c -> c.grid().shape().count()).sum();
    }

    /// The share of all voxels that are not background.
    public double foreground() { return 1 - share(0); }

    /// Median voxels along each axis.
    public Shape median() {
        return new Shape(axes(), (int) median(c -> c.grid().shape().depth()),
                (int) median(c -> c.grid().shape().height()), (int) median(c -> c.grid().shape().width()));
    }

    /// Median spacing along each axis, in mm.
    public Spacing spacing() { return spacing(0.5); }

    /// A quantile of the spacing along each axis, in mm: 0 for the finest, 1 for the coarsest.
    public Spacing spacing(double quantile) {
        return new Spacing(quantile(quantile, c -> c.grid().spacing().z()),
                quantile(quantile, c -> c.grid().spacing().y()),
                quantile(quantile, c -> c.grid().spacing().x()));
    }

    /// The median of a number of every case.
    public double median(ToDoubleFunction<CaseSummary> of) { return quantile(0.5, of); }

    /// The quantile of a number of every case, see [Quantile#lower].
    public double quantile(double share, ToDoubleFunction<CaseSummary> of) {
        double[] sorted = cases.stream().mapToDouble(of).sorted().toArray();
        return Quantile.lower(share, sorted);
    }

    /// Foreground values of channel `c`, of all cases.
    public float[] foreground(int c) {
        float[] all = new float[cases.stream().mapToInt(l -> l.channels().get(c).foreground().size()).sum()];
        int n = 0;
        for (CaseSummary look : cases) {
            for (float value : look.channels().get(c).foreground()) {
                all[n++] = value;
            }
        }
        return Arrays.copyOf(all, n);
    }
}
