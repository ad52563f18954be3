package io.github.edgewise.cli;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Arguments that several commands read the same way.
final class Arguments {
    /// What `--post` of a command that applies a post-processing means.
    static final String POST = "auto: as stored in the run; none: the most probable classes as they are; or "
            + "steps such as smallest=10,largest,threshold=0.4,fill (mm^3), for some classes "
            + "1:smallest=10;2:fill (default: auto)";

    private Arguments() {}

    /// Fails if writing an image would replace the one that is read.
    static void requireOther(Path in, Path out) throws IOException {
        var outputs = new Outputs(Volumes.parts(in));
        for (Path file : Volumes.written(out)) {
            outputs.add(file);
        }
    }

    /// What an option says.
    ///
    /// @param option its name, for the message; empty for none
    /// @throws WrongUsage where its text or number is refused
    static <T> T of(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidInputException e) {
            throw new WrongUsage(
                    option.isEmpty() ? String.valueOf(e.getMessage()) : option + ": " + e.getMessage(), e);
        }
    }

    /// The post-processing of `--post`; nothing for `auto`.
    static Optional<PostProcessing> post(String text) {
        return text.equals("auto")
                ? Optional.empty()
                : Optional.of(of("--post", () -> PostProcessing.parse(text)));
    }

    /// Requires texts of metrics, each with a name of its own.
    static void metrics(List<String> texts) {
        var names = new HashSet<String>();
        for (String text : texts) {
            String name = of("--metrics", () -> Metrics.parse(text)).name();
            if (!names.add(name)) throw new WrongUsage("--metrics names " + name + " twice; leave one out");
        }
    }

    /// Requires the name of an image that can be written.
    static void image(String option, Path out) {
        if (Volumes.extension(out).isEmpty()) {
            throw new WrongUsage(option + ": no format for " + out + "; name an image such as scan.nii.gz");
        }
    }

    /// Requires a whole number from `least` up.
    static void atLeast(String option, long least, long value) {
        if (value < least) throw new WrongUsage(option + " must be " + least + " or more, not " + value);
    }

    /// Requires a finite number above 0, such as minutes.
    static void aboveZero(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new WrongUsage(option + " must be above 0, not " + value);
        }
    }

    /// Requires a finite number from 0 up, such as a tolerance in mm.
    static void fromZero(String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new WrongUsage(option + " must be a number from 0 up, not " + value);
        }
    }
}
