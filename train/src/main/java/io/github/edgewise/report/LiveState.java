package io.github.edgewise.report;

import io.github.edgewise.train.History;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What a run is doing, on its page.
///
/// @param what it does
/// @param epoch that is complete, or that it is in
/// @param epochs all of them; 0 where minutes limit the run
/// @param secondsLeft to the end of the training
/// @param detail of what it does
/// @param secondsPerEpoch the longest epoch so far; 0 before the first one ends
record LiveState(String what, int epoch, int epochs, Optional<Double> secondsLeft, String detail,
        double secondsPerEpoch, boolean isStopped) {
    static final String STYLE = PageResource.text("live.css");
    static final String SCRIPT = PageResource.text("live.js");
    private static final double LONGEST_BETWEEN = 20;
    /// Without an epoch to measure, and while cases are scored, no news for so long is usual.
    private static final double USUAL_SILENCE = 300;
    private static final double SILENT_EPOCHS = 3;

    LiveState step(int number, String step, double seconds) {
        return new LiveState("training", number, epochs, Optional.of(seconds), step, secondsPerEpoch, false);
    }

    LiveState epoch(History.Entry entry) {
        return new LiveState("training", entry.epoch(), epochs, secondsLeft, "complete",
                Math.max(secondsPerEpoch, entry.seconds()), false);
    }

    LiveState doing(String other, String more) {
        return new LiveState(other, epoch, epochs, Optional.empty(), more, secondsPerEpoch, false);
    }

    LiveState stopped() {
        return new LiveState(what, epoch, epochs, Optional.empty(), detail, secondsPerEpoch, true);
    }

    /// The line with what the script needs to know: when the page was written, how often a new one comes, and
    /// after which silence the run has probably ended.
    String html() {
        Instant now = Instant.now();
        double silence = Math.max(USUAL_SILENCE, SILENT_EPOCHS * secondsPerEpoch);
        return String.format(Locale.ROOT,
                "<p id='live' class='%s' role='status' data-written='%d' data-every='%.0f' data-silence='%.0f'>"
                        + "%s</p>",
                isStopped ? "stopped" : "running", now.toEpochMilli(), 1000 * LONGEST_BETWEEN / 2,
                1000 * silence, Html.escaped(text(now)));
    }

    private String text(Instant now) {
        String at = detail.isEmpty() ? "" : ", " + detail;
        String where = "epoch " + epoch + (epochs > 0 ? " of " + epochs : "");
        if (isStopped) {
            return "Stopped while " + what + ", " + where + at
                    + ". Continue with: edgewise train DATASET --out "
                    + "RUN --resume. Written " + Html.time(now) + ".";
        }
        String left = secondsLeft.map(s -> ", about " + duration(s) + " left, until about "
                + Html.time(now.plusSeconds(Math.round(s)))).orElse("");
        return "Running: " + what + ", " + where + at + left + ". Written " + Html.time(now) + ".";
    }

    private static String duration(double seconds) {
        var d = Duration.ofSeconds(Math.round(seconds));
        return d.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %02d s", d.toMinutes(), d.toSecondsPart());
    }
}
