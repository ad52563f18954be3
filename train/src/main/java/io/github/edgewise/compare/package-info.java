/// A fair comparison of several losses: the same seeds, folds, first weights and data order, and statistics
/// of the differences.
@NullMarked
package io.github.edgewise.compare;

import org.jspecify.annotations.NullMarked;
