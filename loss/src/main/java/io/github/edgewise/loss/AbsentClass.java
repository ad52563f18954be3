package io.github.edgewise.loss;

/// The weight that generalised Dice gives to a class that is absent from an image.
public enum AbsentClass {
    /// The weight of the rarest class in the image. So false positives are punished.
    LARGEST_PRESENT,
    /// 1e20, as published. Then the loss of the image is about 1 and its gradient 0, so false positives in
    /// images without the class cost nothing.
    REFERENCE
}
