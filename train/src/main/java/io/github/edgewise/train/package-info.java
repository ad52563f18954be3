/// The training loop: recipe, progress, checkpoints, history, run folder.
@NullMarked
package io.github.edgewise.train;

import org.jspecify.annotations.NullMarked;
