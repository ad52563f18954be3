/// The one place that sets up the native engine: threads, seeds, precision, memory, arrays to tensors.
@NullMarked
package io.github.edgewise.engine;

import org.jspecify.annotations.NullMarked;
