package io.github.edgewise.distance;

/// The kernel in plain Java: lower envelopes, one column after the other, as in [ScalarKernel].
final class ScalarNumberKernel implements NumberKernel {
    @Override
    public void keys(NumberRows columns, NumberAxis axis, long[] into, int at, int stride) {
        for (int x = 0; x < columns.width; x++) {
            int top = envelope(columns, x, axis);
            for (int i = 0; i <= top; i++) {
                int v = columns.candidate[i];
                long key = columns.keys[v * columns.stride + x];
                int end = i < top ? columns.firstRow[i + 1] : axis.n;
                for (int y = columns.firstRow[i]; y < end; y++) {
                    into[at + y * stride + x] = key + axis.cost(y - columns.rows[v]);
                }
            }
        }
    }

    @Override
    public void numbers(NumberRows columns, NumberAxis axis, int[] into, int at, int stride) {
        for (int x = 0; x < columns.width; x++) {
            int top = envelope(columns, x, axis);
            for (int i = 0; i <= top; i++) {
                int number = (int) (columns.keys[columns.candidate[i] * columns.stride + x] & axis.mask);
                int end = i < top ? columns.firstRow[i + 1] : axis.n;
                for (int y = columns.firstRow[i]; y < end; y++) {
                    into[at + y * stride + x] = number;
                }
            }
        }
    }

    /// Fills the stack of candidates and their first rows, and returns its top.
    private static int envelope(NumberRows columns, int x, NumberAxis axis) {
        int top = -1;
        for (int j = 0; j < columns.count; j++) {
            int row = 0;
            while (top >= 0) {
                row = takeOver(columns, columns.candidate[top], j, x, columns.firstRow[top], axis);
                if (row > columns.firstRow[top]) break;
                top--;
                row = 0;
            }
            if (row == axis.n) continue;
            top++;
            columns.candidate[top] = j;
            columns.firstRow[top] = row;
        }
        return top;
    }

    /// The first row from `lowest` on where candidate `j` is no worse than `v < j`, or n if there is none.
    /// The crossing of the two parabolas is only a first guess; the costs decide.
    private static int takeOver(NumberRows columns, int v, int j, int x, int lowest, NumberAxis axis) {
        int a = columns.rows[v];
        int b = columns.rows[j];
        long fv = columns.keys[v * columns.stride + x];
        long fj = columns.keys[j * columns.stride + x];
        double guess = 0.5 * ((fj - fv) / (axis.unit * (b - a)) + a + b);
        int row = (int) Math.clamp(guess, lowest, axis.n);
        while (row > lowest && fj + axis.cost(row - 1 - b) <= fv + axis.cost(row - 1 - a)) row--;
        while (row < axis.n && fj + axis.cost(row - b) > fv + axis.cost(row - a)) row++;
        return row;
    }
}
