/// Networks written on the engine's layers.
@NullMarked
package io.github.edgewise.net;

import org.jspecify.annotations.NullMarked;
