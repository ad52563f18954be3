/// From prepared cases to batches of patches: distance maps, augmentation, loader.
@NullMarked
package io.github.edgewise.sample;

import org.jspecify.annotations.NullMarked;
