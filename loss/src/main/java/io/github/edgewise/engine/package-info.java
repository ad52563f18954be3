/// The one place that touches the native engine's set-up: threads, seeds, precision, arrays, weights on disk,
/// specs.
@NullMarked
package io.github.edgewise.engine;

import org.jspecify.annotations.NullMarked;
