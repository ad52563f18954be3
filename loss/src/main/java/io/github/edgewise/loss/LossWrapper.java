package io.github.edgewise.loss;

/// A loss around another one: it changes what the other loss sees, or where it is computed. It reads what the
/// other loss reads.
///
/// A wrapper must be linear: around a sum it must equal the sum of the wrappers around each term, with the
/// same weights. [WeightedSum] relies on this, so that every term is measured and weighted by itself. A loss
/// around another one that is not linear implements [Loss] alone.
///
/// A record with one component of type [Loss] and a constructor with only this component can be written as
/// text, see [Losses].
public interface LossWrapper extends Loss {
    /// The loss inside.
    Loss loss();

    /// The same wrapper around another loss.
    LossWrapper with(Loss other);

    @Override
    default boolean needsDistances() { return loss().needsDistances(); }

    @Override
    default boolean needsRegions() { return loss().needsRegions(); }

    @Override
    default boolean needsCentreLines() { return loss().needsCentreLines(); }

    @Override
    default double reachMm() { return loss().reachMm(); }

    @Override
    default Loss planned(double unitMm) { return with(loss().planned(unitMm)); }

    @Override
    default Maps maps() { return loss().maps(); }
}
