package io.github.edgewise.metric;

import java.util.Arrays;

/// The distance from the points `(y, x)` of one voxel face to the nearest of some boxes, in mm, and integrals
/// of it over the face.
///
/// The square of the distance to box i is `c_i + Y_i(y)^2 + X_i(x)^2`. `c_i` is the part across the face.
/// `Y_i` is 0 if the box covers the face along y, otherwise the distance along y to that side of the face
/// where the box lies, plus the whole voxels between face and box; `X_i` likewise. So inside the face, any
/// two boxes are equally near along a curve that each row crosses at most once.
final class NearestBoxes {
    /// Mean distances are wrong by less than this share of the largest distance.
    private static final double PRECISION = 1e-9;
    private static final double NODE = 0.5384693101056831;
    private static final double OUTER_NODE = 0.906179845938664;
    private static final double MIDDLE_WEIGHT = 0.5688888888888889 / 2;
    private static final double WEIGHT = 0.47862867049936647 / 2;
    private static final double OUTER_WEIGHT = 0.23692688505618908 / 2;

    private final double height;
    private final double width;
    private final int count;
    private final double[] across; // c
    private final int[] sideY; // -1 below the face, 1 above, 0 beside it
    private final double[] gapY; // mm between the face and the box along y
    private final int[] sideX;
    private final double[] gapX;
    private final double low;
    private final double high;
    private final double[] from; // of the row being looked at: the constant part of every square
    private final double[] end; // and the square at the end of the row

    /// @param across mm of a voxel across the face
    /// @param one mm of the face along its first axis
    /// @param two mm of the face along its second axis
    /// @param steps of every box as [BoxSearch] gives them
    NearestBoxes(double across, double one, double two, int[] steps) {
        this.count = steps.length / 3;
        boolean swap = true; // rows are integrated in closed form, so they go where the distance changes
        for (int i = 2; i < steps.length; i += 3) {
            swap &= steps[i] == 0;
        }
        this.height = swap ? two : one;
        this.width = swap ? one : two;
        this.across = new double[count];
        this.sideY = new int[count];
        this.gapY = new double[count];
        this.sideX = new int[count];
        this.gapX = new double[count];
        this.from = new double[count];
        this.end = new double[count];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            int y = steps[3 * i + (swap ? 2 : 1)];
            int x = steps[3 * i + (swap ? 1 : 2)];
            this.across[i] = square(steps[3 * i] * across);
            sideY[i] = Integer.signum(y);
            sideX[i] = Integer.signum(x);
            gapY[i] = Math.max(0, Math.abs(y) - 1) * height;
            gapX[i] = Math.max(0, Math.abs(x) - 1) * width;
            least = Math.min(least, this.across[i] + square(gapY[i]) + square(gapX[i]));
            most = Math.min(most, this.across[i] + square(Math.abs(y) * height)
                    + square(Math.abs(x) * width));
        }
        this.low = Math.sqrt(least);
        this.high = Math.sqrt(most);
    }

    /// The area of the face in mm^2.
    double area() { return height * width; }

    /// The smallest distance of its points, in mm.
    double low() { return low; }

    /// A distance in mm that none of its points exceeds.
    double high() { return high; }

    /// The integral of the distance over the face, in mm^3.
    double integral() {
        if (low == high) return low * area();
        if (Arrays.stream(sideY).allMatch(side -> side == 0)) return height * row(0);
        return integral(0, height, gauss(0, height), 24);
    }

    private double integral(double y0, double y1, double whole, int depth) {
        double middle = (y0 + y1) / 2;
        double lower = gauss(y0, middle);
        double upper = gauss(middle, y1);
        if (depth == 0 || Math.abs(lower + upper - whole) < PRECISION * high * area()) return lower + upper;
        return integral(y0, middle, lower, depth - 1) + integral(middle, y1, upper, depth - 1);
    }

    /// Gauss's rule of five rows.
    private double gauss(double y0, double y1) {
        double middle = (y0 + y1) / 2;
        double half = (y1 - y0) / 2;
        return (y1 - y0) * (MIDDLE_WEIGHT * row(middle)
                + WEIGHT * (row(middle - NODE * half) + row(middle + NODE * half))
                + OUTER_WEIGHT * (row(middle - OUTER_NODE * half) + row(middle + OUTER_NODE * half)));
    }

    /// The integral along one row: from the box that is nearest at its start to the one that takes over
    /// first, and so on.
    private double row(double y) {
        int i = 0;
        for (int j = 0; j < count; j++) {
            from[j] = across[j] + square(along(sideY[j], gapY[j], height, y));
            end[j] = from[j] + square(along(sideX[j], gapX[j], width, width));
            double begin = from[j] + square(along(sideX[j], gapX[j], width, 0));
            double least = from[i] + square(along(sideX[i], gapX[i], width, 0));
            if (begin < least || (begin == least && end[j] < end[i])) i = j;
        }
        double sum = 0;
        double x = 0;
        while (true) {
            int next = -1;
            double until = width;
            for (int j = 0; j < count; j++) {
                if (end[j] >= end[i]) continue;
                double crossing = Math.max(x, crossing(i, j));
                if (crossing < until || (crossing == until && next >= 0 && end[j] < end[next])) {
                    until = crossing;
                    next = j;
                }
            }
            sum += piece(i, x, until);
            if (next < 0) return sum;
            x = until;
            i = next;
        }
    }

    /// Where box j becomes nearer than box i in the row being looked at.
    private double crossing(int i, int j) {
        if (sideX[i] == 0) return place(j, from[i] - from[j]);
        if (sideX[j] == 0) return place(i, from[j] - from[i]);
        // X^2 is x^2 + slope x + start
        double slopeI = sideX[i] < 0 ? 2 * gapX[i] : -2 * (width + gapX[i]);
        double slopeJ = sideX[j] < 0 ? 2 * gapX[j] : -2 * (width + gapX[j]);
        if (slopeI == slopeJ) return width;
        return (from[j] + square(slopeJ / 2) - from[i] - square(slopeI / 2)) / (slopeI - slopeJ);
    }

    /// Where X of a box has this square.
    private double place(int i, double square) {
        double far = Math.sqrt(Math.max(0, square)) - gapX[i];
        return sideX[i] < 0 ? far : width - far;
    }

    /// The integral of sqrt(k + X^2) from x0 to x1.
    private double piece(int i, double x0, double x1) {
        double k = from[i];
        if (sideX[i] == 0) return Math.sqrt(k) * (x1 - x0);
        double u0 = along(sideX[i], gapX[i], width, x0);
        double u1 = along(sideX[i], gapX[i], width, x1);
        if (k == 0) return Math.abs(u1 * u1 - u0 * u0) / 2;
        double r0 = Math.sqrt(k + u0 * u0);
        double r1 = Math.sqrt(k + u1 * u1);
        return Math.abs(u1 * r1 - u0 * r0 + k * Math.log((u1 + r1) / (u0 + r0))) / 2;
    }

    /// The area of the face that is farther away than a distance in mm, in mm^2: what discs, half-planes and
    /// strips around the boxes leave of it. Between the rows where their edges cross each other or the edges
    /// of the face, the edges on the left and on the right are single arcs, whose areas have closed forms.
    double beyond(double mm) {
        if (mm >= high) return 0;
        if (mm < low) return area();
        double[] squares = new double[count];
        for (int i = 0; i < count; i++) {
            squares[i] = mm * mm - across[i];
        }
        double[] rows = rows(squares);
        double sum = 0;
        for (int i = 1; i < rows.length; i++) {
            if (rows[i] > rows[i - 1]) sum += between(squares, rows[i - 1], rows[i]);
        }
        return sum;
    }

    private double between(double[] squares, double y0, double y1) {
        double y = (y0 + y1) / 2;
        double left = 0;
        double right = 0;
        int leftBox = -1;
        int rightBox = -1;
        for (int i = 0; i < count; i++) {
            double rest = squares[i] - square(along(sideY[i], gapY[i], height, y));
            if (rest < 0) continue;
            if (sideX[i] == 0) return 0;
            double reach = Math.sqrt(rest) - gapX[i];
            if (sideX[i] < 0 && reach > left) {
                left = reach;
                leftBox = i;
            } else if (sideX[i] > 0 && reach > right) {
                right = reach;
                rightBox = i;
            }
        }
        if (left + right >= width) return 0;
        double rest = width * (y1 - y0);
        if (leftBox >= 0) rest -= reached(leftBox, squares[leftBox], y0, y1);
        if (rightBox >= 0) rest -= reached(rightBox, squares[rightBox], y0, y1);
        return Math.max(0, rest);
    }

    /// The integral of sqrt(square - Y^2) - gapX from y0 to y1.
    private double reached(int i, double square, double y0, double y1) {
        double gap = gapX[i] * (y1 - y0);
        if (sideY[i] == 0) return Math.sqrt(square) * (y1 - y0) - gap;
        double u0 = along(sideY[i], gapY[i], height, y0);
        double u1 = along(sideY[i], gapY[i], height, y1);
        return Math.abs(segment(square, u1) - segment(square, u0)) - gap;
    }

    private static double segment(double square, double u) {
        double radius = Math.sqrt(square);
        return (u * Math.sqrt(Math.max(0, square - u * u)) + square * Math.asin(Math.min(1, u / radius))) / 2;
    }

    /// 0, the height, and between them all rows where edges may cross, in ascending order.
    private double[] rows(double[] squares) {
        var rows = new Rows(height, count);
        for (int i = 0; i < count; i++) {
            if (squares[i] < 0) continue;
            if (sideY[i] != 0) {
                rows.add(level(i, squares[i] - square(gapX[i])));
                if (sideX[i] != 0) rows.add(level(i, squares[i] - square(gapX[i] + width)));
            }
            for (int j = 0; j < i; j++) {
                if (squares[j] < 0 || sideX[i] == 0 || sideX[j] == 0) continue;
                if (sideY[i] == 0 && sideY[j] == 0) continue;
                if (sideY[i] == 0) rows.add(level(j, squares[j] - square(side(i, squares[i]) - centreX(j))));
                else if (sideY[j] == 0) {
                    rows.add(level(i, squares[i] - square(side(j, squares[j]) - centreX(i))));
                } else circles(rows, i, squares[i], j, squares[j]);
            }
        }
        return rows.sorted();
    }

    /// The row where Y of a box has this square; NaN if there is none.
    private double level(int i, double square) {
        double far = Math.sqrt(square) - gapY[i];
        return sideY[i] < 0 ? far : height - far;
    }

    /// The straight edge of a box that covers the face along y.
    private double side(int i, double square) {
        double far = Math.sqrt(square) - gapX[i];
        return sideX[i] < 0 ? far : width - far;
    }

    private double centreX(int i) { return sideX[i] < 0 ? -gapX[i] : width + gapX[i]; }

    private double centreY(int i) { return sideY[i] < 0 ? -gapY[i] : height + gapY[i]; }

    /// The rows where two circles cross.
    private void circles(Rows rows, int i, double squareI, int j, double squareJ) {
        double dy = centreY(j) - centreY(i);
        double dx = centreX(j) - centreX(i);
        double apart = dy * dy + dx * dx;
        if (apart == 0) return;
        double share = (apart + squareI - squareJ) / (2 * apart);
        double aside = Math.sqrt(squareI / apart - share * share);
        rows.add(centreY(i) + share * dy + aside * dx);
        rows.add(centreY(i) + share * dy - aside * dx);
    }

    /// The distance along an axis from a place in the face to a box.
    private static double along(int side, double gap, double length, double at) {
        return side == 0 ? 0 : side < 0 ? gap + at : gap + (length - at);
    }

    private static double square(double v) { return v * v; }

    /// Places in a range, in the order they come.
    private static final class Rows {
        private final double end;
        private double[] places;
        private int size = 2;

        Rows(double end, int boxes) {
            this.end = end;
            this.places = new double[2 + 2 * boxes + boxes * boxes];
            places[1] = end;
        }

        /// Adds a place unless it lies outside of the range or is NaN.
        void add(double place) {
            if (!(place > 0 && place < end)) return;
            places[size++] = place;
        }

        double[] sorted() {
            double[] sorted = Arrays.copyOf(places, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
