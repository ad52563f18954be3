package io.github.edgewise.report;

import io.github.edgewise.predict.SegmentedCase;
import io.github.edgewise.train.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A picture of every held-out case, made while the cases are scored, so that no case is segmented twice. It
/// is a listener that passes every event on to another one; pages take the pictures from it afterwards.
public final class CasePictures implements Consumer<Progress> {
    /// No pictures.
    static final CasePictures NONE = new CasePictures(_ -> {});
    private static final int PIXELS = 280;
    /// Characters that are kept; a page shows far fewer.
    private static final long MOST = 64L << 20;

    private final Consumer<? super Progress> next;
    private final Map<String, String> figures = new HashMap<>();
    private long size;

    /// @param next hears every event too
    public CasePictures(Consumer<? super Progress> next) { this.next = next; }

    @Override
    public void accept(Progress progress) {
        next.accept(progress);
        if (progress instanceof Progress.Segmented(var one) && size < MOST) draw(one);
    }

    private void draw(SegmentedCase one) {
        String name = one.source().name();
        String before = figures.get(name);
        String figure = new SlicePicture(one.image(), one.image().grid(), one.reference(), one.prediction(),
                PIXELS).html("held" + figures.size(), name);
        figures.put(name, figure);
        size += figure.length() - (before == null ? 0 : before.length());
    }

    /// The figure of a case, as HTML.
    Optional<String> of(String caseName) { return Optional.ofNullable(figures.get(caseName)); }
}
