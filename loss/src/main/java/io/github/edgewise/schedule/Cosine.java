package io.github.edgewise.schedule;

/// Half a cosine wave: to + (from - to) * (1 + cos(pi t)) / 2. t is 0 up to epoch number `pause` and grows to
/// 1 in the last epoch. The weight changes slowly at both ends.
///
/// MIST's cosine weight is `cosine:from=1,to=0,pause=5` on the region term.
///
/// @param from weight in the first epoch, 0 or more
/// @param to weight in the last epoch, 0 or more
/// @param pause number of epochs before the weight begins to change
public record Cosine(double from, double to, int pause) implements Schedule {
    public Cosine {
        Range.fromZero("from", from);
        Range.fromZero("to", to);
        Range.pause(pause);
    }

    public Cosine() { this(0.01, 1, 0); }

    @Override
    public double at(TrainingTime moment) {
        return to + (from - to) * (1 + Math.cos(Math.PI * moment.fractionAfter(pause))) / 2;
    }
}
