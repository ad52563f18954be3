/// Set-up of the native engine: threads, seeds, precision, memory, and arrays to tensors.
@NullMarked
package io.github.edgewise.engine;

import org.jspecify.annotations.NullMarked;
