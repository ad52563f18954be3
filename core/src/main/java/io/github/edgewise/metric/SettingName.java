package io.github.edgewise.metric;

/// How a metric's name says a setting that is not the usual one: `pq_threshold=0.1`.
final class SettingName {
    private SettingName() {}

    /// Nothing for the usual value, else `_setting=value`; whole numbers without a decimal point.
    static String of(String setting, double value, double usual) {
        if (value == usual) return "";
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return "_" + setting + "=" + (whole ? Long.toString((long) value) : Double.toString(value));
    }
}
