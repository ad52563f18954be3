/// Losses and labels for the Deep Java Library: exact signed distance maps as labels, generalised Dice and
/// boundary loss on its arrays.
@NullMarked
package io.github.edgewise.djl;

import org.jspecify.annotations.NullMarked;
