/// Losses as maths on the engine's tensors; one record each.
@NullMarked
package io.github.edgewise.loss;

import org.jspecify.annotations.NullMarked;
