package io.github.edgewise.format;

/// What the values of a mask mean.
public enum LabelRule {
    /// Class indices as stored; a mask that holds no other values than 0 and 255 counts as 0 and 1.
    AS_STORED,
    /// Every value but 0 is class 1.
    FOREGROUND,
    /// Value 1 is class 1; every other value is background.
    ONE
}
