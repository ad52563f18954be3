package io.github.edgewise.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The distances from every point of the voxel faces of a surface to another surface.
///
/// Faces with the same boxes around them are one pattern, which is computed once. Precision, where w is the
/// largest spacing: means 1e-8 of the largest distance; areas 1e-9 of the whole; percentiles 1e-9 of the
/// largest distance, and the largest distance itself 1e-5 w.
final class FaceDistances extends BorderDistances {
    /// Tolerances that equal a distance but for rounding count as reached.
    private static final double ROUNDING = 1e-12;
    private static final double NARROW = 1e-11;

    private final List<Pattern> patterns;

    FaceDistances(List<Pattern> patterns) { this.patterns = patterns; }

    /// A number of faces that have the same distances.
    record Pattern(NearestBoxes boxes, int faces) {
        double area() { return faces * boxes.area(); }

        double beyond(double mm) { return faces * boxes.beyond(mm); }
    }

    @Override
    BorderDistances and(BorderDistances other) {
        if (!(other instanceof FaceDistances more)) {
            throw new IllegalArgumentException("whole faces have no common sample with parts of a border");
        }
        var all = new ArrayList<>(patterns);
        all.addAll(more.patterns);
        return new FaceDistances(all);
    }

    @Override
    public int count() { return patterns.stream().mapToInt(Pattern::faces).sum(); }

    @Override
    public double total() { return patterns.stream().mapToDouble(Pattern::area).sum(); }

    @Override
    public double mean() {
        requireParts();
        return patterns.stream().mapToDouble(p -> p.faces * p.boxes.integral()).sum() / total();
    }

    @Override
    public double within(double tolerance) {
        double mm = tolerance * (1 + ROUNDING);
        return patterns.stream().mapToDouble(p -> p.area() - p.beyond(mm)).sum();
    }

    @Override
    public double largest() {
        requireParts();
        List<Pattern> farFirst = patterns.stream().sorted(Comparator.comparingDouble(p -> -p.boxes.high()))
                .toList();
        double largest = 0;
        for (Pattern p : farFirst) {
            if (p.boxes.high() <= largest) break;
            largest = Math.max(largest, p.boxes.low());
            double none = ROUNDING * p.boxes.area();
            if (p.boxes.beyond(largest) <= none) continue;
            double above = p.boxes.high();
            while (above - largest > NARROW * above) {
                double middle = (largest + above) / 2;
                if (p.boxes.beyond(middle) <= none) above = middle;
                else largest = middle;
            }
            largest = above;
        }
        return largest;
    }

    @Override
    double interpolated(double percentile) {
        throw new IllegalStateException("the distances of faces are not a list to interpolate in");
    }

    /// Halves an interval that contains the distance. Patterns that lie outside of it are no longer asked.
    @Override
    double covering(double percentile) {
        requireParts();
        if (percentile == 100) return largest();
        double left = total() * (1 - percentile / 100) + total() * ROUNDING;
        if (total() - within(0) <= left) return 0;
        List<Pattern> open = patterns;
        double farther = 0; // the area of patterns beyond the interval
        double below = 0;
        double above = patterns.stream().mapToDouble(p -> p.boxes.high()).max().orElseThrow();
        while (above - below > NARROW * above) {
            double middle = (below + above) / 2;
            double beyond = farther + open.stream().mapToDouble(p -> p.beyond(middle)).sum();
            if (beyond <= left) above = middle;
            else below = middle;
            var inside = new ArrayList<Pattern>();
            for (Pattern p : open) {
                if (p.boxes.low() >= above) farther += p.area();
                else if (p.boxes.high() > below) inside.add(p);
            }
            open = inside;
        }
        for (Pattern p : open) {
            if (p.boxes.low() == p.boxes.high()) return p.boxes.low(); // a whole number of voxels, exactly
        }
        return above;
    }
}
