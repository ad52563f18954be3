package io.github.edgewise.schedule;

/// Half a wave: to + (from - to) * (1 + cos(pi t)) / 2 with t from 0, up to epoch number `pause`, to 1 in the
/// last epoch. It leaves `from` and reaches `to` slowly.
///
/// MIST's cosine weight is `cosine:from=1,to=0,pause=5`, on the region term.
///
/// @param from weight in the first epoch
/// @param to weight in the last
/// @param pause epochs before the weight begins to change
public record Cosine(double from, double to, int pause) implements Schedule {
    public Cosine() { this(0.01, 1, 0); }

    @Override
    public double at(TrainingTime moment) {
        return to + (from - to) * (1 + Math.cos(Math.PI * moment.fractionAfter(pause))) / 2;
    }
}
