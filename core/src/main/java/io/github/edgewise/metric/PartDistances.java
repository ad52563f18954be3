package io.github.edgewise.metric;

import java.util.Arrays;

/// A sample of distances: one number for each part of a border, and the weight of this part.
final class PartDistances extends BorderDistances {
    private final int count;
    private final double[] mm; // distinct, ascending
    private final double[] upTo; // cumulative weight, up to and including each distance

    private PartDistances(int count, double[] mm, double[] upTo) {
        this.count = count;
        this.mm = mm;
        this.upTo = upTo;
    }

    /// @param squares squared mm, sorted by this call
    static PartDistances ofSquares(double[] squares) {
        Arrays.sort(squares);
        double[] mm = new double[squares.length];
        double[] upTo = new double[squares.length];
        int distinct = 0;
        for (int i = 0; i < squares.length; i++) {
            if (i + 1 < squares.length && squares[i + 1] == squares[i]) continue;
            mm[distinct] = Math.sqrt(squares[i]);
            upTo[distinct++] = i + 1;
        }
        return new PartDistances(squares.length, Arrays.copyOf(mm, distinct),
                Arrays.copyOf(upTo, distinct));
    }

    /// @param squares squared mm
    /// @param weights of the same parts
    static PartDistances ofSquares(double[] squares, double[] weights) {
        PartDistances counted = ofSquares(squares.clone());
        double[] upTo = new double[counted.mm.length];
        for (int i = 0; i < squares.length; i++) {
            upTo[Arrays.binarySearch(counted.mm, Math.sqrt(squares[i]))] += weights[i];
        }
        Arrays.parallelPrefix(upTo, Double::sum);
        return new PartDistances(squares.length, counted.mm, upTo);
    }

    @Override
    BorderDistances and(BorderDistances others) {
        if (!(others instanceof PartDistances other)) {
            throw new IllegalArgumentException("parts of a border have no common sample with whole faces");
        }
        double[] all = Arrays.copyOf(mm, mm.length + other.mm.length);
        double[] sums = new double[all.length];
        int i = 0;
        int j = 0;
        int distinct = 0;
        while (i < mm.length || j < other.mm.length) {
            double a = i < mm.length ? mm[i] : Double.POSITIVE_INFINITY;
            double b = j < other.mm.length ? other.mm[j] : Double.POSITIVE_INFINITY;
            if (a <= b) i++;
            if (b <= a) j++;
            all[distinct] = Math.min(a, b);
            sums[distinct++] = (i == 0 ? 0 : upTo[i - 1]) + (j == 0 ? 0 : other.upTo[j - 1]);
        }
        return new PartDistances(count + other.count, Arrays.copyOf(all, distinct),
                Arrays.copyOf(sums, distinct));
    }

    @Override
    public int count() { return count; }

    @Override
    public double total() { return count == 0 ? 0 : upTo[upTo.length - 1]; }

    @Override
    public double largest() {
        requireParts();
        return mm[mm.length - 1];
    }

    @Override
    public double mean() {
        requireParts();
        double sum = 0;
        double before = 0;
        for (int i = 0; i < mm.length; i++) {
            sum += mm[i] * (upTo[i] - before);
            before = upTo[i];
        }
        return sum / total();
    }

    @Override
    public double within(double tolerance) {
        int i = 0;
        while (i < mm.length && mm[i] <= tolerance) i++;
        return i == 0 ? 0 : upTo[i - 1];
    }

    @Override
    double interpolated(double percentile) {
        requireParts();
        double position = percentile / 100 * (count - 1);
        int below = (int) position;
        double value = at(below);
        return below + 1 < count ? value + (position - below) * (at(below + 1) - value) : value;
    }

    /// The distance at this place of the sample in ascending order. Only for parts of weight 1.
    private double at(int place) {
        int i = Arrays.binarySearch(upTo, place + 1.);
        return mm[i < 0 ? -i - 1 : i];
    }

    @Override
    double covering(double percentile) {
        requireParts();
        int i = 0;
        while (i + 1 < mm.length && upTo[i] / total() < percentile / 100) i++;
        return mm[i];
    }
}
