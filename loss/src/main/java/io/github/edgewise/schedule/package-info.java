/// Weights that change during training.
@NullMarked
package io.github.edgewise.schedule;

import org.jspecify.annotations.NullMarked;
