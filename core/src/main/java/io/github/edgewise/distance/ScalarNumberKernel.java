package io.github.edgewise.distance;

/// The kernel in plain Java: lower envelopes, one column after the other, as in [ScalarKernel].
final class ScalarNumberKernel implements NumberKernel {
    @Override
    public void keys(Columns columns, NumberAxis axis, NumberRows rows) {
        for (int x = 0; x < columns.width(); x++) {
            int top = envelope(columns, x, axis, rows);
            for (int k = 0; k <= top; k++) {
                int v = rows.candidate[k];
                long key = rows.side[v];
                int end = k < top ? rows.firstRow[k + 1] : axis.n;
                for (int y = rows.firstRow[k]; y < end; y++) {
                    columns.keys()[columns.at() + y * columns.stride() + x] = key + axis.cost(y - rows.rows[v]);
                }
            }
        }
    }

    @Override
    public void numbers(Columns columns, NumberAxis axis, NumberRows rows, Numbers into) {
        for (int x = 0; x < columns.width(); x++) {
            int top = envelope(columns, x, axis, rows);
            for (int k = 0; k <= top; k++) {
                int number = (int) (rows.side[rows.candidate[k]] & axis.mask);
                int end = k < top ? rows.firstRow[k + 1] : axis.n;
                for (int y = rows.firstRow[k]; y < end; y++) {
                    into.values()[into.at() + y * into.stride() + x] = number;
                }
            }
        }
    }

    /// Fills the stack of candidates and their first rows, and returns its top.
    private static int envelope(Columns columns, int x, NumberAxis axis, NumberRows rows) {
        int top = -1;
        for (int j = 0; j < rows.count; j++) {
            rows.side[j] = columns.keys()[columns.at() + rows.rows[j] * columns.stride() + x];
            int row = 0;
            while (top >= 0) {
                row = takeOver(rows.candidate[top], j, rows.firstRow[top], axis, rows);
                if (row > rows.firstRow[top]) break;
                top--;
                row = 0;
            }
            if (row == axis.n) continue;
            top++;
            rows.candidate[top] = j;
            rows.firstRow[top] = row;
        }
        return top;
    }

    /// The first row from `lowest` on where candidate `j` is no worse than `v < j`, or n if there is none. The
    /// crossing of the two parabolas is only a first guess; the costs decide.
    private static int takeOver(int v, int j, int lowest, NumberAxis axis, NumberRows rows) {
        int a = rows.rows[v];
        int b = rows.rows[j];
        long fv = rows.side[v];
        long fj = rows.side[j];
        double guess = 0.5 * ((fj - fv) / (axis.unit * (b - a)) + a + b);
        int row = (int) Math.clamp(guess, lowest, axis.n);
        while (row > lowest && fj + axis.cost(row - 1 - b) <= fv + axis.cost(row - 1 - a)) row--;
        while (row < axis.n && fj + axis.cost(row - b) > fv + axis.cost(row - a)) row++;
        return row;
    }
}
