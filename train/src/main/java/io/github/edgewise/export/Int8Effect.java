package io.github.edgewise.export;

/// What computing in int8 changes, beside the same networks in float32, both in ONNX Runtime.
///
/// @param windows training windows that were compared
/// @param largest difference of a probability in them
/// @param average difference of a probability in them
/// @param cases that were scored
/// @param dice mean Dice of the cases: over the classes of the mean over the cases
/// @param windowMillis the shortest time of one window
public record Int8Effect(int windows, double largest, double average, int cases, Change dice,
        Change windowMillis) {
    /// A number in float32 and in int8.
    public record Change(double float32, double int8) {}

    /// Is told about every case that is scored, in float32 and again in int8.
    @FunctionalInterface
    public interface Listener {
        /// A case begins.
        void scoring(String caseName, int done, int all);
    }

    /// True where int8 takes no less time.
    public boolean isSlower() { return !(windowMillis.int8 < windowMillis.float32); }
}
