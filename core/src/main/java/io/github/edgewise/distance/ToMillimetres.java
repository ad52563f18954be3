package io.github.edgewise.distance;

/// What signed squares become after a pass: signed roots times `unit`, with `inset` added to negative ones,
/// clipped; or [#SQUARES], as they are.
record ToMillimetres(boolean roots, float unit, float inset, float clip) {
    static final ToMillimetres SQUARES = new ToMillimetres(false, 1, 0, Float.POSITIVE_INFINITY);

    float of(float square) {
        if (!roots) return square;
        float d = (float) Math.sqrt(Math.abs(square)) * unit;
        return Math.clamp(square < 0 ? inset - d : d, -clip, clip);
    }
}
