/// The description of a trained model, besides its weights.
@NullMarked
package io.github.edgewise.model;

import org.jspecify.annotations.NullMarked;
