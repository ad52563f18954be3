package io.github.edgewise.distance;

/// Converts signed squares to mm: takes signed roots, multiplies them by `unit`, adds `inset` to negative
/// ones and clips. [#SQUARES] leaves the squares unchanged.
record ToMillimetres(boolean roots, float unit, float inset, float clip) {
    static final ToMillimetres SQUARES = new ToMillimetres(false, 1, 0, Float.POSITIVE_INFINITY);

    float of(float square) {
        if (!roots) return square;
        float d = (float) Math.sqrt(Math.abs(square)) * unit;
        return Math.clamp(square < 0 ? inset - d : d, -clip, clip);
    }
}
