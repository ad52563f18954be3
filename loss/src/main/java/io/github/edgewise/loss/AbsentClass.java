package io.github.edgewise.loss;

/// The weight that generalised Dice gives to a class that an image does not have.
public enum AbsentClass {
    /// That of the rarest class that the image has: false positives are punished.
    LARGEST_PRESENT,
    /// 1e20, as published: the loss of the image is about 1 and its gradient 0, so false positives in images
    /// without the class are free.
    REFERENCE
}
