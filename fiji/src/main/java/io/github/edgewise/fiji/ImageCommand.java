package io.github.edgewise.fiji;

import ij.ImagePlus;
import io.github.edgewise.InvalidInputException;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;

/// What the commands have in common: notes go to the log, and a mistake of the user ends a command with one
/// sentence, which SciJava shows in a dialog and keeps as the reason ([#getCancelReason]).
///
/// Settings are not persistent: a macro that leaves one out gets the default, not what the user last chose.
abstract class ImageCommand extends ContextCommand {
    @Parameter
    @SuppressWarnings("NullAway.Init")
    private LogService log;

    /// Does the work.
    ///
    /// @throws InvalidInputException for a mistake of the user, as one sentence
    abstract void compute() throws IOException;

    @Override
    public final void run() {
        try {
            compute();
        } catch (NoSuchFileException e) {
            refuse("there is no file " + e.getFile());
        } catch (InvalidInputException | IOException e) {
            refuse(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void refuse(String sentence) {
        if (!hasWindows()) log.error(sentence); // a dialog shows it otherwise
        cancel(sentence);
    }

    /// Tells the user something that is not a failure.
    final void note(String sentence) { log.warn(sentence); }

    /// The scale of an image; what is odd about it is noted.
    final ImageScale scale(ImagePlus image) {
        ImageScale scale = ImageScale.of(image);
        scale.note().ifPresent(this::note);
        return scale;
    }

    /// False in a process without a screen.
    static boolean hasWindows() { return !GraphicsEnvironment.isHeadless(); }
}
