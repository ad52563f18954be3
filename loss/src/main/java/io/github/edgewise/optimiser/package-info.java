/// Optimisers: how gradients change weights.
@NullMarked
package io.github.edgewise.optimiser;

import org.jspecify.annotations.NullMarked;
