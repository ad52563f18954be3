package io.github.edgewise.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.plugin.PlugIn;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.scijava.Cancelable;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.log.LogService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;

/// Runs a SciJava command in an ImageJ without SciJava, with the options of a macro as Fiji reads them: the
/// key of an option is the name of an input in small letters.
public final class PlainImageJ implements PlugIn {
    /// Made by ImageJ.
    public PlainImageJ() {}

    /// @param command the simple name of the class
    @Override
    public void run(String command) {
        try (var context = new Context(CommandService.class, LogService.class, StatusService.class)) {
            Class<? extends Command> type = Class.forName(PlainImageJ.class.getPackageName() + "." + command)
                    .asSubclass(Command.class);
            var info = new CommandInfo(type);
            Module done = context.service(CommandService.class).run(info, true, inputs(info)).get();
            if (((Cancelable) done).isCanceled()) IJ.log("refused: " + ((Cancelable) done).getCancelReason());
            for (Object output : done.getOutputs().values()) {
                if (output instanceof ImagePlus image) image.show();
            }
        } catch (InterruptedException | ExecutionException | ClassNotFoundException e) {
            IJ.log("failed: " + e);
        }
    }

    private static Map<String, Object> inputs(CommandInfo info) {
        var inputs = new HashMap<String, Object>();
        for (ModuleItem<?> input : info.inputs()) {
            Object value = value(input.getType(), Macro.getValue(Macro.getOptions(), input.getName(), null));
            if (value != null) inputs.put(input.getName(), value);
        }
        return inputs;
    }

    private static @Nullable Object value(Class<?> type, @Nullable String text) {
        if (type == ImagePlus.class) {
            return text == null ? WindowManager.getCurrentImage() : WindowManager.getImage(text);
        }
        if (text == null) return null;
        if (type == int.class) return Integer.valueOf(text);
        if (type == double.class) return Double.valueOf(text);
        if (type == File.class) return new File(text);
        return type == String.class ? text : null;
    }
}
