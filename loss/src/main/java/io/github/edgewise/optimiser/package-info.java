/// Optimisers: they turn gradients into changes of the weights.
@NullMarked
package io.github.edgewise.optimiser;

import org.jspecify.annotations.NullMarked;
