package io.github.edgewise.cli;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `edgewise info`: what the reader sees in image files.
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Shows format, shape, spacing, position, type and values of image files, as they are read. "
                + "The exit code is 3 if a file cannot be read.",
        footer = {
            "", "Examples:", "  edgewise info scan.nii.gz mask.png", "  edgewise info scan.nii.gz --json"})
final class InfoCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "images or label maps")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private Results results = new Results();

    /// What is told of a file, in this order; the names are the keys of the JSON.
    ///
    /// @param shape fastest axis first, channels last
    /// @param spacing mm along x, y and, for a volume, z
    /// @param affine four rows, from voxel (x, y, z, 1) to mm to the right, front and top
    /// @param min of the finite values; nothing where there are none, as for max and mean
    /// @param nonfinite how many values are NaN or infinite
    private record Row(String file, String format, List<Integer> shape, List<Double> spacing,
            List<List<Double>> affine, String type, Optional<Double> min, Optional<Double> max,
            Optional<Double> mean, double sum, long nonfinite, List<String> warnings) {
        static Row of(Path file) throws IOException {
            Stored stored = Volumes.stored(file);
            float[] values = stored.volume().values();
            var finite = new DoubleSummaryStatistics();
            for (float value : values) {
                if (Float.isFinite(value)) finite.accept(value);
            }
            boolean any = finite.getCount() > 0;
            Spacing w = stored.volume().grid().spacing();
            boolean flat = stored.volume().grid().shape().axes() == 2;
            List<Double> m = stored.volume().grid().orientation().affine();
            return new Row(file.toString(), stored.format(), stored.axes(),
                    flat ? List.of(w.x(), w.y()) : List.of(w.x(), w.y(), w.z()),
                    List.of(m.subList(0, 4), m.subList(4, 8), m.subList(8, 12), List.of(0., 0., 0., 1.)),
                    stored.type(), any ? Optional.of(finite.getMin()) : Optional.empty(),
                    any ? Optional.of(finite.getMax()) : Optional.empty(),
                    any ? Optional.of(finite.getAverage()) : Optional.empty(), finite.getSum(),
                    values.length - finite.getCount(), stored.warnings());
        }

        String text() {
            var text = new StringBuilder(file + "\n");
            line(text, "format", format);
            line(text, "shape", joined(shape, " x ") + "  (x, y, ...)");
            line(text, "spacing",
                    spacing.stream().map(Row::number).collect(Collectors.joining(" x ")) + " mm");
            line(text, "type", type);
            for (int row = 0; row < 4; row++) {
                String numbers = affine.get(row).stream().map(v -> String.format(Locale.ROOT, "%11.5f", v))
                        .collect(Collectors.joining());
                line(text, row == 0 ? "affine" : "", numbers);
            }
            line(text, "values", min.isEmpty()
                    ? "none is finite"
                    : "min " + number(min.get()) + ", max " + number(max.orElseThrow()) + ", mean "
                            + number(mean.orElseThrow()) + ", sum " + number(sum));
            if (nonfinite > 0) line(text, "", nonfinite + " are not finite");
            warnings.forEach(warning -> line(text, "warning", warning));
            return text.toString();
        }

        private static void line(StringBuilder text, String name, String value) {
            text.append(String.format("  %-9s %s%n", name, value));
        }

        private static String joined(List<?> values, String between) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(between));
        }

        /// `3` and not `3.0`; nine digits otherwise.
        private static String number(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? String.valueOf((long) value)
                    : String.format(Locale.ROOT, "%.9g", value).replaceFirst("(\\.\\d*?)0+($|e)", "$1$2");
        }
    }

    @Override
    public Integer call() throws IOException {
        var rows = new ArrayList<Row>();
        boolean unreadable = false;
        for (Path file : files) {
            try {
                Row row = Row.of(file);
                rows.add(row);
                results.text(row.text());
            } catch (IOException | InvalidInputException e) {
                unreadable = true; // the other files are shown all the same
                System.err.println("edgewise: " + Failure.message(e));
            }
        }
        if (!rows.isEmpty()) results.json(() -> rows);
        return unreadable ? Failure.BAD_INPUT : 0;
    }
}
