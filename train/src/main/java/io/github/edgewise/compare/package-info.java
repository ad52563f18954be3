/// Several losses on equal terms: the same seeds, folds, first weights and data order, and what may be
/// concluded from the difference.
@NullMarked
package io.github.edgewise.compare;

import org.jspecify.annotations.NullMarked;
