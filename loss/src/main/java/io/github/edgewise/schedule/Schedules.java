package io.github.edgewise.schedule;

import io.github.edgewise.spec.Spec;
import java.util.List;

/// Schedules as text: `ramp:from=0.01,to=1`, or just a number for a constant.
public final class Schedules {
    private static final Spec<Schedule> SPEC = new Spec<>(Schedule.class, "");

    private Schedules() {}

    /// The names of all schedules of this package.
    public static List<String> names() { return SPEC.known(); }

    /// The schedule that the text describes.
    public static Schedule parse(String text) {
        try {
            return new Constant(Double.parseDouble(text.strip()));
        } catch (NumberFormatException e) {
            return SPEC.parse(text);
        }
    }

    /// The text of a schedule.
    public static String text(Schedule schedule) {
        return schedule instanceof Constant(var value) ? Double.toString(value) : SPEC.text(schedule);
    }
}
