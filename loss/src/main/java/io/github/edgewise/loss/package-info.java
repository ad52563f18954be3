/// Losses, computed on the engine's tensors. One record each.
@NullMarked
package io.github.edgewise.loss;

import org.jspecify.annotations.NullMarked;
