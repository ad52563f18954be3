package io.github.edgewise.format;

/// The meaning of the values of a mask.
public enum LabelRule {
    /// Class indices as stored. A mask with no values other than 0 and 255 counts as 0 and 1.
    AS_STORED,
    /// Every value except 0 is class 1.
    FOREGROUND,
    /// Value 1 is class 1; every other value is background.
    ONE
}
