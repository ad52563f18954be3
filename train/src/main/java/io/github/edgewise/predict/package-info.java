/// A trained network at work: sliding window, label maps, scores.
@NullMarked
package io.github.edgewise.predict;

import org.jspecify.annotations.NullMarked;
