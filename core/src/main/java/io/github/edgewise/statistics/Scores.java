package io.github.edgewise.statistics;

import java.util.List;

/// Tables of scores with one column per patient.
final class Scores {
    private Scores() {}

    /// The rows as arrays. All must have the same length and finite scores.
    static double[][] rows(String what, List<List<Double>> scores) {
        double[][] rows = new double[scores.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = scores.get(i).stream().mapToDouble(Double::doubleValue).toArray();
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(
                        ("%s %d has scores of %d patients, but %s 0 has scores of %d; "
                                + "give all of them the same patients")
                                .formatted(what, i, rows[i].length, what, rows[0].length));
            }
            Finite.check("the score of %s %d and patient".formatted(what, i), rows[i]);
        }
        return rows;
    }
}
