/// Trained networks as files for other programs.
@NullMarked
package io.github.edgewise.export;

import org.jspecify.annotations.NullMarked;
